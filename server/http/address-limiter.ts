import { sourceOf } from './client-address.ts';

/** What a source did in its window. */
interface Count {
  hits: number;
  readonly endsAtMs: number;
}

/**
 * Counts misdeeds per source in this process's memory: answering a flood of bad keys must cost less than the flood.
 * Windows are fixed and bounded; when there are too many sources the oldest windows are forgotten.
 */
export class AddressLimiter {
  private readonly counts = new Map<string, Count>();

  constructor(
    private readonly options: {
      /** Misdeeds a source may commit in one window. */
      readonly limit: number;
      readonly windowMs: number;
      /** Sources remembered at most. */
      readonly capacity?: number;
    },
    private readonly now: () => number = Date.now,
  ) {}

  /** Milliseconds until the address is heard again, or `undefined` when it may go on. */
  blockedForMs(address: string): number | undefined {
    const count = this.counts.get(sourceOf(address));
    if (count === undefined || count.hits < this.options.limit) return undefined;
    const left = count.endsAtMs - this.now();
    return left > 0 ? left : undefined;
  }

  /** Holds nothing against the address any more. */
  forget(address: string): void {
    this.counts.delete(sourceOf(address));
  }

  /** Records one misdeed. */
  count(address: string): void {
    const source = sourceOf(address);
    const known = this.counts.get(source);
    if (known !== undefined && known.endsAtMs > this.now()) {
      known.hits++;
      return;
    }
    this.counts.delete(source);
    this.counts.set(source, { hits: 1, endsAtMs: this.now() + this.options.windowMs });
    const oldest = this.counts.keys().next().value;
    if (this.counts.size > (this.options.capacity ?? 10_000) && oldest !== undefined)
      this.counts.delete(oldest);
  }
}
