import { Injectable } from '@nestjs/common';
import { LogLines } from '../log-lines.ts';
import { logLevels, type LogLine } from './log.contract.ts';
import type { LogFilter, LogPage, LogQuery } from './system.contract.ts';

/** The newest lines of this process' log, for the console. */
@Injectable()
export class ProcessLog {
  constructor(private readonly lines: LogLines) {}

  list(query: LogQuery): LogPage {
    const { before = Infinity, limit } = query;
    const contexts = new Set<string>();
    const found: LogLine[] = [];
    for (const line of this.lines.newestFirst()) {
      contexts.add(line.context);
      if (line.number < before && found.length <= limit && matches(line, query)) found.push(line);
    }
    const items = found.slice(0, limit);
    return {
      items,
      nextBefore: found.length > limit ? items.at(-1)!.number : null,
      contexts: [...contexts].sort(),
    };
  }

  newest(count: number): LogLine[] {
    return this.list({ limit: count }).items;
  }

  /** Oldest first, as a log file is. */
  text(filter: LogFilter): string {
    const found = [...this.lines.newestFirst()].filter((line) => matches(line, filter)).reverse();
    return found
      .map(({ at, level, context, text }) => `${at} ${level.toUpperCase()} [${context}] ${text}\n`)
      .join('');
  }
}

function matches(line: LogLine, { level, context, search }: LogFilter): boolean {
  if (level !== undefined && logLevels.indexOf(line.level) < logLevels.indexOf(level)) return false;
  if (context !== undefined && line.context !== context) return false;
  if (search === undefined) return true;
  return `${line.context} ${line.text}`.toLowerCase().includes(search.toLowerCase());
}
