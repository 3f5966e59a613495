import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Database } from '../database/database.ts';
import { startAuditApp, type AuditApp } from '../testing/audit-app.ts';
import { insertManyRecords, insertRecord } from '../testing/audit-records.ts';
import { until } from '../testing/eventually.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import { auditStorageSchema, retentionRunSchema, type RetentionRun } from './audit.contract.ts';
import { AuditRetention } from './audit-retention.ts';
import { AuditPartitions, partitionName, startOfDay } from './audit-partitions.ts';

const dayMs = 86_400_000;
const everythingButDate = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;
const daysAgo = (days: number) => new Date(Date.now() - days * dayMs);

describe('the retention of the log', () => {
  let database: Database;
  let close: () => Promise<void>;
  let audit: AuditApp;
  let reports: pg.Client[];

  beforeEach(async () => {
    ({ database, close } = await openTestDatabase());
    await new AuditPartitions(database).ensure(daysAgo(16), 17);
    audit = await startAuditApp(database, { HERMES_LOG_RETENTION_DAYS: '10' });
    reports = [];
  });
  afterEach(async () => {
    await Promise.all(reports.map((report) => report.end()));
    await audit.app.close();
    await close();
  });

  const purge = async (): Promise<RetentionRun> => {
    const answer = await fetch(`${audit.url}/api/admin/logs/purge`, { method: 'POST' });
    expect(answer.status).toBe(200);
    return retentionRunSchema.parse(await answer.json());
  };
  const storage = async () =>
    auditStorageSchema.parse(await (await fetch(`${audit.url}/api/admin/logs/storage`)).json());
  const insert = (given: Parameters<typeof insertRecord>[1]) => insertRecord(database, given);
  const days = async (table: string): Promise<string[]> => {
    const found = await database.console.query(
      `select right(inhrelid::regclass::text, 8) as day from pg_inherits
       where inhparent = $1::regclass order by 1`,
      [table],
    );
    return found.rows.map(({ day }) => day);
  };
  const tablesLike = async (pattern: string): Promise<string[]> => {
    const found = await database.console.query(
      `select relname from pg_class where relkind = 'r' and relname like $1 order by 1`,
      [pattern],
    );
    return found.rows.map(({ relname }) => relname);
  };
  const idsIn = async (table: string): Promise<string[]> => {
    const found = await database.console.query(`select id from ${table} order by id`);
    return found.rows.map(({ id }) => id);
  };
  const digits = (day: Date) => day.toISOString().slice(0, 10).replaceAll('-', '');
  /** A connection of its own in an open transaction that has read the log. */
  const openReport = async (): Promise<pg.Client> => {
    const report = new pg.Client({ connectionString: database.url });
    reports.push(report);
    await report.connect();
    await report.query('begin');
    await report.query(
      'select count(*) from audit_request r left join audit_response s using (id)',
    );
    return report;
  };
  /** Whether the first half of a detach is done, and the second one waits for older transactions. */
  const detachIsWaiting = async (): Promise<boolean> => {
    const found = await database.console.query(
      `select from pg_stat_activity where query like 'alter table%detach%' and wait_event = 'virtualxid'`,
    );
    return found.rowCount! > 0;
  };

  it('drops the days that lie wholly past it', async () => {
    await insert({ startedAt: daysAgo(15) });
    const run = await purge();
    const expected = Array.from({ length: 11 }, (_, index) => digits(daysAgo(10 - index)));
    expect((await days('audit_request')).slice(0, 11)).toEqual(expected);
    expect((await days('audit_response')).slice(0, 11)).toEqual(expected);
    expect(await tablesLike(partitionName('audit_request', daysAgo(12)))).toEqual([]);
    expect(run).toMatchObject({ trigger: 'administrator', retentionDays: 10, error: null });
    expect(run.partitionsDropped).toBe(12);
    expect(run.bytesFreed).toBeGreaterThan(16_384);
  });

  it('deletes the rest of the boundary day up to the exact moment', async () => {
    const cut = new Date(startOfDay(daysAgo(10)).getTime() + dayMs / 2);
    await insertManyRecords(database, 6001, startOfDay(cut), new Date(cut.getTime() - 1));
    await insert({ startedAt: new Date(cut.getTime() - 1) });
    const first = await insert({ startedAt: cut });
    jest.useFakeTimers({ now: cut.getTime() + 10 * dayMs, doNotFake: [...everythingButDate] });
    const run = await purge().finally(() => jest.useRealTimers());
    expect(await idsIn('audit_request')).toEqual([first]);
    expect(await idsIn('audit_response')).toEqual([first]);
    expect(run.rowsDeleted).toBe(2 * 6002);
  });

  it('keeps requests that are open within it', async () => {
    const open = await insert({ startedAt: daysAgo(9.9), answer: null });
    await purge();
    expect(await idsIn('audit_request')).toEqual([open]);
  });

  it('keeps the hourly numbers and removes outdated counters', async () => {
    const old = daysAgo(11).toISOString();
    await database.console.query(
      `insert into usage_hour values ($1, 'pre', gen_random_uuid(), 'a', 'Ada')`,
      [old],
    );
    await database.console.query(
      `insert into gateway_refusal values ($1, 'pre', 'a', gen_random_uuid()), (now(), 'pre', 'b', gen_random_uuid())`,
      [old],
    );
    await database.console.query(
      `insert into throttle values ('old', 1, $1, null), ('blocked', 1, $1, now() + interval '1 hour'), ('new', 1, now(), null)`,
      [old],
    );
    await purge();
    const left = await database.console.query(
      `select (select count(*)::int from usage_hour) as hours,
         (select string_agg(reason, ' ') from gateway_refusal) as refusals,
         (select string_agg(key, ' ' order by key) from throttle) as throttle`,
    );
    expect(left.rows[0]).toEqual({ hours: 1, refusals: 'b', throttle: 'blocked new' });
  });

  it('forgets where a deleted API user was last seen', async () => {
    const seen = async (userExists: boolean, at: Date) => {
      const id = randomUUID();
      if (userExists)
        await database.console.query(
          `insert into api_user (id, display_name, gateways, requests_per_minute, monthly_token_cap)
           values ($1, 'Ada', '{pre}', 1, 1)`,
          [id],
        );
      await database.console.query(
        `insert into api_user_usage (api_user_id, month, last_used_at, last_used_address)
         values ($1, '2026-01-01', $2, '192.0.2.1')`,
        [id, at],
      );
      return id;
    };
    const kept = [await seen(true, daysAgo(300)), await seen(false, new Date())].sort();
    await seen(false, daysAgo(2));
    await purge();
    const left = await database.console.query('select api_user_id as id from api_user_usage');
    expect(left.rows.map(({ id }) => id).sort()).toEqual(kept);
  });

  it('finishes what a run left that was killed between detaching and dropping', async () => {
    const name = partitionName('audit_request', daysAgo(12));
    await database.console.query(`alter table audit_request detach partition ${name}`);
    await purge();
    expect(await tablesLike(`%${digits(daysAgo(12))}`)).toEqual([]);
  });

  it('finishes a detach that was cut off, and loses nothing of what is kept', async () => {
    const kept = await insert({ startedAt: daysAgo(9) });
    const report = await openReport();
    const cutOff = purge();
    await until(detachIsWaiting);
    await database.console.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'hermes-retention'`,
    );
    expect((await cutOff).error).toContain('terminat');
    await report.query('commit');
    expect((await purge()).error).toBeNull();
    expect(await tablesLike(`%${digits(daysAgo(16))}`)).toEqual([]);
    expect((await days('audit_request'))[0]).toBe(digits(daysAgo(10)));
    expect(await idsIn('audit_request')).toEqual([kept]);
  });

  it('touches no table but its own outdated ones', async () => {
    const others = [
      'audit_request_20200101_copy',
      'audit_request_2020',
      'my_audit_request_20200101',
      'audit_request_20209999',
      partitionName('audit_request', daysAgo(5)),
    ];
    await database.console.query(`alter table audit_request detach partition ${others.at(-1)}`);
    for (const name of others.slice(0, -1))
      await database.console.query(`create table ${name} (id integer)`);
    await database.console.query('create schema other');
    await database.console.query('create table other.audit_request_20200101 (id integer)');
    expect((await purge()).error).toBeNull();
    const left = await tablesLike('%audit\\_request\\_20%');
    expect(left).toEqual(expect.arrayContaining([...others, 'audit_request_20200101']));
  });

  it('holds up no insert while a report is open', async () => {
    const report = await openReport();
    let hasEnded = false;
    const run = purge().finally(() => (hasEnded = true));
    await until(detachIsWaiting);
    let slowestMs = 0;
    for (let n = 0; n < 20; n++) {
      const startedAt = performance.now();
      await insert({});
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
    }
    expect(hasEnded).toBe(false);
    // Whoever is held up waits for the end of the report.
    expect(slowestMs).toBeLessThan(5000);
    await report.query('commit');
    expect((await run).partitionsDropped).toBe(12);
  });

  it('lets partitions be made on demand while a report is open', async () => {
    const report = await openReport();
    const run = purge();
    await until(detachIsWaiting);
    await new AuditPartitions(database).ensure(daysAgo(-30), 1);
    await report.query('commit');
    expect((await run).error).toBeNull();
  });

  it('runs once at a time', async () => {
    const report = await openReport();
    const first = purge();
    await until(detachIsWaiting);
    const second = await fetch(`${audit.url}/api/admin/logs/purge`, { method: 'POST' });
    expect([second.status, await second.json()]).toMatchObject([
      409,
      { error: { code: 'retention_running' } },
    ]);
    await report.query('commit');
    expect((await first).error).toBeNull();
  });

  it('records a run that failed, and why', async () => {
    await database.console.query('alter table throttle rename to throttle_away');
    const run = await purge();
    expect(run.error).toBe('relation "throttle" does not exist');
    expect(run.partitionsDropped).toBe(12);
    expect((await storage()).runs).toEqual([run]);
  });

  it('says of a run without an end that its process ended', async () => {
    await database.console.query(
      `insert into audit_retention_run (id, trigger, retention_days) values (gen_random_uuid(), 'schedule', 10)`,
    );
    await purge();
    expect((await storage()).runs[1]).toMatchObject({
      finishedAt: null,
      error: 'The process ended before the run did.',
    });
  });

  it('does not keep a process from stopping', async () => {
    const report = await openReport();
    const other = await startAuditApp(database, { HERMES_LOG_RETENTION_DAYS: '10' });
    const run = other.app.get(AuditRetention).runNow();
    await until(detachIsWaiting);
    await other.app.close();
    expect((await run).error).toContain('terminated');
    await report.query('commit');
  });
});
