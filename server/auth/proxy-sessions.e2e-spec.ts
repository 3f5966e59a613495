import { Database } from '../database/database.ts';
import { addColleague } from '../testing/administrators.ts';
import { createBreakableDatabase } from '../testing/breakable-database.ts';
import { eventually } from '../testing/eventually.ts';
import {
  asUser,
  sendProxied,
  trustedAuth,
  type ProxiedRequest,
} from '../testing/proxied-request.ts';
import { startTestConsole, type ConsoleClient, type TestConsole } from '../testing/test-console.ts';
import { openTestDatabase } from '../testing/test-database.ts';

const me = '/api/auth/me';
const status = '/api/auth/status';

describe('the session of somebody whom a proxy signs in', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let console: TestConsole;
  let admin: ConsoleClient;

  const askAs = (username: string, path: string, request: ProxiedRequest = {}) =>
    sendProxied(console.url, path, {
      ...request,
      headers: { ...asUser(username), ...request.headers },
    });
  const sql = async (text: string, values: unknown[] = []) =>
    (await database.database.console.query(text, values)).rows;
  const signIns = (name: string) =>
    sql(
      `select actor_name, actor_role, status, error_code from admin_event
       where action = 'session.sign_in' and target_name = $1 and changes::text like '%proxy%'
       order by sequence`,
      [name],
    );
  const newName = async (role: 'admin' | 'viewer' = 'admin'): Promise<string> =>
    (await addColleague(console, admin, { role })).administrator.username;

  beforeAll(async () => {
    database = await openTestDatabase();
    console = await startTestConsole(database.database, {
      trustedAuth: { ...trustedAuth, signOutUrl: '/oauth2/sign_out' },
    });
    admin = await console.logIn();
  });
  afterAll(async () => {
    await console?.close();
    await database?.close();
  });

  it('is one, and one event, however many requests come first', async () => {
    const name = await newName('viewer');
    const many = await Promise.all(
      Array.from({ length: 12 }, () => askAs(name, '/api/auth/sessions')),
    );
    expect(many.map((each) => each.status)).toEqual(Array(12).fill(200));
    expect(await signIns(name)).toMatchObject([
      { actor_name: name, actor_role: 'viewer', status: 200, error_code: null },
    ]);
    const { body } = await askAs(name, '/api/auth/sessions');
    const own = body.items.filter((item: { byProxy: boolean }) => item.byProxy);
    expect(own).toMatchObject([{ current: true, address: '127.0.0.1' }]);
  });

  it('is another one in another browser, and begins anew when its time is over', async () => {
    const name = await newName();
    const endOf = async (browser: string): Promise<string> =>
      (await askAs(name, status, { headers: { 'user-agent': browser } })).body.expires_at;
    const [first, second] = [await endOf('first'), await endOf('second')];
    expect(await signIns(name)).toHaveLength(2);
    await sql(`update console_session set expire = now() where sess::text like '%"first"%'`);
    expect(Date.parse(await endOf('first'))).toBeGreaterThan(Date.parse(first));
    expect(await endOf('second')).toBe(second);
    expect(await signIns(name)).toHaveLength(3);
  });

  it('ends at logout, which says that the proxy signs in again', async () => {
    const name = await newName();
    const own = async () => (await askAs(name, '/api/auth/sessions')).body.items;
    const current = (items: { id: string; current: boolean }[]) =>
      items.find((item) => item.current)!.id;
    const before = await own();
    const { status: code, body } = await askAs(name, '/api/auth/logout', { method: 'POST' });
    expect(code).toBe(200);
    expect(body).toMatchObject({ logged_in: true, authenticated: true });
    expect([body.signed_in_by, body.sign_out_url]).toEqual(['proxy', '/oauth2/sign_out']);
    expect(body).not.toHaveProperty('expires_at');
    const after = await own();
    expect(current(after)).not.toBe(current(before));
    expect(after).toHaveLength(before.length);
    expect(
      await sql(`select 1 from admin_event where action = 'session.sign_out' and actor_name = $1`, [
        name,
      ]),
    ).toHaveLength(1);
  });

  it('is neither lost nor begun while the database is away', async () => {
    const breakable = await createBreakableDatabase();
    const own = new Database(breakable.url);
    await own.tryConnect();
    const another = await startTestConsole(own, { trustedAuth });
    const ask = (path: string) => sendProxied(another.url, path, { headers: asUser('admin') });
    const { body } = await ask(status);
    await breakable.cut();
    for (const path of [me, status]) {
      const away = await ask(path);
      expect([away.status, away.body.error.code]).toEqual([503, 'database_unavailable']);
    }
    await breakable.restore();
    await eventually(async () => expect((await ask(status)).body.expires_at).toBe(body.expires_at));
    await another.close();
    await own.close();
    await breakable.drop();
  });

  it('is opened sixty times a minute at most for one account', async () => {
    const name = await newName();
    const answers = [];
    for (let browser = 0; browser <= 60; browser++)
      answers.push(await askAs(name, me, { headers: { 'user-agent': `program ${browser}` } }));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(60);
    expect(answers.at(-1)!.status).toBe(429);
    expect(answers.at(-1)!.headers['retry-after']).toBeDefined();
  });
});
