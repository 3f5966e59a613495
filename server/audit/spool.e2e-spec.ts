import { randomUUID } from 'node:crypto';
import { appendFile, copyFile, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Database } from '../database/database.ts';
import { createBreakableDatabase, type BreakableDatabase } from '../testing/breakable-database.ts';
import { eventually } from '../testing/eventually.ts';
import { testBody, testCloseRecord, testOpenRecord } from '../testing/ledger-records.ts';
import { AuditPartitions } from './audit-partitions.ts';
import { AuditUnavailable, type OpenRecord } from './ledger-records.ts';
import { RequestLedger } from './request-ledger.ts';

const limits = { requestsPerMinute: 100, monthlyTokenCap: 10_000 };

let breakable: BreakableDatabase;
let dataDir: string;
let database: Database;
let ledger: RequestLedger;
let direct: pg.Client;

async function startLedger(spoolMaxBytes = 10_000_000): Promise<void> {
  database = new Database(breakable.url);
  const partitions = new AuditPartitions(database);
  ledger = new RequestLedger(database, partitions, {
    dataDir,
    spoolMaxBytes,
    logRetentionDays: 90,
  });
  await ledger.start();
  await database.tryConnect();
}

async function stopLedger(): Promise<void> {
  await ledger.stop();
  await database.close();
}

