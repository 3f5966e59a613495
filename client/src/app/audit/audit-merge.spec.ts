import { auditSummary } from '../testing/samples';
import { timeOfId, upTo, withEnded, withNewest } from './audit-merge';

/** An id of the given second. */
const idAt = (second: number): string => {
  const hex = (1_800_000_000_000 + second * 1000).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
};
const at = (second: number, change: object = {}) =>
  auditSummary(1, { id: idAt(second), ...change });
const isoAt = (second: number): string => new Date(timeOfId(idAt(second))).toISOString();
const seconds = (rows: readonly { readonly id: string }[]): number[] =>
  rows.map(({ id }) => (timeOfId(id) - 1_800_000_000_000) / 1000);

describe('Following the log', () => {
  it('puts what is new in front, each request once', () => {
    const rows = [at(5), at(3), at(1)];
    expect(seconds(withNewest(rows, [at(9), at(5), at(4)], isoAt(4)))).toEqual([9, 5, 4, 3, 1]);
  });

  it('takes out what the server does not find any more', () => {
    expect(seconds(withNewest([at(5), at(4), at(1)], [at(5)], isoAt(4)))).toEqual([5, 1]);
  });

  it('leaves to the next page what lies behind its cursor', () => {
    expect(seconds(upTo(idAt(3), [at(5), at(3), at(1)]))).toEqual([5, 3]);
  });

  it('leaves rows that have not changed as they are, so that nothing is drawn again', () => {
    const row = at(5);
    expect(withNewest([row], [at(5)], isoAt(4))[0]).toBe(row);
  });

  it('shows how a running request ended', () => {
    const running = at(5, { endReason: null, status: null });
    const [shown] = withEnded([running, at(1)], [at(5)], {});
    expect(shown?.endReason).toBe('done');
  });

  it('drops a request that has ended from a list of those that run', () => {
    const running = at(5, { endReason: null });
    expect(withEnded([running], [at(5)], { status: 'open' })).toEqual([]);
  });

  it('drops a request whose answer was cut from a list of whole ones', () => {
    const running = at(5, { endReason: null });
    const ended = at(5, { responseTruncated: true });
    expect(withEnded([running], [ended], { truncated: 'false' })).toEqual([]);
    expect(withEnded([running], [ended], {})).toEqual([ended]);
  });
});
