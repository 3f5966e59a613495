import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.ts';

const rememberMs = 1000;

/** What `/health/ready` answers. */
export interface ReadinessReport {
  readonly status: 'ready' | 'not_ready' | 'draining';
  readonly checks: {
    /** `reason` names no host: the path is public. */
    readonly database: { readonly ok: boolean; readonly reason?: string };
  };
}

/** Whether this process should be sent requests. */
@Injectable()
export class Readiness {
  private draining = false;
  private asked:
    { readonly atMs: number; readonly reason: Promise<string | undefined> } | undefined;

  constructor(private readonly database: Database) {}

  /** From now on the process is not ready: it is about to stop. */
  drain(): void {
    this.draining = true;
  }

  async report(): Promise<ReadinessReport> {
    const reason = await this.databaseReason();
    const database = reason === undefined ? { ok: true } : { ok: false, reason };
    const status = database.ok ? 'ready' : 'not_ready';
    return { status: this.draining ? 'draining' : status, checks: { database } };
  }

  /** Asked at most once a second, so that the public path cannot keep the database busy. */
  private databaseReason(): Promise<string | undefined> {
    if (!this.database.isReady) return Promise.resolve('not reached yet');
    if (this.asked === undefined || Date.now() - this.asked.atMs >= rememberMs) {
      const reason = this.database.ping().then((text) => text && 'does not answer');
      this.asked = { atMs: Date.now(), reason };
    }
    return this.asked.reason;
  }
}
