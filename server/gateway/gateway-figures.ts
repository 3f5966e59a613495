const secondsKept = 64;
const slotMs = 10_000;
/** Five minutes of whole slots, and the one that is filling. */
const slotsKept = 31;
/** Four buckets a doubling, from 1 ms to over four hours: a percentile is off by a tenth at most. */
const bucketsPerDoubling = 4;
const bucketCount = 96;
const minute = 60;

/** What happened within the last minute, and how long answers took in the last five. */
export interface Rates {
  readonly requestsPerSecond: { readonly lastSecond: number; readonly lastMinute: number };
  /** Share of the requests that ended, 0 to 1; `null` when none did. */
  readonly errorRate: number | null;
  readonly refusalsPerMinute: number;
  /** `null` when no request ended. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/**
 * Figures of one gateway in fixed memory (12 kB). A request costs a few additions and no allocation; whatever is older
 * than its window is dropped when its place is used again.
 */
export class GatewayFigures {
  private readonly secondOf = new Float64Array(secondsKept);
  private readonly began = new Uint32Array(secondsKept);
  private readonly ended = new Uint32Array(secondsKept);
  private readonly failed = new Uint32Array(secondsKept);
  private readonly refusals = new Uint32Array(secondsKept);
  private readonly slotOf = new Float64Array(slotsKept);
  private readonly durations = new Uint32Array(slotsKept * bucketCount);
  private readonly sinceMs: number;

  constructor(private readonly now: () => number = Date.now) {
    this.sinceMs = now();
  }

  noteBegin(): void {
    this.began[this.second()]!++;
  }

  noteRefusal(): void {
    this.refusals[this.second()]!++;
  }

  noteEnd(durationMs: number, isError: boolean): void {
    const index = this.second();
    this.ended[index]!++;
    if (isError) this.failed[index]!++;
    this.durations[this.slot() * bucketCount + bucketOf(durationMs)]!++;
  }

  read(): Rates {
    const current = Math.floor(this.now() / 1000);
    const seconds = Math.min(
      minute,
      Math.max(1, Math.floor(this.now() / 1000) - Math.floor(this.sinceMs / 1000)),
    );
    const endedInMinute = this.sum(this.ended, current);
    return {
      requestsPerSecond: {
        lastSecond: this.countIn(this.began, current - 1),
        lastMinute: round(this.sum(this.began, current) / seconds),
      },
      errorRate: endedInMinute === 0 ? null : round(this.sum(this.failed, current) / endedInMinute),
      refusalsPerMinute: this.sum(this.refusals, current),
      ...this.percentiles(),
    };
  }

  /** The place of the current second, emptied when it held an older one. */
  private second(): number {
    const second = Math.floor(this.now() / 1000);
    const index = second % secondsKept;
    if (this.secondOf[index] !== second) {
      this.secondOf[index] = second;
      this.began[index] = this.ended[index] = this.failed[index] = this.refusals[index] = 0;
    }
    return index;
  }

  private slot(): number {
    const slot = Math.floor(this.now() / slotMs);
    const index = slot % slotsKept;
    if (this.slotOf[index] !== slot) {
      this.slotOf[index] = slot;
      this.durations.fill(0, index * bucketCount, (index + 1) * bucketCount);
    }
    return index;
  }

  private countIn(counts: Uint32Array, second: number): number {
    const index = second % secondsKept;
    return this.secondOf[index] === second ? counts[index]! : 0;
  }

  /** The second that is passing counts with the minute, so that a number shows at once. */
  private sum(counts: Uint32Array, current: number): number {
    let total = 0;
    for (let second = current - minute + 1; second <= current; second++)
      total += this.countIn(counts, second);
    return total;
  }

  private percentiles(): { p50Ms: number | null; p95Ms: number | null } {
    const oldest = Math.floor(this.now() / slotMs) - slotsKept + 1;
    const merged = new Uint32Array(bucketCount);
    let total = 0;
    for (let slot = 0; slot < slotsKept; slot++) {
      if (this.slotOf[slot]! < oldest) continue;
      for (let bucket = 0; bucket < bucketCount; bucket++) {
        const count = this.durations[slot * bucketCount + bucket]!;
        merged[bucket]! += count;
        total += count;
      }
    }
    return { p50Ms: percentile(merged, total, 0.5), p95Ms: percentile(merged, total, 0.95) };
  }
}

function bucketOf(durationMs: number): number {
  const doublings = Math.log2(Math.max(1, durationMs));
  return Math.min(bucketCount - 1, Math.floor(doublings * bucketsPerDoubling));
}

/** The middle, by ratio, of the bucket that holds it. */
function percentile(counts: Uint32Array, total: number, share: number): number | null {
  if (total === 0) return null;
  let left = Math.ceil(total * share);
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    left -= counts[bucket]!;
    if (left <= 0) return Math.round(2 ** ((bucket + 0.5) / bucketsPerDoubling));
  }
  return null;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
