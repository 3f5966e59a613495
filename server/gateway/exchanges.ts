import type { RequestLedger } from '../audit/request-ledger.ts';
import type { GatewayName } from '../settings.ts';
import { Exchange } from './exchange.ts';
import type { ExchangeJob } from './exchange-job.ts';
import type { GatewayActivity } from './gateway-activity.ts';
import { shuttingDown } from './gateway-error.ts';
import type { UpstreamConnections } from './upstream-call.ts';
import type { Uploads } from './uploads.ts';
import type { UpstreamTarget } from './upstreams.ts';

/** What every exchange of a gateway works with. */
export interface ExchangeParts {
  readonly gateway: GatewayName;
  readonly ledger: Pick<RequestLedger, 'open' | 'close' | 'knownRefusal'>;
  readonly activity: GatewayActivity;
  readonly connections: UpstreamConnections;
  readonly uploads: Uploads;
  readonly auditMaxBytes: number;
  /** Throws a 503 while there is no upstream to ask. */
  requireTarget(): UpstreamTarget;
}

const tickMs = 1000;

/** The exchanges of one gateway that are running in this process. */
export class Exchanges {
  private readonly running = new Set<Exchange>();
  private readonly timer: NodeJS.Timeout;
  private isOver = false;
  private whenIdle: (() => void) | undefined;

  constructor(private readonly parts: ExchangeParts) {
    // One timer for all: a timer each would cost memory on thousands of idle streams.
    this.timer = setInterval(() => this.tick(), tickMs).unref();
  }

  get count(): number {
    return this.running.size;
  }

  async run(job: ExchangeJob): Promise<void> {
    if (this.isOver) throw shuttingDown();
    const exchange = new Exchange(this.parts, job);
    this.running.add(exchange);
    try {
      await exchange.run();
    } finally {
      this.running.delete(exchange);
      this.parts.activity.end(job.id);
      if (this.running.size === 0) this.whenIdle?.();
    }
  }

  /** Ends what a user has running. */
  stopAllOf(apiUserId: string): void {
    for (const exchange of this.running)
      if (exchange.apiUserId === apiUserId) exchange.stop('revoked');
  }

  /** Lets what runs finish, late arrivals on open connections included, and ends the rest when the time is up. */
  async drain(timeoutMs: number): Promise<void> {
    const timer = setTimeout(() => {
      this.isOver = true;
      for (const exchange of this.running) exchange.stop('shutdown');
    }, timeoutMs);
    while (this.running.size > 0) await new Promise<void>((resolve) => (this.whenIdle = resolve));
    clearTimeout(timer);
    clearInterval(this.timer);
  }

  private tick(): void {
    const nowMs = performance.now();
    for (const exchange of this.running) exchange.tick(nowMs);
  }
}
