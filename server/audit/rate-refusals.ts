import type { Admission, AdmissionLimits, Standing } from './ledger-records.ts';

type RateRefusal = Extract<Admission, { outcome: 'rate_limited' }>;

/** A refusal is repeated from memory for at most so long; then the database is asked again. */
const maxRememberedMs = 1000;
const maxUsers = 10_000;

interface Remembered {
  readonly refusal: RateRefusal;
  readonly requestsPerMinute: number;
  readonly freeAtMs: number;
  readonly untilMs: number;
}

/** Answers a client that hammers against its rate without asking the database each time: only time frees a slot. */
export class RateRefusals {
  private readonly users = new Map<string, Remembered>();

  find(
    apiUserId: string,
    limits: AdmissionLimits,
    nowMs = performance.now(),
  ): RateRefusal | undefined {
    const found = this.users.get(apiUserId);
    if (!found) return undefined;
    if (nowMs < found.untilMs && found.requestsPerMinute === limits.requestsPerMinute)
      return { ...found.refusal, retryAfterMs: Math.max(1, Math.ceil(found.freeAtMs - nowMs)) };
    this.users.delete(apiUserId);
    return undefined;
  }

  /** `window`: requests in each of the last 61 seconds, oldest first. */
  note(
    apiUserId: string,
    limits: AdmissionLimits,
    standing: Standing,
    window: readonly number[],
    nowMs = performance.now(),
  ): RateRefusal {
    const retryAfterMs = waitFor(window, limits.requestsPerMinute);
    const refusal: RateRefusal = { outcome: 'rate_limited', standing, retryAfterMs };
    if (this.users.size >= maxUsers) this.users.clear();
    this.users.set(apiUserId, {
      refusal,
      requestsPerMinute: limits.requestsPerMinute,
      freeAtMs: nowMs + retryAfterMs,
      // The last second before a slot frees is not remembered: seconds of two clocks do not begin together.
      untilMs: nowMs + Math.min(maxRememberedMs, retryAfterMs - 1000),
    });
    return refusal;
  }
}

/** Each second the oldest element leaves; the wait ends when what remains is below the limit. */
function waitFor(window: readonly number[], limit: number): number {
  let total = window.reduce((all, number) => all + number, 0);
  let seconds = 0;
  while (seconds < window.length && total >= limit) total -= window[seconds++]!;
  return Math.max(1, seconds) * 1000;
}