beforeEach(async () => {
  breakable = await createBreakableDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'hcp-spool-'));
  direct = new pg.Client({ connectionString: breakable.directUrl });
  await direct.connect();
  await startLedger();
});
afterEach(async () => {
  await stopLedger();
  await direct.end();
  await breakable.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const spoolFolder = () => join(dataDir, 'spool');
const spoolFiles = async () =>
  (await readdir(spoolFolder())).filter((name) => name.endsWith('.spool'));
const rowsOf = async (table: string) =>
  Number((await direct.query(`select count(*) as n from ${table}`)).rows[0].n);
const usageOf = async (apiUserId: string) =>
  (
    await direct.query(
      `select used_tokens::int as used, reserved_tokens::int as reserved, requests::int as requests
       from api_user_usage where api_user_id = $1`,
      [apiUserId],
    )
  ).rows[0];
const openAndClose = async (record: OpenRecord) => {
  const admission = await ledger.open(record, limits);
  if (admission.outcome !== 'opened') throw new Error(admission.outcome);
  await ledger.close(testCloseRecord(record.id), admission);
  return admission.place;
};
const whenReplayed = () => eventually(() => expect(ledger.spool.records).toBe(0));

describe('while the database is away', () => {
  it('records wait on disk and reach it once it is back, each once', async () => {
    const apiUserId = randomUUID();
    await openAndClose(testOpenRecord({ apiUserId }));
    await breakable.cut();
    const places = await Promise.all(
      Array.from({ length: 20 }, () => openAndClose(testOpenRecord({ apiUserId }))),
    );
    expect(new Set(places)).toEqual(new Set(['spool']));
    expect(ledger.spool.records).toBe(40);
    await breakable.restore();
    await whenReplayed();
    expect(await rowsOf('audit_request')).toBe(21);
    expect(await rowsOf('audit_response')).toBe(21);
    expect(await usageOf(apiUserId)).toEqual({ used: 21 * 30, reserved: 0, requests: 21 });
    expect(await spoolFiles()).toEqual([]);
  });

  it('records keep what lists show of them, also those that an earlier version left without', async () => {
    const record = testOpenRecord({ promptPreview: 'What now?' });
    const earlier = testOpenRecord({ promptPreview: undefined, prompt: testBody('{"n":1}') });
    await breakable.cut();
    await openAndClose(record);
    await openAndClose(earlier);
    await breakable.restore();
    await whenReplayed();
    const kept = await direct.query('select prompt_preview as text from audit_request order by id');
    expect(kept.rows).toEqual([{ text: 'What now?' }, { text: '{"n":1}' }]);
  });

  it('a request that began before settles what it had reserved', async () => {
    const record = testOpenRecord();
    const admission = await ledger.open(record, limits);
    await breakable.cut();
    await ledger.close(testCloseRecord(record.id), admission as { place: 'database' });
    await breakable.restore();
    await whenReplayed();
    expect(await usageOf(record.apiUserId)).toEqual({ used: 30, reserved: 0, requests: 1 });
  });

  it('nobody waits much longer than two seconds for a database that hangs, and then nobody waits', async () => {
    breakable.hang();
    const startedAt = performance.now();
    await openAndClose(testOpenRecord());
    expect(performance.now() - startedAt).toBeLessThan(4500);
    const then = performance.now();
    await openAndClose(testOpenRecord());
    expect(performance.now() - then).toBeLessThan(1500);
  });

  it('a user keeps to his limits as they were last known', async () => {
    const apiUserId = randomUUID();
    await openAndClose(testOpenRecord({ apiUserId, reservedTokens: 9_000 }));
    await breakable.cut();
    const large = await ledger.open(testOpenRecord({ apiUserId, reservedTokens: 9_000 }), limits);
    expect(large.outcome).toBe('quota_exceeded');
    const twice = { ...limits, requestsPerMinute: 2 };
    const small = () => ledger.open(testOpenRecord({ apiUserId, reservedTokens: 1 }), twice);
    const outcomes = [await small(), await small(), await small()].map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['opened', 'opened', 'rate_limited']);
  });

  it('a spool that is full refuses instead of forgetting, and takes records again after the replay', async () => {
    await stopLedger();
    await startLedger(5000);
    await breakable.cut();
    const fill = async () => {
      for (let index = 0; index < 20; index++) await openAndClose(testOpenRecord());
    };
    await expect(fill()).rejects.toBeInstanceOf(AuditUnavailable);
    await breakable.restore();
    await whenReplayed();
    await eventually(async () => expect(await openAndClose(testOpenRecord())).toBe('database'));
  });
});

describe('a spool that an earlier process left', () => {
  const leave = async (count: number) => {
    await breakable.cut();
    const apiUserId = randomUUID();
    for (let index = 0; index < count; index++) await openAndClose(testOpenRecord({ apiUserId }));
    await stopLedger();
    const names = await spoolFiles();
    expect(names).toHaveLength(1);
    // This process plays both: the name must tell of one that is gone.
    const file = join(spoolFolder(), names[0]!.replace(`.${process.pid}.`, '.999999999.'));
    await rename(join(spoolFolder(), names[0]!), file);
    return { apiUserId, file };
  };

  it('is replayed at the next start', async () => {
    const { apiUserId } = await leave(3);
    await breakable.restore();
    await startLedger();
    await eventually(async () => expect(await spoolFiles()).toEqual([]));
    expect(await usageOf(apiUserId)).toEqual({ used: 90, reserved: 0, requests: 3 });
  });

  it('counts once although a crash makes it be replayed twice', async () => {
    const { apiUserId, file } = await leave(3);
    await copyFile(file, file.replace(/\d{6}\./, '999999.'));
    await breakable.restore();
    await startLedger();
    await eventually(async () => expect(await spoolFiles()).toEqual([]));
    expect(await usageOf(apiUserId)).toEqual({ used: 90, reserved: 0, requests: 3 });
    expect(await rowsOf('audit_response')).toBe(3);
  });

  it('is set aside where it is damaged, what came before is kept, and the gap is recorded', async () => {
    const { apiUserId, file } = await leave(2);
    await appendFile(file, Buffer.from([0, 0, 0, 200, 1, 2, 3, 4, 5]));
    await breakable.restore();
    await startLedger();
    await eventually(async () => expect(await spoolFiles()).toEqual([]));
    expect(await usageOf(apiUserId)).toMatchObject({ used: 60, requests: 2 });
    expect(await readdir(join(spoolFolder(), 'quarantine'))).toHaveLength(1);
    await eventually(async () => expect(await rowsOf('audit_gap')).toBe(1));
  });

  it('is set aside where a power cut left zeros instead of what was written last', async () => {
    const { apiUserId, file } = await leave(2);
    await appendFile(file, Buffer.alloc(512));
    await breakable.restore();
    await startLedger();
    await eventually(async () => expect(await rowsOf('audit_gap')).toBe(1));
    expect(await usageOf(apiUserId)).toMatchObject({ used: 60, requests: 2 });
    expect(await readdir(join(spoolFolder(), 'quarantine'))).toHaveLength(1);
  });

  it('is replayed although a folder of such a name comes first, which is set aside and told', async () => {
    const { apiUserId } = await leave(3);
    const odd = `${'0'.repeat(15)}-000000.${randomUUID()}.999999999.1.spool`;
    await mkdir(join(spoolFolder(), odd));
    await breakable.restore();
    await startLedger();
    await eventually(async () => expect(await spoolFiles()).toEqual([]));
    expect(await usageOf(apiUserId)).toEqual({ used: 90, reserved: 0, requests: 3 });
    expect(await readdir(join(spoolFolder(), 'quarantine'))).toEqual([odd]);
    await eventually(async () => expect(await rowsOf('audit_gap')).toBe(1));
  });

  it('does not hold up the others when it cannot be set aside either', async () => {
    const { apiUserId } = await leave(3);
    const odd = `${'0'.repeat(15)}-000000.${randomUUID()}.999999999.1.spool`;
    await mkdir(join(spoolFolder(), odd));
    await mkdir(join(spoolFolder(), 'quarantine', odd, 'full'), { recursive: true });
    await breakable.restore();
    await startLedger();
    await eventually(async () => expect(await spoolFiles()).toEqual([odd]));
    expect(await usageOf(apiUserId)).toEqual({ used: 90, reserved: 0, requests: 3 });
  });

  it('is replayed when it turns up later, without a record of our own', async () => {
    const { apiUserId, file } = await leave(3);
    await rename(file, join(dataDir, 'elsewhere'));
    await breakable.restore();
    await startLedger();
    await rename(join(dataDir, 'elsewhere'), file);
    await eventually(async () => expect(await spoolFiles()).toEqual([]));
    expect(await usageOf(apiUserId)).toEqual({ used: 90, reserved: 0, requests: 3 });
  });
});
