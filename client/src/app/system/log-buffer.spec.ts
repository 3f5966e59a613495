import { convertToParamMap } from '@angular/router';
import type { LogLine } from '../../../../server/system/log.contract';
import { matching, noLines, withLines } from './log-buffer';
import { viewOf } from './log-view';

const line = (number: number, change: Partial<LogLine> = {}): LogLine => ({
  number,
  at: '2026-11-21T10:00:00.000Z',
  level: 'log',
  context: 'Database',
  text: `Line ${number}`,
  ...change,
});
const numbers = (lines: readonly LogLine[]): number[] => lines.map(({ number }) => number);

describe('Log lines', () => {
  it('stand in their order, each once, however they come', () => {
    const shown = withLines(withLines(noLines, [line(3), line(4)]), [line(1), line(3), line(5)]);
    expect(numbers(shown.lines)).toEqual([1, 3, 4, 5]);
  });

  it('leave when there are too many, the oldest first', () => {
    const many = Array.from({ length: 6000 }, (_, index) => line(index + 1));
    const { lines } = withLines(noLines, many);
    expect([lines.length, lines[0]?.number]).toEqual([5000, 1001]);
  });

  it('remember where something is missing', () => {
    const shown = withLines(withLines(noLines, [line(1)]), [line(9)], { hasGapBefore: true });
    expect([...shown.gapsBefore]).toEqual([9]);
  });

  it.each([
    [{ level: 'warn' }, [2, 3]],
    [{ level: 'fatal' }, []],
    [{ context: 'Spool' }, [3]],
    [{ search: 'LINE 2' }, [2]],
    [{ search: 'spool' }, [3]],
    [{}, [1, 2, 3]],
  ] as const)('pass filters as the server lets them pass: %j', (view, expected) => {
    const lines = [
      line(1),
      line(2, { level: 'warn' }),
      line(3, { level: 'error', context: 'Spool' }),
    ];
    expect(numbers(matching(lines, view))).toEqual(expected);
  });

  it('are filtered by what the address says, as far as it makes sense', () => {
    const query = convertToParamMap({ level: 'loud', context: 'Spool', search: ' x ' });
    expect(viewOf(query)).toEqual({ context: 'Spool', search: 'x' });
  });
});
