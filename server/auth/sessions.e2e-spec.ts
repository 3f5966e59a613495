import type { Settings } from '../settings.ts';
import { createBreakableDatabase } from '../testing/breakable-database.ts';
import { eventually } from '../testing/eventually.ts';
import { startTestConsole, type ConsoleClient, type TestConsole } from '../testing/test-console.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import { Database } from '../database/database.ts';
import { hashSessionId, HashedSessionStore } from './session-store.ts';

type OpenDatabase = Awaited<ReturnType<typeof openTestDatabase>>;

const statusOf = async (client: ConsoleClient) => (await client.get('/api/admin/api-users')).status;

describe('a session', () => {
  let database: OpenDatabase;
  let console: TestConsole;
  const sql = async (text: string, values: unknown[] = []) =>
    (await database.database.console.query(text, values)).rows;
  const withConsole = async (
    settings: Partial<Settings>,
    work: (another: TestConsole) => Promise<void>,
  ) => {
    const another = await startTestConsole(database.database, settings);
    await work(another).finally(() => another.close());
  };
  const sessionIdOf = (client: ConsoleClient) =>
    decodeURIComponent(client.cookies.get('hermes_session')!).slice(2).split('.')[0]!;

  beforeAll(async () => {
    database = await openTestDatabase();
    console = await startTestConsole(database.database);
  });
  afterAll(async () => {
    await console?.close();
    await database?.close();
  });

  it('ends at logout, on the server too', async () => {
    const client = await console.logIn();
    const cookie = client.cookies.get('hermes_session')!;
    const logout = await client.post('/api/auth/logout');
    expect([logout.status, logout.body.logged_in]).toEqual([200, false]);
    expect(client.cookies.has('hermes_session')).toBe(false);
    client.cookies.set('hermes_session', cookie);
    expect(await statusOf(client)).toBe(401);
  });

  it('can be ended although there is none', async () => {
    expect((await console.newClient().post('/api/auth/logout')).status).toBe(200);
  });

  it('is kept under the hash of its id', async () => {
    const client = await console.logIn();
    const id = sessionIdOf(client);
    expect(
      await sql('select 1 from console_session where sid = $1', [hashSessionId(id)]),
    ).toHaveLength(1);
    const all = JSON.stringify(await sql('select * from console_session'));
    expect(all).not.toContain(id);
  });

  it('is not opened by a tampered cookie', async () => {
    const client = await console.logIn();
    const cookie = client.cookies.get('hermes_session')!;
    const other = cookie.endsWith('A') ? 'B' : 'A';
    client.cookies.set('hermes_session', cookie.slice(0, -1) + other);
    expect(await statusOf(client)).toBe(401);
  });

  it('is not opened by the hash that the database holds', async () => {
    const client = await console.logIn();
    const hash = hashSessionId(sessionIdOf(client));
    const signature = client.cookies.get('hermes_session')!.split('.')[1]!;
    client.cookies.set('hermes_session', `s%3A${hash}.${signature}`);
    expect(await statusOf(client)).toBe(401);
  });

  it('is found although a cookie of the same name comes first', async () => {
    const client = await console.logIn();
    const own = client.cookies.get('hermes_session')!;
    client.cookies.set('hermes_session', `s%3Aforeign.signature; hermes_session=${own}`);
    expect(await statusOf(client)).toBe(200);
  });

  it('survives a restart', async () => {
    const first = await startTestConsole(database.database);
    const client = await first.logIn();
    await first.close();
    await withConsole({}, async (second) => {
      const later = second.newClient();
      for (const [name, value] of client.cookies) later.cookies.set(name, value);
      expect(await statusOf(later)).toBe(200);
    });
  });

  it('opens every process on the same database', async () => {
    const client = await console.logIn();
    await withConsole({}, async (second) => {
      const elsewhere = second.newClient();
      elsewhere.cookies.set('hermes_session', client.cookies.get('hermes_session')!);
      expect(await statusOf(elsewhere)).toBe(200);
    });
  });

  it('does not disturb one of a console with another cookie name', async () => {
    await withConsole({ sessionCookieName: 'second_session' }, async (second) => {
      const one = await console.logIn();
      const two = await second.logIn();
      expect([...one.cookies.keys(), ...two.cookies.keys()]).toEqual([
        'hermes_device',
        'hermes_session',
        'second_device',
        'second_session',
      ]);
    });
  });

  it('ends after its time, however often it is used', async () => {
    await withConsole({ sessionTtlHours: 1.5 / 3600 }, async (short) => {
      const client = await short.logIn();
      expect(await statusOf(client)).toBe(200);
      await eventually(async () => expect(await statusOf(client)).toBe(401));
    });
  });

  it('is neither written nor prolonged by a look at the status', async () => {
    const client = await console.logIn();
    const rows = () =>
      sql('select xmin, expire, last_seen_at from console_session where sid = $1', [
        hashSessionId(sessionIdOf(client)),
      ]);
    const before = await rows();
    expect((await client.get('/api/auth/status')).body.logged_in).toBe(true);
    expect(await rows()).toEqual(before);
  });

  it('notes when it was last used', async () => {
    const client = await console.logIn();
    const id = hashSessionId(sessionIdOf(client));
    await sql(`update console_session set last_seen_at = '2020-01-01Z' where sid = $1`, [id]);
    await statusOf(client);
    await eventually(async () => {
      const [row] = await sql('select last_seen_at from console_session where sid = $1', [id]);
      expect(row.last_seen_at.getFullYear()).toBeGreaterThan(2020);
    });
  });

  it('is listed with where it comes from, and can be ended from another one', async () => {
    const [mine, other] = [await console.logIn(), await console.logIn()];
    const { body } = await mine.get('/api/auth/sessions');
    expect(body.items[0]).toEqual({
      id: expect.any(String),
      current: false,
      createdAt: expect.any(String),
      lastSeenAt: expect.any(String),
      expiresAt: expect.any(String),
      address: '127.0.0.1',
      userAgent: 'node',
      byProxy: false,
    });
    expect(body.items[1].current).toBe(true);
    expect((await mine.delete(`/api/auth/sessions/${body.items[0].id}`)).status).toBe(204);
    expect([await statusOf(mine), await statusOf(other)]).toEqual([200, 401]);
    expect((await mine.delete(`/api/auth/sessions/${body.items[0].id}`)).status).toBe(404);
  });

  it('can end all the others', async () => {
    const [mine, other] = [await console.logIn(), await console.logIn()];
    expect((await mine.delete('/api/auth/sessions')).status).toBe(204);
    expect([await statusOf(mine), await statusOf(other)]).toEqual([200, 401]);
  });

  it('may not ask the console more than it bears', async () => {
    const client = await console.logIn();
    await statusOf(client);
    await sql(`update throttle set hits = 600 where key like 'api:%'`);
    const refused = await client.get('/api/admin/api-users');
    expect([refused.status, refused.body.error.code]).toEqual([429, 'too_many_requests']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await client.get('/api/auth/status')).status).toBe(200);
    await sql('delete from throttle');
  });

  describe('and a change that comes from elsewhere', () => {
    const logOutWith = async (
      headers: Record<string, string>,
      settings: Partial<Settings> = {},
    ) => {
      let answer = { status: 0, code: '' };
      await withConsole(settings, async (another) => {
        const { status, body } = await another
          .newClient()
          .send('POST', '/api/auth/logout', { headers });
        answer = { status, code: body.error?.code };
      });
      return answer;
    };

    it.each<[string, Record<string, string>]>([
      ['another site', { 'sec-fetch-site': 'cross-site' }],
      ['another port of this host', { 'sec-fetch-site': 'same-site' }],
      ['a foreign origin', { origin: 'http://evil.example' }],
      ['a sandboxed page', { origin: 'null' }],
      [
        'a foreign origin that says it is ours',
        {
          'sec-fetch-site': 'same-origin',
          origin: 'http://evil.example',
        },
      ],
    ])('is refused: %s', async (_, headers) => {
      expect(await logOutWith(headers)).toEqual({ status: 403, code: 'cross_site' });
    });

    it.each<[string, Record<string, string>]>([
      ['a page of ours', { 'sec-fetch-site': 'same-origin', origin: 'https://hermes.example' }],
      ['the address bar', { 'sec-fetch-site': 'none' }],
      ['no browser', {}],
    ])('is let through: %s', async (_, headers) => {
      expect((await logOutWith(headers, { publicUrl: 'https://hermes.example' })).status).toBe(200);
    });

    it('is let through when the origin is the host', async () => {
      const { host, origin } = new URL(console.url);
      const headers = { origin, host };
      const answer = await console.newClient().send('POST', '/api/auth/logout', { headers });
      expect(answer.status).toBe(200);
    });

    it('is no matter when it only reads', async () => {
      const headers = { 'sec-fetch-site': 'cross-site', origin: 'http://evil.example' };
      expect((await console.newClient().get('/api/auth/status', { headers })).status).toBe(200);
    });
  });
});

