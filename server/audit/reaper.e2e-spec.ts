import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../database/database.ts';
import { eventually } from '../testing/eventually.ts';
import { testCloseRecord, testOpenRecord } from '../testing/ledger-records.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { AuditPartitions } from './audit-partitions.ts';
import { RequestLedger } from './request-ledger.ts';
import { SpoolFolder } from './spool-folder.ts';
import { SpoolReplay } from './spool-replay.ts';
import { Spool } from './spool.ts';

const limits = { requestsPerMinute: 100, monthlyTokenCap: 10_000 };

let clone: TestDatabase;
let database: Database;
let dataDir: string;

beforeEach(async () => {
  clone = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'hcp-reaper-'));
  database = new Database(clone.url);
  await database.tryConnect();
});
afterEach(async () => {
  await database.close();
  await clone.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const startLedger = async (folder = dataDir) => {
  const options = { dataDir: folder, spoolMaxBytes: 1_000_000, logRetentionDays: 90 };
  const ledger = new RequestLedger(database, new AuditPartitions(database), options);
  await ledger.start();
  return ledger;
};
/** Leaves a request open in the name of a process that is said to have ended. */
const leaveOpen = async (fields: { pid: number; silentSeconds: number; spoolId?: string }) => {
  const record = testOpenRecord();
  const instanceId = randomUUID();
  const dying = await startLedger(await mkdtemp(join(tmpdir(), 'hcp-dying-')));
  await dying.open(record, limits);
  await database.console.query(
    `update gateway_instance set pid = $1, heartbeat_at = now() - make_interval(secs => $2),
       spool_id = coalesce($3::uuid, spool_id)
     where id = (select instance_id from audit_request where id = $4)`,
    [fields.pid, fields.silentSeconds, fields.spoolId ?? null, record.id],
  );
  return { record, instanceId, dying };
};
const endOf = async (id: string) =>
  (
    await database.console.query(
      `select end_reason, error_code, charged_tokens::int as charged from audit_response where id = $1`,
      [id],
    )
  ).rows[0];
const reservedOf = async (apiUserId: string) =>
  (
    await database.console.query(
      'select reserved_tokens::int as n, used_tokens::int as used from api_user_usage where api_user_id = $1',
      [apiUserId],
    )
  ).rows[0];

describe('requests of a process that died', () => {
  it('are closed as interrupted and their reservation is freed', async () => {
    const { record } = await leaveOpen({ pid: 1, silentSeconds: 700 });
    const ledger = await startLedger();
    await eventually(async () =>
      expect(await endOf(record.id)).toEqual({
        end_reason: 'interrupted',
        error_code: 'interrupted',
        charged: record.estimatedPromptTokens,
      }),
    );
    expect(await reservedOf(record.apiUserId)).toEqual({
      n: 0,
      used: record.estimatedPromptTokens,
    });
    await ledger.stop();
  });

  it('on another disk wait for its spool first', async () => {
    const { record } = await leaveOpen({ pid: 1, silentSeconds: 300 });
    const ledger = await startLedger();
    await database.console.query('select 1');
    expect(await endOf(record.id)).toBeUndefined();
    await ledger.stop();
  });

  it('that closes them after all are recorded and charged as they truly ended, once', async () => {
    const { record, dying } = await leaveOpen({ pid: 1, silentSeconds: 700 });
    const ledger = await startLedger();
    await eventually(async () => expect(await endOf(record.id)).toBeDefined());
    const close = testCloseRecord(record.id);
    await dying.close(close, { place: 'database' });
    await dying.close(close, { place: 'database' });
    expect(await endOf(record.id)).toEqual({ end_reason: 'done', error_code: null, charged: 30 });
    expect(await reservedOf(record.apiUserId)).toEqual({ n: 0, used: 30 });
    const hour = await database.console.query(
      `select requests::int, errors::int, prompt_tokens::int, completion_tokens::int, total_tokens::int,
         duration_ms::int from usage_hour where api_user_id = $1`,
      [record.apiUserId],
    );
    expect(hour.rows).toEqual([
      {
        requests: 1,
        errors: 0,
        prompt_tokens: 10,
        completion_tokens: 20,
        total_tokens: 30,
        duration_ms: 9,
      },
    ]);
    await ledger.stop();
  });
});

describe('a process that dies soon after its start', () => {
  afterEach(() => jest.restoreAllMocks());

  it('is known to the others before its first request is on record', async () => {
    // What its predecessor left takes long to replay.
    jest.spyOn(SpoolReplay.prototype, 'run').mockReturnValue(new Promise(() => undefined));
    const record = testOpenRecord();
    const starting = await startLedger();
    await starting.open(record, limits);
    const known = await database.console.query(
      `select from gateway_instance
       where id = (select instance_id from audit_request where id = $1)`,
      [record.id],
    );
    expect(known.rowCount).toBe(1);
  });

  it('without ever having reached the database has its requests closed after their replay', async () => {
    const instanceId = randomUUID();
    const folder = new SpoolFolder(join(dataDir, 'spool'), instanceId);
    await folder.prepare();
    const spool = new Spool(folder, 1_000_000);
    const record = testOpenRecord({ reservedTokens: 0 });
    await spool.append({ kind: 'open', instanceId, record });
    await spool.rotate();
    const name = (await readdir(folder.path)).find((file) => file.endsWith('.spool'))!;
    const ofNobody = name.replace(/\.\d+\.\d+\.spool$/, '.999999999.1.spool');
    await rename(join(folder.path, name), join(folder.path, ofNobody));
    const ledger = await startLedger();
    await eventually(async () =>
      expect(await endOf(record.id)).toMatchObject({ end_reason: 'interrupted' }),
    );
    await ledger.stop();
  });
});

describe('requests of a process that lives', () => {
  it('are left alone', async () => {
    const living = await startLedger(await mkdtemp(join(tmpdir(), 'hcp-living-')));
    const record = testOpenRecord();
    await living.open(record, limits);
    const ledger = await startLedger();
    expect(await endOf(record.id)).toBeUndefined();
    await ledger.stop();
    await living.stop();
  });
});
