import type pg from 'pg';
import { auditTables, firstIdAt, type AuditTable } from './audit-partitions.ts';

const dayMs = 86_400_000;
const batchRows = 5000;

interface FoundTable {
  /** Quoted and with its schema where that is needed. */
  readonly name: string;
  readonly bytes: string;
  readonly day: Date;
}

/**
 * Removes what lies before `cut`. Whole days go as partitions: detaching them concurrently never holds up an insert, not
 * even behind a long report, where a plain DROP would. Each step is its own transaction and finds by itself what a
 * killed run left behind, so that a sweep can be cut off anywhere.
 */
export class RetentionSweep {
  partitionsDropped = 0;
  /** Rows deleted one by one; those of dropped partitions are not counted. */
  rowsDeleted = 0;
  /** What dropped partitions took on disk. */
  bytesFreed = 0;

  /** `client` must be outside a transaction, and the only one that sweeps. */
  constructor(
    private readonly client: pg.Client,
    private readonly cut: Date,
  ) {}

  /** Requests go before their answers: a request without its answer would count as still running. */
  async run(): Promise<void> {
    for (const table of auditTables) {
      await this.finishDetaching(table);
      await this.dropDetached(table);
      await this.dropWholeDays(table);
    }
    for (const table of auditTables) this.rowsDeleted += await this.deleteRemainder(table);
    await this.deleteOutdatedCounters();
  }

  /** One detach that was cut off keeps all others of the same table from starting. */
  private async finishDetaching(table: AuditTable): Promise<void> {
    const pending = await this.client.query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits
       where inhparent = $1::regclass and inhdetachpending`,
      [table],
    );
    for (const { name } of pending.rows)
      await this.client.query(`alter table ${table} detach partition ${name} finalize`);
  }

  private async dropDetached(table: AuditTable): Promise<void> {
    for (const found of await this.outdatedDays(table, 'detached')) await this.drop(found);
  }

  private async dropWholeDays(table: AuditTable): Promise<void> {
    for (const found of await this.outdatedDays(table, 'attached')) {
      await this.client.query(`alter table ${table} detach partition ${found.name} concurrently`);
      await this.drop(found);
    }
  }

  private async drop(table: FoundTable): Promise<void> {
    await this.client.query(`drop table ${table.name}`);
    this.partitionsDropped += 1;
    this.bytesFreed += Number(table.bytes);
  }

  /** Days that ended before the cut, oldest first. Only tables with exactly our names are ever found. */
  private async outdatedDays(
    table: AuditTable,
    state: 'attached' | 'detached',
  ): Promise<FoundTable[]> {
    const isState =
      state === 'attached'
        ? 'exists (select from pg_inherits i where i.inhrelid = c.oid and i.inhparent = $1::regclass)'
        : 'not c.relispartition';
    const found = await this.client.query<Omit<FoundTable, 'day'> & { date: string }>(
      `select c.oid::regclass::text as name, pg_total_relation_size(c.oid) as bytes,
         right(c.relname, 8) as date
       from pg_class c
       where c.relkind = 'r' and c.relname ~ $2 and ${isState}
         and c.relnamespace = (select relnamespace from pg_class where oid = $1::regclass)
       order by c.relname`,
      [table, `^${table}_\\d{8}$`],
    );
    return found.rows
      .map(({ name, bytes, date }) => ({ name, bytes, day: dayOf(date) }))
      .filter(({ day }) => day.getTime() + dayMs <= this.cut.getTime());
  }

  private deleteRemainder(table: AuditTable): Promise<number> {
    return this.deleteInBatches(
      `delete from ${table} where id < $1
         and id in (select id from ${table} where id < $1 order by id limit ${batchRows})`,
      [firstIdAt(this.cut)],
    );
  }

  /** The hourly numbers of requests stay: charts outlive the log. */
  private async deleteOutdatedCounters(): Promise<void> {
    await this.client.query('delete from gateway_refusal where hour < $1', [this.cut]);
    // Where and when a deleted API user was last seen is nobody's business any more. His requests may run a while.
    await this.client.query(
      `delete from api_user_usage u where not exists (select from api_user where id = u.api_user_id)
         and last_used_at < now() - interval '1 day'`,
    );
    await this.deleteInBatches(
      `delete from throttle where key in (
         select key from throttle
         where expires_at < now() - interval '1 day'
           and (blocked_until is null or blocked_until < now())
         limit ${batchRows})`,
      [],
    );
  }

  private async deleteInBatches(statement: string, values: unknown[]): Promise<number> {
    let deleted = 0;
    for (;;) {
      const { rowCount } = await this.client.query(statement, values);
      deleted += rowCount ?? 0;
      if ((rowCount ?? 0) < batchRows) return deleted;
    }
  }
}

/** `20261121`. A date that does not exist is never outdated. */
function dayOf(digits: string): Date {
  return new Date(`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}T00:00:00Z`);
}
