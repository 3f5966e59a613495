import { Injectable } from '@nestjs/common';
import type pg from 'pg';
import { Database } from '../database/database.ts';
import { advisoryLocks } from '../database/advisory-locks.ts';

export const auditTables = ['audit_request', 'audit_response'] as const;
export type AuditTable = (typeof auditTables)[number];

const dayMs = 86_400_000;
/** The lowest UUIDv7 of a millisecond: the first 48 bits are the Unix time (RFC 9562, 5.7). */
export function firstIdAt(time: Date): string {
  const hex = Math.max(0, time.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** The time inside a UUIDv7. */
export function timeOfId(id: string): Date {
  return new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));
}

/** Midnight UTC before the given time. */
export function startOfDay(time: Date): Date {
  return new Date(Math.floor(time.getTime() / dayMs) * dayMs);
}

/** `audit_request_20261121`. */
export function partitionName(table: AuditTable, day: Date): string {
  return `${table}_${day.toISOString().slice(0, 10).replaceAll('-', '')}`;
}

/** The audit log's partitions, one a day and table. There is no default partition: it would forbid a quick detach. */
@Injectable()
export class AuditPartitions {
  constructor(private readonly database: Database) {}

  /** Makes what is missing for `days` days from the day of `from` on. Attaching does not hold up inserts. */
  async ensure(from: Date, days: number): Promise<void> {
    const client = await this.database.console.connect();
    try {
      await client.query('begin');
      await client.query("set local lock_timeout = '5s'");
      await client.query('select pg_advisory_xact_lock($1)', [advisoryLocks.partitions]);
      for (let index = 0; index < days; index++) {
        const day = new Date(startOfDay(from).getTime() + index * dayMs);
        for (const table of auditTables) await this.create(client, table, day);
      }
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  private async create(client: pg.PoolClient, table: AuditTable, day: Date): Promise<void> {
    const name = partitionName(table, day);
    const found = await client.query('select to_regclass($1) is not null as there', [name]);
    if (found.rows[0].there) return;
    const until = new Date(day.getTime() + dayMs);
    await client.query(`create table ${name} (like ${table} including all)`);
    await client.query(
      `alter table ${table} attach partition ${name} for values from ('${firstIdAt(day)}') to ('${firstIdAt(until)}')`,
    );
  }
}
