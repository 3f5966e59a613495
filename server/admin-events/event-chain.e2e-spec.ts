import { startTestConsole, type ConsoleClient, type TestConsole } from '../testing/test-console.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import type { ChainVerification } from './admin-events.contract.ts';

describe('the chain of events', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let console: TestConsole;
  let admin: ConsoleClient;

  const sql = async (text: string, values: unknown[] = []) =>
    (await database.database.console.query(text, values)).rows;
  /** As the owner of the table can. */
  const behindTheTrigger = async (text: string) => {
    await sql(`begin; alter table admin_event disable trigger all; ${text};
      alter table admin_event enable trigger all; commit`);
  };
  const verify = async (query = ''): Promise<ChainVerification> =>
    (await admin.get(`/api/admin/events/verify${query}`)).body;
  const prefer = (appearance: string, client = admin) =>
    client.send('PUT', '/api/auth/preferences', { body: { appearance } });

  beforeEach(async () => {
    database = await openTestDatabase();
    console = await startTestConsole(database.database);
    admin = await console.logIn();
    for (const appearance of ['dark', 'light', 'system']) await prefer(appearance);
  });
  afterEach(async () => {
    await console?.close();
    await database?.close();
  });

  it('is whole when nobody has touched it', async () => {
    const [last] = await sql('select * from admin_event order by sequence desc limit 1');
    expect(await verify()).toEqual({
      ok: true,
      checked: 5,
      head: { sequence: 5, hash: last.hash.toString('hex') },
    });
  });

  it.each([
    'update admin_event set status = 200',
    'delete from admin_event',
    'truncate admin_event',
  ])('refuses %s', async (statement) => {
    await expect(sql(statement)).rejects.toThrow('admin events are append-only');
  });

  it.each([
    ['actor_name', `'somebody else'`],
    ['at', `at + interval '1 millisecond'`],
    ['action', `'session.end'`],
    ['target_name', 'null'],
    ['changes', `'[]'`],
    ['status', '500'],
    ['error_code', `'x'`],
    ['address', `'192.0.2.1'`],
  ])('is broken where %s was altered', async (column, value) => {
    await behindTheTrigger(`update admin_event set ${column} = ${value} where sequence = 4`);
    expect(await verify()).toMatchObject({
      ok: false,
      checked: 3,
      firstBroken: { sequence: 4, reason: 'altered' },
    });
  });

  it('is broken where an event is missing, at the beginning too', async () => {
    await behindTheTrigger('delete from admin_event where sequence = 3');
    expect((await verify()).firstBroken).toEqual({ sequence: 3, reason: 'missing' });
    await behindTheTrigger('delete from admin_event where sequence = 1');
    expect((await verify()).firstBroken).toEqual({ sequence: 1, reason: 'missing' });
  });

  it('is broken behind an event that was replaced with its hash', async () => {
    const other = await openTestDatabase();
    const elsewhere = await startTestConsole(other.database);
    await prefer('dark', await elsewhere.logIn());
    const [forged] = (
      await other.database.console.query('select * from admin_event where sequence = 1')
    ).rows;
    await elsewhere.close();
    await other.close();
    await behindTheTrigger(`update admin_event set (at, target_id, hash) =
      ('${forged.at.toISOString()}', '${forged.target_id}', '\\x${forged.hash.toString('hex')}')
      where sequence = 1`);
    expect((await verify()).firstBroken).toEqual({ sequence: 2, reason: 'altered' });
  });

  describe('against a place noted earlier', () => {
    const after = ({ sequence, hash }: { sequence: number; hash: string }) =>
      `?sequence=${sequence}&hash=${hash}`;

    it('is whole when it went on from there', async () => {
      const { head } = await verify();
      await prefer('dark');
      expect(await verify(after(head!))).toMatchObject({ ok: true, checked: 6 });
    });

    it('is broken when its end was cut off', async () => {
      const { head } = await verify();
      await behindTheTrigger('delete from admin_event where sequence > 3');
      expect((await verify()).ok).toBe(true);
      expect((await verify(after(head!))).firstBroken).toEqual({ sequence: 4, reason: 'missing' });
    });

    it('is broken when it was written anew', async () => {
      expect(await verify(`?sequence=2&hash=${'ab'.repeat(32)}`)).toMatchObject({
        ok: false,
        firstBroken: { sequence: 2, reason: 'replaced' },
      });
    });

    it('is not verified against half a place', async () => {
      expect((await admin.get('/api/admin/events/verify?sequence=2')).status).toBe(422);
    });
  });

  it('has no gap and no fork when several processes write at once', async () => {
    const second = await startTestConsole(database.database);
    const other = await second.logIn();
    const startedAt = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        // The same row each time: every event waits for a row and for the end of the chain.
        prefer(index % 3 === 0 ? 'dark' : 'light', index % 2 === 0 ? admin : other),
      ),
    );
    const tookMs = performance.now() - startedAt;
    await second.close();
    expect(answers.map(({ status }) => status)).toEqual(Array(200).fill(200));
    expect(await verify()).toMatchObject({ ok: true, checked: 206 });
    expect(tookMs).toBeLessThan(20_000);
  });

  it('outlives the administrator it tells of', async () => {
    const { body } = await admin.post('/api/admin/administrators', {
      username: 'short-lived',
      role: 'admin',
    });
    await admin.delete(`/api/admin/administrators/${body.administrator.id}`);
    const { items } = (await admin.get('/api/admin/events?target=short-lived')).body;
    expect(items.map(({ action }: { action: string }) => action)).toEqual([
      'administrator.delete',
      'administrator.create',
    ]);
    expect((await verify()).ok).toBe(true);
  });

  it('holds texts that PostgreSQL would change', async () => {
    const half = 'half a pair \ud83d';
    const answer = await admin.send('POST', '/api/admin/api-users', {
      body: {
        displayName: 'Half',
        gateways: ['pre'],
        requestsPerMinute: 1,
        monthlyTokenCap: 1,
        note: half,
      },
    });
    expect(answer.status).toBe(201);
    expect((await verify()).ok).toBe(true);
  });
});
