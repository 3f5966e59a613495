import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../database/database.ts';
import { testBody, testCloseRecord, testOpenRecord } from '../testing/ledger-records.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { AuditPartitions } from './audit-partitions.ts';
import { RequestLedger } from './request-ledger.ts';

const generous = { requestsPerMinute: 10_000, monthlyTokenCap: 1_000_000 };

interface Process {
  readonly database: Database;
  readonly ledger: RequestLedger;
  stop(): Promise<void>;
}

let clone: TestDatabase;
let first: Process;
let second: Process;

async function startProcess(): Promise<Process> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hcp-ledger-'));
  const database = new Database(clone.url);
  const partitions = new AuditPartitions(database);
  const ledger = new RequestLedger(database, partitions, {
    dataDir,
    spoolMaxBytes: 10_000_000,
    logRetentionDays: 90,
  });
  await ledger.start();
  await database.tryConnect();
  return {
    database,
    ledger,
    async stop() {
      await ledger.stop();
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

beforeAll(async () => {
  clone = await createTestDatabase();
  first = await startProcess();
  second = await startProcess();
});
afterAll(async () => {
  await second.stop();
  await first.stop();
  await clone.drop();
});

const usageOf = async (apiUserId: string) =>
  (
    await first.database.hot.query(
      `select used_tokens::int as used, reserved_tokens::int as reserved, requests::int as requests
       from api_user_usage where api_user_id = $1`,
      [apiUserId],
    )
  ).rows[0];
const both = (index: number) => (index % 2 === 0 ? first : second).ledger;

describe('RequestLedger', () => {
  it('reserves at the beginning and settles at the end, once', async () => {
    const record = testOpenRecord();
    const opened = await first.ledger.open(record, generous);
    expect(opened).toMatchObject({
      outcome: 'opened',
      place: 'database',
      standing: { requestsLastMinute: 1 },
    });
    expect(await usageOf(record.apiUserId)).toEqual({ used: 0, reserved: 100, requests: 1 });
    const closing = testCloseRecord(record.id);
    await first.ledger.close(closing, { place: 'database' });
    await second.ledger.close(closing, { place: 'database' });
    expect(await usageOf(record.apiUserId)).toEqual({ used: 30, reserved: 0, requests: 1 });
    const hours = await first.database.hot.query(
      'select requests::int, errors, total_tokens::int from usage_hour where api_user_id = $1',
      [record.apiUserId],
    );
    expect(hours.rows).toEqual([{ requests: 1, errors: '0', total_tokens: 30 }]);
  });

  it('admits over two processes exactly as many requests a minute as the limit says', async () => {
    const apiUserId = randomUUID();
    const limits = { ...generous, requestsPerMinute: 60 };
    const admissions = await Promise.all(
      Array.from({ length: 150 }, (_, index) =>
        both(index).open(testOpenRecord({ apiUserId }), limits),
      ),
    );
    expect(admissions.filter(({ outcome }) => outcome === 'opened')).toHaveLength(60);
    const refused = admissions.find(({ outcome }) => outcome === 'rate_limited');
    expect(refused).toMatchObject({ retryAfterMs: expect.any(Number) });
    expect(await usageOf(apiUserId)).toMatchObject({ reserved: 6000, requests: 60 });
  });

  it('lets a request through again when one has left the window of a minute, and not before', async () => {
    const apiUserId = randomUUID();
    const limits = { ...generous, requestsPerMinute: 1 };
    const open = ({ ledger }: Process) => ledger.open(testOpenRecord({ apiUserId }), limits);
    const age = (seconds: number) =>
      first.database.hot.query(
        'update api_user_rate set second = second - $2 where api_user_id = $1',
        [apiUserId, seconds],
      );
    expect((await open(first)).outcome).toBe('opened');
    await age(59);
    expect((await open(first)).outcome).toBe('rate_limited');
    await age(2);
    expect((await open(second)).outcome).toBe('opened');
  });

  it('reserves never more than the month holds, however many ask at once', async () => {
    const apiUserId = randomUUID();
    const limits = { ...generous, monthlyTokenCap: 5000 };
    const admissions = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        both(index).open(testOpenRecord({ apiUserId }), limits),
      ),
    );
    expect(admissions.filter(({ outcome }) => outcome === 'opened')).toHaveLength(50);
    expect(admissions.filter(({ outcome }) => outcome === 'quota_exceeded')).toHaveLength(150);
    expect(await usageOf(apiUserId)).toMatchObject({ used: 0, reserved: 5000 });
  });

  it('refuses the first request of a month that is larger than the month', async () => {
    const record = testOpenRecord();
    const admission = await first.ledger.open(record, { ...generous, monthlyTokenCap: 99 });
    expect(admission.outcome).toBe('quota_exceeded');
    expect(await usageOf(record.apiUserId)).toBeUndefined();
  });

  it('makes the partition of a day nobody foresaw', async () => {
    const record = testOpenRecord({
      id: '01a0b2c3-0000-7000-8000-000000000001',
      startedAt: new Date('2027-03-01'),
    });
    expect((await first.ledger.open(record, generous)).outcome).toBe('opened');
  });

  it('stores what the database would refuse: NUL, lone surrogates, words without end', async () => {
    const record = testOpenRecord({ model: `m\0${'x'.repeat(5000)}`, userAgent: '\uD800' });
    expect((await first.ledger.open(record, generous)).outcome).toBe('opened');
    const deep = `${'['.repeat(50)}"\\u0000\\ud800"`;
    const closing = testCloseRecord(record.id, { response: testBody(deep), errorCode: 'a\0b' });
    await first.ledger.close(closing, { place: 'database' });
    const stored = await first.database.hot.query(
      'select response, error_code from audit_response where id = $1',
      [record.id],
    );
    expect(stored.rows[0]).toEqual({ response: deep, error_code: 'a\uFFFDb' });
    expect(first.ledger.spool.records).toBe(0);
  });

  it('tells where a user stands without changing it', async () => {
    const record = testOpenRecord();
    await first.ledger.open(record, generous);
    expect(await first.ledger.standing(record.apiUserId)).toEqual({
      requestsLastMinute: 1,
      usedTokens: 0,
      reservedTokens: 100,
    });
  });

  it('waits in a queue before a slow database instead of admitting on less knowledge', async () => {
    await first.database.console.query(
      `create function slow() returns trigger language plpgsql as
         $$ begin perform pg_sleep(0.25); return new; end $$;
       create trigger slow before insert on audit_request for each row
         when (new.model = 'slow') execute function slow()`,
    );
    const records = Array.from({ length: 100 }, () => testOpenRecord({ model: 'slow' }));
    const admissions = await Promise.all(
      records.map((record) => first.ledger.open(record, generous)),
    );
    const places = admissions.map((admission) => admission.outcome === 'opened' && admission.place);
    expect(new Set(places)).toEqual(new Set(['database']));
  });
});
