import { monthEnd } from './month.ts';
import type { Admission, AdmissionLimits, Standing } from './ledger-records.ts';

const windowMs = 60_000;
/** Users remembered for an outage; the ones seen longest ago are forgotten first. */
const maxUsers = 10_000;

interface Known {
  /** Tokens left of the month when the database was last heard, at the time of `month`. */
  left: number;
  month: string;
  /** Reserved here since. */
  spent: number;
  /** Times of the requests let through here in the last minute. */
  readonly times: number[];
}

/**
 * Limits while the database is away: each process grants its share of what it last knew. It can only err to the strict
 * side as long as the number of processes stays the same.
 */
export class LocalAdmission {
  private readonly users = new Map<string, Known>();

  /** Notes what the database said, for later. */
  learn(apiUserId: string, limits: AdmissionLimits, standing: Standing): void {
    const known = this.users.get(apiUserId);
    this.users.delete(apiUserId);
    this.users.set(apiUserId, {
      left: limits.monthlyTokenCap - standing.usedTokens - standing.reservedTokens,
      month: monthOf(new Date()),
      spent: 0,
      times: known?.times ?? [],
    });
    const oldest = this.users.keys().next().value;
    if (this.users.size > maxUsers && oldest !== undefined) this.users.delete(oldest);
  }

  /** Decides as the database would, from this process's share. `instances` is the number of processes last seen. */
  admit(
    apiUserId: string,
    tokens: number,
    limits: AdmissionLimits,
    instances: number,
    nowMs = Date.now(),
  ): Admission {
    const known = this.knownOf(apiUserId, limits, new Date(nowMs));
    while (known.times.length > 0 && known.times[0]! <= nowMs - windowMs) known.times.shift();
    const perMinute = Math.max(1, Math.floor(limits.requestsPerMinute / instances));
    const left = Math.floor(known.left / instances) - known.spent;
    const standing: Standing = {
      requestsLastMinute: known.times.length,
      usedTokens: Math.max(0, limits.monthlyTokenCap - left),
      reservedTokens: 0,
    };
    if (known.times.length >= perMinute)
      return {
        outcome: 'rate_limited',
        standing,
        retryAfterMs: Math.max(1, known.times[0]! + windowMs - nowMs),
      };
    if (tokens > left)
      return { outcome: 'quota_exceeded', standing, resetsAt: monthEnd(new Date(nowMs)) };
    known.times.push(nowMs);
    known.spent += tokens;
    return {
      outcome: 'opened',
      standing: { ...standing, requestsLastMinute: known.times.length },
      place: 'spool',
    };
  }

  private knownOf(apiUserId: string, limits: AdmissionLimits, now: Date): Known {
    const found = this.users.get(apiUserId);
    if (found?.month === monthOf(now)) return found;
    const fresh: Known = {
      left: limits.monthlyTokenCap,
      month: monthOf(now),
      spent: 0,
      times: found?.times ?? [],
    };
    this.users.set(apiUserId, fresh);
    return fresh;
  }
}

function monthOf(time: Date): string {
  return time.toISOString().slice(0, 7);
}
