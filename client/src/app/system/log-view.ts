import type { ParamMap } from '@angular/router';
import type { LogLevel, LogLine } from '../../../../server/system/log.contract';
import type { Tone } from '../ui/badge';

/** From harmless to deadly, as the server orders them. */
const order: { readonly [Level in LogLevel]: number } = { log: 0, warn: 1, error: 2, fatal: 3 };
export const levels = Object.keys(order) as LogLevel[];

export const levelLooks: {
  readonly [Level in LogLevel]: { readonly word: string; readonly tone: Tone };
} = {
  log: { word: 'log', tone: 'muted' },
  warn: { word: 'warn', tone: 'warning' },
  error: { word: 'error', tone: 'bad' },
  fatal: { word: 'fatal', tone: 'bad' },
};

/** The filters as they stand in the address. */
export interface LogView {
  /** This one and everything worse. */
  readonly level?: LogLevel;
  readonly context?: string;
  readonly search?: string;
}

/** What cannot be a filter is as if it were not there. */
export function viewOf(query: ParamMap): LogView {
  const level = levels.find((name) => name === query.get('level'));
  const context = query.get('context')?.slice(0, 100);
  const search = query.get('search')?.trim().slice(0, 200);
  return { ...(level && { level }), ...(context && { context }), ...(search && { search }) };
}

/** Whether a line passes, by the same rules as the server's. */
export function matchesLog(line: LogLine, { level, context, search }: LogView): boolean {
  if (level !== undefined && order[line.level] < order[level]) return false;
  if (context !== undefined && line.context !== context) return false;
  if (search === undefined) return true;
  return `${line.context} ${line.text}`.toLowerCase().includes(search.toLowerCase());
}