describe('a session while the database is away', () => {
  it('is not lost', async () => {
    const breakable = await createBreakableDatabase();
    const database = new Database(breakable.url);
    await database.tryConnect();
    const console = await startTestConsole(database);
    const client = await console.logIn();
    await breakable.cut();
    const away = await client.get('/api/admin/api-users');
    expect([away.status, away.body.error.code]).toEqual([503, 'database_unavailable']);
    expect(away.headers.get('retry-after')).toBe('2');
    expect(away.headers.getSetCookie()).toEqual([]);
    expect((await client.get('/api/auth/status')).status).toBe(503);
    expect((await client.logIn()).status).toBe(503);
    await breakable.restore();
    await eventually(async () => expect(await statusOf(client)).toBe(200));
    await console.close();
    await database.close();
    await breakable.drop();
  });

  it('can be opened once a database that was away at the start is there', async () => {
    const breakable = await createBreakableDatabase();
    await breakable.cut();
    const database = new Database(breakable.url);
    await database.tryConnect();
    const console = await startTestConsole(database);
    const client = console.newClient();
    const away = await client.logIn();
    expect([away.status, away.body.error.code]).toEqual([503, 'database_unavailable']);
    await breakable.restore();
    await database.connectWhenBack();
    expect((await client.logIn()).status).toBe(200);
    await console.close();
    await database.close();
    await breakable.drop();
  });

  it('is not taken for a missing one behind a Unix socket', async () => {
    const database = new Database('postgres://hermes@/hermes?host=/nowhere');
    const store = new HashedSessionStore(database.console, () => undefined);
    const error = await new Promise((resolve) => store.get('id', resolve));
    // express-session logs out on ENOENT.
    expect(error).toMatchObject({ status: 503 });
    expect((error as { code?: string }).code).toBe('database_unavailable');
    store.close();
    await database.close();
  });
});
