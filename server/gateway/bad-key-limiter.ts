const windowMs = 60_000;
const maxBadKeys = 60;
/** Addresses watched at once; beyond that the oldest is forgotten. */
const maxAddresses = 10_000;

interface Count {
  keys: number;
  readonly until: number;
}

/** Slows down whoever guesses keys. Counts only keys that are not ours, so good keys of the same address are not held up. */
export class BadKeyLimiter {
  private readonly counts = new Map<string, Count>();

  /** Counts one; answers the seconds to wait, 0 while there are few. */
  count(address: string, nowMs = Date.now()): number {
    let count = this.counts.get(address);
    if (!count || count.until <= nowMs) {
      this.counts.delete(address);
      count = { keys: 0, until: nowMs + windowMs };
      this.counts.set(address, count);
      const oldest = this.counts.keys().next().value;
      if (this.counts.size > maxAddresses && oldest !== undefined) this.counts.delete(oldest);
    }
    count.keys++;
    return count.keys > maxBadKeys ? Math.ceil((count.until - nowMs) / 1000) : 0;
  }
}
