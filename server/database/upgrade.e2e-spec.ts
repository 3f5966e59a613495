import pg from 'pg';
import { cookieFor } from '../testing/dashboard-client.ts';
import { eventually } from '../testing/eventually.ts';
import { cleanUp, runMain, scratchFolder, type MainProcess } from '../testing/main-process.ts';
import {
  createOlderDatabase,
  migrationNames,
  olderKeys,
  olderUse,
  type OlderDatabase,
} from '../testing/older-database.ts';
import { startTestProduct, type TestProduct } from '../testing/test-product.ts';
import { Database } from './database.ts';

const ask = (product: TestProduct, key: string) =>
  fetch(`${product.pre}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'ok', messages: [{ role: 'user', content: 'Hello again' }] }),
  });

describe.each(migrationNames.slice(0, -1))('a database of the version with %s', (last) => {
  let older: OlderDatabase;
  let product: TestProduct;
  const get = async (path: string) => (await product.api('GET', path)).json();

  beforeAll(async () => {
    older = await createOlderDatabase(last);
    product = await startTestProduct({}, { databaseUrl: older.url });
  });
  afterAll(async () => {
    await product?.stop();
    await older?.drop();
  });

  it('gets every migration that came later, in order', async () => {
    const { rows } = await product.database.console.query(
      'select name from migrations order by id',
    );
    expect(rows.map(({ name }) => name)).toEqual(migrationNames);
  });

  it('keeps its API users with what they have used', async () => {
    const { items } = (await get('/api/admin/api-users?sort=name')) as { items: object[] };
    expect(items).toMatchObject([
      { displayName: 'Ada', note: 'from before', usage: { requests: 3, usedTokens: olderUse } },
      { displayName: 'Bob' },
    ]);
  });

  it('keeps its keys as good and as bad as they were', async () => {
    expect((await ask(product, olderKeys.good)).status).toBe(200);
    expect((await ask(product, olderKeys.rotated)).status).toBe(410);
    expect((await ask(product, olderKeys.revoked)).status).toBe(410);
  });

  it('goes on counting the month where it was', async () => {
    await ask(product, olderKeys.good);
    const { rows } = await product.database.console.query(
      `select used_tokens::int as used, requests::int from api_user_usage order by month desc`,
    );
    expect(rows[0].used).toBeGreaterThan(olderUse);
    const hours = await product.database.console.query(
      `select sum(requests)::int as n from usage_hour where hour < now() - interval '2 days'`,
    );
    expect(hours.rows[0].n).toBe(7);
  });

  it('keeps its log over all days, and nobody can change it', async () => {
    for (const { id, prompt, response, status } of older.records)
      expect(await get(`/api/admin/logs/${id}`)).toMatchObject({ id, prompt, response, status });
    const { items } = (await get('/api/admin/logs?limit=200')) as { items: { id: string }[] };
    expect(items.map(({ id }) => id)).toEqual(
      expect.arrayContaining(older.records.map(({ id }) => id)),
    );
    for (const column of ['prompt = 1 from audit_request', 'status = 1 from audit_response']) {
      const [set, table] = column.split(' from ');
      await expect(product.database.console.query(`update ${table} set ${set}`)).rejects.toThrow(
        'append-only',
      );
    }
  });

  it('lets its administrators in, with the password and with the session they had', async () => {
    expect(await cookieFor(product.consoleUrl)).toContain('hermes_session');
    if (older.cookie === undefined) return;
    const answer = await fetch(`${product.consoleUrl}/api/auth/status`, {
      headers: { cookie: older.cookie },
    });
    expect(await answer.json()).toMatchObject({ logged_in: true });
  });

  it('keeps the events of its administrators, and their chain goes on', async () => {
    const verified = (await get('/api/admin/events/verify')) as { ok: boolean; checked: number };
    expect(verified.ok).toBe(true);
    expect(verified.checked).toBeGreaterThan(older.had('Administration') ? 3 : 0);
    if (!older.had('LogAtScale')) return;
    expect(await get('/api/admin/saved-views')).toMatchObject({ items: [{ name: 'Mine' }] });
  });
});

describe('an upgrade', () => {
  /** The version before a migration that changes several tables in one go. */
  const before = migrationNames[migrationNames.findIndex((n) => n.startsWith('LogAtScale')) - 1]!;
  let older: OlderDatabase;
  let observer: pg.Client;
  /** Its transaction stays open: what it would see of other sessions is what it saw first. */
  let blocker: pg.Client;
  const databases: Database[] = [];
  const connect = () => {
    const database = new Database(older.url);
    databases.push(database);
    return database.tryConnect();
  };
  const rows = async (text: string) => (await observer.query(text)).rows;

  beforeEach(async () => {
    older = await createOlderDatabase(before);
    observer = new pg.Client({ connectionString: older.url });
    blocker = new pg.Client({ connectionString: older.url });
    await Promise.all([observer.connect(), blocker.connect()]);
  });
  afterEach(async () => {
    await Promise.all([observer.end(), blocker.end()]);
    await Promise.all(databases.splice(0).map((database) => database.close()));
    await older.drop();
  });

  it('is done once, by one of several processes that start together', async () => {
    expect(await Promise.all([connect(), connect(), connect()])).toEqual(Array(3).fill(undefined));
    const applied = await rows('select name from migrations order by id');
    expect(applied.map(({ name }) => name)).toEqual(migrationNames);
  });

  describe('whose process was killed in the middle', () => {
    let main: MainProcess;
    beforeEach(async () => {
      // The migration has made an index and dropped another one when it comes to this table.
      await blocker.query('begin; lock table usage_hour in row exclusive mode');
      main = await runMain(await scratchFolder(), { DATABASE_URL: older.url });
      await eventually(async () => {
        const waiting = await rows(
          `select 1 from pg_locks where relation = 'usage_hour'::regclass and not granted
             and database = (select oid from pg_database where datname = current_database())`,
        );
        expect([waiting.length, main.output()]).toEqual([1, expect.any(String)]);
      });
      main.kill();
      await main.ended;
    });
    afterEach(() => cleanUp(main.dataDir, main));

    it('left nothing half-done', async () => {
      await blocker.query('commit');
      await eventually(async () =>
        expect(
          await rows(`select 1 from pg_stat_activity where datname = current_database()
          and state = 'active' and pid <> pg_backend_pid()`),
        ).toEqual([]),
      );
      const indexes = `select indexname from pg_indexes where tablename = 'audit_response'
        and indexname like 'audit_response_fail%'`;
      expect(await rows(indexes)).toEqual([{ indexname: 'audit_response_failed' }]);
      const applied = await rows('select name from migrations order by id');
      expect(applied.at(-1)).toEqual({ name: before });
    });

    it('is finished by the next start, which waits for what still runs in the database', async () => {
      const connected = connect();
      await eventually(async () => {
        const found = await rows(
          `select count(*)::int as n from pg_stat_activity
             where datname = current_database() and wait_event_type = 'Lock'`,
        );
        expect(found[0].n).toBe(2);
      });
      await blocker.query('commit');
      expect(await connected).toBeUndefined();
      const applied = await rows('select name from migrations order by id');
      expect(applied.map(({ name }) => name)).toEqual(migrationNames);
      const invalid = await rows('select 1 from pg_index where not indisvalid');
      expect(invalid).toEqual([]);
    });
  });
});
