const openForMs = 500;

/**
 * Keeps everybody from waiting for a database that is away: after one failure nothing is tried for half a second, then
 * one single caller tries, and the others follow only when that succeeded.
 */
export class Breaker {
  private retryAtMs = 0;
  private isProbing = false;
  private answeredAtMs = -Infinity;

  /** Whether the caller may try now. Whoever gets `true` reports with {@link succeeded} or {@link failed}. */
  admits(nowMs = performance.now()): boolean {
    if (this.retryAtMs === 0) return true;
    if (this.isProbing || nowMs < this.retryAtMs) return false;
    this.isProbing = true;
    return true;
  }

  /** Whether anybody was answered in the last `ms` milliseconds. */
  answeredWithin(ms: number, nowMs = performance.now()): boolean {
    return nowMs - this.answeredAtMs <= ms;
  }

  succeeded(nowMs = performance.now()): void {
    this.answeredAtMs = nowMs;
    this.retryAtMs = 0;
    this.isProbing = false;
  }

  failed(nowMs = performance.now()): void {
    this.retryAtMs = nowMs + openForMs;
    this.isProbing = false;
  }
}
