import { RateRefusals } from './rate-refusals.ts';

const limits = { requestsPerMinute: 3, monthlyTokenCap: 1000 };
const standing = { requestsLastMinute: 3, usedTokens: 0, reservedTokens: 0 };
/** Three requests in the oldest second but ten. */
const window = [...Array<number>(10).fill(0), 3, ...Array<number>(50).fill(0)];

describe('Refusals remembered for a client that hammers', () => {
  it('are answered from memory within a second, with the wait that is then left', () => {
    const refusals = new RateRefusals();
    expect(refusals.note('ada', limits, standing, window, 0).retryAfterMs).toBe(11_000);
    expect(refusals.find('ada', limits, 900)?.retryAfterMs).toBe(10_100);
  });

  it('are forgotten after a second, so that the database is asked again', () => {
    const refusals = new RateRefusals();
    refusals.note('ada', limits, standing, window, 0);
    expect(refusals.find('ada', limits, 1000)).toBeUndefined();
  });

  it('are forgotten when the limit was changed', () => {
    const refusals = new RateRefusals();
    refusals.note('ada', limits, standing, window, 0);
    expect(refusals.find('ada', { ...limits, requestsPerMinute: 4 }, 1)).toBeUndefined();
  });

  it('are not remembered for the last second before a slot is free', () => {
    const refusals = new RateRefusals();
    const leaving = [3, ...Array<number>(60).fill(0)];
    expect(refusals.note('ada', limits, standing, leaving, 0).retryAfterMs).toBe(1000);
    expect(refusals.find('ada', limits, 1)).toBeUndefined();
  });

  it('of one user say nothing of another', () => {
    const refusals = new RateRefusals();
    refusals.note('ada', limits, standing, window, 0);
    expect(refusals.find('grace', limits, 1)).toBeUndefined();
  });
});
