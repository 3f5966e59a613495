import { Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../database/database.ts';

/** What may be missing from the log, and why. */
export interface AuditGap {
  readonly reason: string;
  /** Records concerned; `null` when nobody can tell. */
  readonly records: number | null;
}

/** A log that may have lost something says so itself. Gaps noticed while the database is away are written later. */
export class AuditGaps {
  /** By this process, since its start. */
  noticed = 0;
  private readonly logger = new Logger(AuditGaps.name);
  private unwritten: (AuditGap & { readonly id: string; readonly noticedAt: Date })[] = [];

  constructor(
    private readonly database: Database,
    private readonly instanceId: string,
  ) {}

  async record(gap: AuditGap): Promise<void> {
    this.noticed++;
    this.logger.error(`The audit log may have a gap: ${gap.reason}`);
    this.unwritten.push({ ...gap, id: uuidv7(), noticedAt: new Date() });
    await this.flush();
  }

  /** Tries to write what is waiting. */
  async flush(): Promise<void> {
    const gaps = this.unwritten;
    this.unwritten = [];
    for (const gap of gaps) {
      try {
        await this.database.console.query(
          `insert into audit_gap (id, noticed_at, instance_id, reason, records) values ($1, $2, $3, $4, $5)
           on conflict do nothing`,
          [gap.id, gap.noticedAt, this.instanceId, gap.reason, gap.records],
        );
      } catch {
        // The database is away; nothing is forgotten.
        this.unwritten.push(gap);
      }
    }
  }
}
