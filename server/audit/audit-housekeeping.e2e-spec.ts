import { SchedulerRegistry } from '@nestjs/schedule';
import { Database } from '../database/database.ts';
import { startAuditApp, type AuditApp } from '../testing/audit-app.ts';
import { insertManyRecords, insertRecord } from '../testing/audit-records.ts';
import { createTestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { auditStorageSchema, type AuditStorage } from './audit.contract.ts';
import { AuditPartitions, partitionName } from './audit-partitions.ts';
import { AuditRetention } from './audit-retention.ts';

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
const storageOf = async ({ url }: AuditApp): Promise<AuditStorage> =>
  auditStorageSchema.parse(await (await fetch(`${url}/api/admin/logs/storage`)).json());

describe('the daily run', () => {
  let database: Database;
  let close: () => Promise<void>;
  let audit: AuditApp;
  let retention: AuditRetention;

  beforeEach(async () => {
    ({ database, close } = await openTestDatabase());
    audit = await startAuditApp(database);
    retention = audit.app.get(AuditRetention);
  });
  afterEach(async () => {
    await audit.app.close();
    await close();
  });

  it('makes up within the hour for a run that nobody was there for, once', async () => {
    await retention.runHourly();
    await retention.runHourly();
    expect((await storageOf(audit)).runs).toMatchObject([{ trigger: 'schedule', error: null }]);
  });

  it('tries again within the hour after a failure', async () => {
    await database.console.query('alter table throttle rename to throttle_away');
    await retention.runDaily();
    await database.console.query('alter table throttle_away rename to throttle');
    await retention.runHourly();
    expect((await storageOf(audit)).runs.map(({ error }) => error === null)).toEqual([true, false]);
  });

  it('runs once a day, however many processes there are', async () => {
    const others = await Promise.all([1, 2].map(() => startAuditApp(database)));
    const all = [audit, ...others].map(({ app }) => app.get(AuditRetention).runDaily());
    await Promise.all(all);
    expect((await storageOf(audit)).runs).toHaveLength(1);
    await Promise.all(others.map(({ app }) => app.close()));
  });

  it('is scheduled for 03:10 UTC', async () => {
    const job = audit.app.get(SchedulerRegistry).getCronJob('audit-retention');
    const { nextRunAt } = await storageOf(audit);
    expect(nextRunAt).toMatch(/T03:10:00\.000Z$/);
    expect(job.nextDate().toJSDate().toISOString()).toBe(nextRunAt);
  });

  it('waits for a database that is away', async () => {
    const away = new Database('postgres://hermes@127.0.0.1:1/hermes');
    const other = await startAuditApp(away);
    await expect(other.app.get(AuditRetention).runHourly()).resolves.toBeUndefined();
    await other.app.close();
    await away.close();
  });
});

describe('the partitions of the log', () => {
  it('reach 14 days ahead once the database is there', async () => {
    const clone = await createTestDatabase();
    const database = new Database(clone.url);
    const audit = await startAuditApp(database);
    await database.tryConnect();
    const found = await database.console.query(
      `select max(inhrelid::regclass::text) as last, count(*)::int as count from pg_inherits
       where inhparent = 'audit_response'::regclass`,
    );
    expect(found.rows[0]).toEqual({
      last: partitionName('audit_response', daysAgo(-14)),
      count: 15,
    });
    await audit.app.close();
    await database.close();
    await clone.drop();
  });
});

describe('what the log holds', () => {
  it('is told with its size, its oldest record and its gaps', async () => {
    const { database, close } = await openTestDatabase();
    await new AuditPartitions(database).ensure(daysAgo(95), 96);
    await insertRecord(database, { startedAt: daysAgo(92) });
    const oldest = daysAgo(50);
    await insertManyRecords(database, 500, oldest, daysAgo(1));
    await database.console.query('vacuum analyze');
    await database.console.query(
      `insert into audit_gap (id, noticed_at, instance_id, reason, records)
       values (gen_random_uuid(), '2026-11-21T00:00:00Z', gen_random_uuid(), 'damaged spool', 3)`,
    );
    const audit = await startAuditApp(database, { HERMES_AUDIT_MAX_BYTES: '1024' });
    const storage = await storageOf(audit);
    expect(storage).toMatchObject({
      retentionDays: 90,
      maxBodyBytes: 1024,
      rows: 501,
      oldestAt: oldest.toISOString(),
      runs: [],
      gaps: [{ noticedAt: '2026-11-21T00:00:00.000Z', reason: 'damaged spool', records: 3 }],
    });
    expect(storage.bytes).toBeGreaterThan(500_000);
    await audit.app.close();
    await close();
  });
});
