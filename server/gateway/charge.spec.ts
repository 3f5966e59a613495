import { charge } from './charge.ts';

const answer = {
  kind: 'chat',
  endReason: 'done',
  usage: undefined,
  promptTokens: 100,
  answerTokens: 40,
  reservedTokens: 120,
  wasSent: true,
} as const;

describe('What an answer costs', () => {
  it('is what the upstream states, whatever was estimated and reserved', () => {
    const usage = { promptTokens: 7, completionTokens: 500, totalTokens: 507 };
    expect(charge({ ...answer, usage: usage as never })).toEqual({
      ...usage,
      usageSource: 'upstream',
      chargedTokens: 507,
    });
  });

  it('is estimated whole when the upstream states nothing', () => {
    expect(charge(answer)).toMatchObject({ usageSource: 'estimated', chargedTokens: 140 });
  });

  it.each(['client_abort', 'upstream_cut', 'timeout', 'shutdown', 'revoked'] as const)(
    'never exceeds the reservation after %s',
    (endReason) => {
      expect(charge({ ...answer, endReason })).toMatchObject({
        totalTokens: 140,
        chargedTokens: 120,
      });
    },
  );

  it('counts what was delivered before the upstream gave up', () => {
    expect(charge({ ...answer, endReason: 'upstream_error', answerTokens: 7 })).toMatchObject({
      usageSource: 'estimated',
      chargedTokens: 107,
    });
  });

  it('is nothing when the upstream refused', () => {
    expect(charge({ ...answer, endReason: 'upstream_error', answerTokens: 0 })).toMatchObject({
      usageSource: 'none',
      chargedTokens: 0,
    });
  });

  it('is nothing when the upstream was never asked', () => {
    expect(charge({ ...answer, endReason: 'client_abort', wasSent: false }).chargedTokens).toBe(0);
  });

  it('counts no answer for embeddings', () => {
    expect(charge({ ...answer, kind: 'embedding' })).toMatchObject({
      completionTokens: 0,
      chargedTokens: 100,
    });
  });
});
