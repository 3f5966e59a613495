import type { ParamMap } from '@angular/router';
import type { HermesLogLevel } from '../../../../../server/hermes-state/logs/logs.contract';
import type { Tone } from '../../ui/badge';

/** From harmless to deadly. */
export const levels: readonly HermesLogLevel[] = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'];

export const levelTones: Record<HermesLogLevel, Tone> = {
  DEBUG: 'muted',
  INFO: 'muted',
  WARNING: 'warning',
  ERROR: 'bad',
  CRITICAL: 'bad',
};

/** Which file is shown, which of its records, and where, as it stands in the address. */
export interface LogsView {
  readonly file: string;
  /** What the server filters by, by its own names. */
  readonly filter: Readonly<Record<string, string>>;
  /** A moment to begin at. */
  readonly at: string | undefined;
  /** One record, by its place in the file that has the id. */
  readonly line: number | undefined;
  readonly id: string | undefined;
}

/** What cannot be a part of it is as if it were not there. */
export function viewOf(query: ParamMap): LogsView {
  const text = (name: string, longest: number): string =>
    query.get(name)?.trim().slice(0, longest) ?? '';
  const level = levels.find((each) => each === query.get('level'));
  const component = text('component', 100);
  const session = text('session', 100);
  const search = text('search', 500);
  const at = text('at', 40);
  const line = Number.parseInt(query.get('line') ?? '', 10);
  return {
    file: /^\w[\w.-]*\.log(\.\d{1,3})?$/.exec(query.get('file') ?? '')?.[0] ?? 'agent.log',
    filter: {
      ...(level && { level }),
      ...(component && { component }),
      ...(session && { session }),
      ...(search && { search }),
      ...(search && query.get('pattern') === '1' && { isPattern: 'true' }),
    },
    at: Number.isNaN(Date.parse(at)) ? undefined : new Date(at).toISOString(),
    line: Number.isSafeInteger(line) && line >= 0 ? line : undefined,
    id: text('id', 40) || undefined,
  };
}

export const sameView = (one: LogsView, other: LogsView): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
