import { LocalAdmission } from './local-admission.ts';

const limits = { requestsPerMinute: 4, monthlyTokenCap: 1000 };
const standing = { requestsLastMinute: 0, usedTokens: 600, reservedTokens: 100 };
const noon = Date.parse('2026-11-21T12:00:00Z');

const admitTimes = (
  admission: LocalAdmission,
  times: number,
  { tokens = 1, instances = 1, atMs = noon } = {},
) =>
  Array.from(
    { length: times },
    () => admission.admit('ada', tokens, limits, instances, atMs).outcome,
  );

describe('Limits while the database is away', () => {
  it('grant what the month had left when the database was last heard', () => {
    const admission = new LocalAdmission();
    admission.learn('ada', limits, standing);
    expect(admission.admit('ada', 300, limits, 1)).toMatchObject({ outcome: 'opened' });
    expect(admission.admit('ada', 1, limits, 1)).toMatchObject({ outcome: 'quota_exceeded' });
  });

  it('grant each of several processes its share of tokens and rate', () => {
    const admission = new LocalAdmission();
    admission.learn('ada', limits, standing);
    expect(admission.admit('ada', 151, limits, 2, Date.now()).outcome).toBe('quota_exceeded');
    expect(admitTimes(admission, 3, { instances: 2, atMs: Date.now() })).toEqual([
      'opened',
      'opened',
      'rate_limited',
    ]);
  });

  it('never grant less than one request a minute', () => {
    expect(admitTimes(new LocalAdmission(), 1, { instances: 50 })).toEqual(['opened']);
  });

  it('let the rate go on when the oldest request is a minute old, and say when that is', () => {
    const admission = new LocalAdmission();
    admitTimes(admission, 4);
    expect(admission.admit('ada', 1, limits, 1, noon + 15_000)).toMatchObject({
      outcome: 'rate_limited',
      retryAfterMs: 45_000,
    });
    expect(admitTimes(admission, 1, { atMs: noon + 60_000 })).toEqual(['opened']);
  });

  it('start the month of an unknown user with its whole cap', () => {
    expect(admitTimes(new LocalAdmission(), 1, { tokens: 1000 })).toEqual(['opened']);
  });

  it('begin anew with the month, and say until then when it ends', () => {
    const admission = new LocalAdmission();
    admission.admit('ada', 1000, limits, 1, noon);
    expect(admission.admit('ada', 1, limits, 1, noon)).toMatchObject({
      outcome: 'quota_exceeded',
      resetsAt: new Date('2026-12-01T00:00:00Z'),
    });
    expect(admitTimes(admission, 1, { atMs: Date.parse('2026-12-01T00:00:01Z') })).toEqual([
      'opened',
    ]);
  });
});
