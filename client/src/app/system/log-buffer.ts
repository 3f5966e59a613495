import type { LogLine } from '../../../../server/system/log.contract';
import { matchesLog, type LogView } from './log-view';

/** As many lines as a browser scrolls through with ease. */
const linesKept = 5000;

/** Lines of the log, oldest first, put together from pages and from news. */
export interface LogLinesShown {
  readonly lines: readonly LogLine[];
  /** Numbers of lines before which something is missing. */
  readonly gapsBefore: ReadonlySet<number>;
}

export const noLines: LogLinesShown = { lines: [], gapsBefore: new Set() };

/** Adds lines in any order; those that are there already are not added again. The oldest leave when there are too many. */
export function withLines(
  shown: LogLinesShown,
  more: readonly LogLine[],
  { hasGapBefore = false }: { readonly hasGapBefore?: boolean } = {},
): LogLinesShown {
  const known = new Set(shown.lines.map(({ number }) => number));
  const added = more.filter(({ number }) => !known.has(number));
  const first = added[0];
  if (first === undefined) return shown;
  const lines = [...shown.lines, ...added].sort((a, b) => a.number - b.number).slice(-linesKept);
  return {
    lines,
    gapsBefore: hasGapBefore ? new Set([...shown.gapsBefore, first.number]) : shown.gapsBefore,
  };
}

/** Those of the news that the filters let through. */
export const matching = (lines: readonly LogLine[], view: LogView): readonly LogLine[] =>
  lines.filter((line) => matchesLog(line, view));
