import type { LogRecord } from '../../../../../server/hermes-state/logs/logs.contract';
import { mostRecords, withNewer, withOlder } from './shown-records';

const record = (offset: number, change: Partial<LogRecord> = {}): LogRecord => ({
  offset,
  end: offset + 10,
  at: null,
  level: 'INFO',
  session: null,
  logger: 'agent',
  text: `at ${offset}`,
  lineCount: 1,
  isCut: false,
  isContinuation: false,
  isPartial: false,
  ...change,
});
const texts = (records: readonly LogRecord[]): string[] => records.map(({ text }) => text);

describe('records that came since', () => {
  it('follow those that are here', () => {
    const all = withNewer([record(0)], [record(10), record(20)], { isFiltered: true });
    expect(texts(all)).toEqual(['at 0', 'at 10', 'at 20']);
  });

  it('replace a line that was half-written', () => {
    const half = record(10, { isPartial: true, text: 'ha' });
    const all = withNewer([record(0), half], [record(10), record(20)], { isFiltered: false });
    expect(texts(all)).toEqual(['at 0', 'at 10', 'at 20']);
  });

  it('go on with the record they belong to', () => {
    const more = record(10, { isContinuation: true, text: 'Traceback', lineCount: 3 });
    const [all, ...others] = withNewer([record(0)], [more], { isFiltered: true });
    expect(all).toMatchObject({ text: 'at 0\nTraceback', lineCount: 4, end: 20 });
    expect(others).toEqual([]);
  });

  it('are left out when they go on with one that the filter left out', () => {
    const more = record(30, { isContinuation: true });
    expect(texts(withNewer([record(0)], [more, record(40)], { isFiltered: true }))).toEqual([
      'at 0',
      'at 40',
    ]);
    expect(withNewer([record(0)], [more], { isFiltered: false })).toHaveLength(2);
  });

  it('push the oldest out when there are too many', () => {
    const many = Array.from({ length: mostRecords }, (_, number) => record(number * 10));
    const all = withNewer(many, [record(mostRecords * 10)], { isFiltered: false });
    expect([all.length, all[0]?.offset]).toEqual([mostRecords, 10]);
  });
});

it('older records are added in front, once', () => {
  expect(texts(withOlder([record(20)], [record(0), record(10), record(20)]))).toEqual([
    'at 0',
    'at 10',
    'at 20',
  ]);
});
