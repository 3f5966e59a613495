import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { reasonOf } from '../database/database.ts';
import { OutageNotice } from '../database/outage-notice.ts';
import { apiUserChangeSchema, apiUserChannel, type ApiUserChange } from './api-user-changes.ts';

const heartbeatMs = 10_000;
const answerTimeoutMs = 5000;
const longestRetryMs = 2000;

export interface ChangeListenerEvents {
  /** One user has changed. */
  readonly changed: (change: ApiUserChange) => void;
  /** Listening has begun, perhaps again: what was announced before was not heard. */
  readonly listening: () => void;
}

/**
 * Hears changes of API users from every process (LISTEN), on a connection of its own, and comes back when that breaks.
 * A heartbeat finds a connection that is dead without having been closed.
 */
export class ChangeListener {
  private readonly logger = new Logger('ApiUserChanges');
  private readonly outage = new OutageNotice(this.logger, 'Changes of API users are heard again.');
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private connected = false;

  constructor(
    private readonly url: string,
    private readonly events: ChangeListenerEvents,
  ) {}

  /** Whether a change made now would be heard. */
  get isListening(): boolean {
    return this.connected;
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    let waitMs = 50;
    while (!signal.aborted) {
      try {
        await this.listen(() => (waitMs = 50));
      } catch (error) {
        if (signal.aborted) return;
        this.outage.failed(`Changes of API users are not heard: ${reasonOf(error)}. Trying again.`);
      }
      await pause(waitMs * (0.5 + Math.random() / 2), signal);
      waitMs = Math.min(waitMs * 2, longestRetryMs);
    }
  }

  /** Resolves when stopped; throws when the connection is lost. */
  private async listen(connected: () => void): Promise<void> {
    const { signal } = this.stopping;
    const client = new pg.Client({
      connectionString: this.url,
      connectionTimeoutMillis: answerTimeoutMs,
      query_timeout: answerTimeoutMs,
      keepAlive: true,
      application_name: 'hermes-changes',
    });
    const lost = new Promise<never>((_, reject) => {
      client.on('error', reject);
      client.on('end', () => reject(new Error('Connection ended')));
    });
    lost.catch(() => undefined);
    client.on('notification', ({ payload }) => this.hear(payload));
    try {
      await Promise.race([client.connect(), lost]);
      await client.query(`listen ${apiUserChannel}`);
      this.connected = true;
      this.outage.succeeded();
      this.events.listening();
      connected();
      while (!signal.aborted) {
        await Promise.race([pause(heartbeatMs, signal), lost]);
        if (!signal.aborted) await client.query('select 1');
      }
    } finally {
      this.connected = false;
      // A server that hangs would keep a polite goodbye waiting.
      await Promise.race([client.end().catch(() => undefined), sleep(500)]);
      client.connection.stream.destroy();
    }
  }

  private hear(payload: string | undefined): void {
    try {
      this.events.changed(apiUserChangeSchema.parse(JSON.parse(payload ?? '')));
    } catch (error) {
      this.logger.warn(`A change of an API user was not understood: ${reasonOf(error)}`);
      this.events.listening();
    }
  }
}

/** Ends early, without an error, when the listener is stopped. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
