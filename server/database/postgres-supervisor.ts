import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { EmbeddedPostgres } from './embedded-postgres.ts';

const watchEveryMs = 500;
const firstBackOffMs = 250;
const longestBackOffMs = 30_000;
/** A server that ran so long did not fail because of how it was started. */
const healthyAfterMs = 60_000;

/** Starts the embedded PostgreSQL again when it ends although nobody here stopped it, with growing pauses. */
export class PostgresSupervisor {
  private readonly logger = new Logger('EmbeddedPostgres');
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;

  constructor(
    private readonly postgres: Pick<EmbeddedPostgres, 'isAlive' | 'startAgain' | 'stop'>,
  ) {}

  /** Watches a server that was started. */
  start(): void {
    this.loop ??= this.keepRunning();
  }

  /** Stops the server; it stays stopped. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    await this.postgres.stop();
  }

  private async keepRunning(): Promise<void> {
    let backOffMs = firstBackOffMs;
    let reason = 'it ended';
    for (;;) {
      const startedMs = performance.now();
      while (!this.isStopping && this.postgres.isAlive()) await this.pause(watchEveryMs);
      if (this.isStopping) return;
      if (performance.now() - startedMs > healthyAfterMs) backOffMs = firstBackOffMs;
      this.logger.error(`The embedded PostgreSQL is down: ${reason}. Starting it again.`);
      await this.pause(backOffMs);
      if (this.isStopping) return;
      backOffMs = Math.min(backOffMs * 2, longestBackOffMs);
      reason = await this.startAgain();
    }
  }

  /** Answers what to say when the server is found down next time. */
  private async startAgain(): Promise<string> {
    try {
      await this.postgres.startAgain();
      this.logger.log('The embedded PostgreSQL runs again.');
      return 'it ended';
    } catch (error) {
      return (error as Error).message;
    }
  }

  private get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
