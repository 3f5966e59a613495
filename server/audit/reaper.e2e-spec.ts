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
let ledgers: RequestLedger[];

beforeEach(async () => {
  clone = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'hcp-reaper-'));
  database = new Database(clone.url);
  await database.tryConnect();
  ledgers = [];
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const ledger of ledgers) await ledger.stop();
  await database.close();
  await clone.drop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Of a process with a disk of its own, or of one with the same as others. */
const startLedger = async (disk = 'own') => {
  const options = {
    dataDir: join(dataDir, disk),
    spoolMaxBytes: 1_000_000,
    logRetentionDays: 90,
  };
  const ledger = new RequestLedger(database, new AuditPartitions(database), options);
  await ledger.start();
  ledgers.push(ledger);
  return ledger;
};
/** A process that starts looks for what others left; one that stops has looked. */
const lookOnce = async () => (await startLedger()).stop();
/** Leaves a request open in the name of a process on another disk that has been silent for so long. */
const leaveOpen = async (silentSeconds: number) => {
  const record = testOpenRecord();
  const dying = await startLedger('another');
  await dying.open(record, limits);
  // It would say that it lives, and take its leave: dead ones do neither.
  await dying.stop();
  await database.console.query(
    `insert into gateway_instance (id, spool_id, host, pid, version, heartbeat_at)
     select instance_id, $1, '', 1, '', now() - make_interval(secs => $2)
     from audit_request where id = $3`,
    [randomUUID(), silentSeconds, record.id],
  );
  return { record, dying };
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
    const { record } = await leaveOpen(700);
    await startLedger();
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
  });

  it('on another disk wait for its spool first', async () => {
    const { record } = await leaveOpen(300);
    await lookOnce();
    expect(await endOf(record.id)).toBeUndefined();
  });

  it('that closes them after all are recorded and charged as they truly ended, once', async () => {
    const { record, dying } = await leaveOpen(700);
    await startLedger();
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
  });
});

describe('a process that dies soon after its start', () => {
  it('is known to the others before its first request is on record', async () => {
    // What its predecessor left takes long to replay.
    let replayed = (): void => undefined;
    const replay = new Promise<void>((resolve) => (replayed = resolve));
    jest.spyOn(SpoolReplay.prototype, 'run').mockReturnValue(replay);
    const record = testOpenRecord();
    const starting = await startLedger();
    await starting.open(record, limits);
    const known = await database.console.query(
      `select from gateway_instance
       where id = (select instance_id from audit_request where id = $1)`,
      [record.id],
    );
    replayed();
    expect(known.rowCount).toBe(1);
  });

  it('without ever having reached the database has its requests closed after their replay', async () => {
    const instanceId = randomUUID();
    const folder = new SpoolFolder(join(dataDir, 'own', 'spool'), instanceId);
    await folder.prepare();
    const spool = new Spool(folder, 1_000_000);
    const record = testOpenRecord({ reservedTokens: 0 });
    await spool.append({ kind: 'open', instanceId, record });
    await spool.rotate();
    const name = (await readdir(folder.path)).find((file) => file.endsWith('.spool'))!;
    const ofNobody = name.replace(/\.\d+\.\d+\.spool$/, '.999999999.1.spool');
    await rename(join(folder.path, name), join(folder.path, ofNobody));
    await startLedger();
    await eventually(async () =>
      expect(await endOf(record.id)).toMatchObject({ end_reason: 'interrupted' }),
    );
  });
});

describe('requests of a process that lives', () => {
  it('are left alone', async () => {
    const living = await startLedger('another');
    const record = testOpenRecord();
    await living.open(record, limits);
    await lookOnce();
    expect(await endOf(record.id)).toBeUndefined();
  });
});
