import { addColleague } from '../testing/administrators.ts';
import { asUser, groups, sendProxied, trustedAuth } from '../testing/proxied-request.ts';
import { startTestConsole, type ConsoleClient, type TestConsole } from '../testing/test-console.ts';
import { openTestDatabase } from '../testing/test-database.ts';

const me = '/api/auth/me';

describe('with a proxy whose groups say who is what', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let console: TestConsole;
  let admin: ConsoleClient;

  const askAs = (username: string, held: string[], path = me, method = 'GET') =>
    sendProxied(console.url, path, { method, headers: asUser(username, ...held) });
  const sql = async (text: string, values: unknown[] = []) =>
    (await database.database.console.query(text, values)).rows;
  const account = async (username: string) =>
    (await sql('select * from administrator where username = $1', [username]))[0];
  const eventsOf = (username: string, action: string) =>
    sql(
      `select actor_name, changes::jsonb as changes, address from admin_event
       where target_name = $1 and action = $2 order by sequence`,
      [username, action],
    );

  beforeAll(async () => {
    database = await openTestDatabase();
    console = await startTestConsole(database.database, {
      trustedAuth: { ...trustedAuth, groups },
    });
    admin = await console.logIn();
  });
  afterAll(async () => {
    await console?.close();
    await database?.close();
  });

  it('somebody new of a group gets an account, once, without a password anybody knows', async () => {
    const many = await Promise.all(
      Array.from({ length: 6 }, () => askAs('ada', ['else', ' staff '])),
    );
    expect(many.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(many[0]!.body).toMatchObject({
      username: 'ada',
      role: 'viewer',
      passwordChangeRequired: false,
    });
    const created = await eventsOf('ada', 'administrator.create');
    expect(created).toMatchObject([{ actor_name: 'proxy', address: '127.0.0.1' }]);
    expect(created[0].changes).toContainEqual({ field: 'role', after: 'viewer' });
    expect(await eventsOf('ada', 'session.sign_in')).toHaveLength(1);
  });

  it('the group of administrators counts before that of viewers', async () => {
    expect((await askAs('grace', ['staff', 'ops'])).body.role).toBe('admin');
    const separated = await sendProxied(console.url, me, {
      headers: { ...asUser('edsger'), [groups.header]: 'else|ops' },
    });
    expect(separated.body.role).toBe('admin');
  });

  it.each([
    ['nobody', []],
    ['outsider', ['else']],
    ['nearly', ['opsx', 'xops', 'OPS']],
    ['mallory, admin', ['ops']],
    ['x y', ['ops']],
    ['a'.repeat(81), ['ops']],
  ])('%j of the groups %j gets none', async (username, held) => {
    expect((await askAs(username, held)).status).toBe(401);
    expect(await account(username)).toBeUndefined();
  });

  it('groups sent twice are refused: one of them may be from outside', async () => {
    const headers = { ...asUser('ada'), [groups.header]: ['ops', 'staff'] };
    expect((await sendProxied(console.url, me, { headers })).status).toBe(400);
  });

  it('groups from anybody else are worth nothing', async () => {
    const headers = asUser('ada', 'ops');
    const asked = await sendProxied(console.url, me, { headers, from: '127.0.0.2' });
    expect(asked.status).toBe(401);
    expect((await account('ada')).role).toBe('viewer');
  });

  it('an account follows the groups, and an event says so', async () => {
    const { administrator } = await addColleague(console, admin, { role: 'viewer' });
    const { username } = administrator;
    const verify = '/api/auth/verify';
    expect((await askAs(username, ['ops'], verify)).status).toBe(204);
    expect((await account(username)).role).toBe('admin');
    expect((await askAs(username, ['staff'], verify)).status).toBe(403);
    expect((await account(username)).role).toBe('viewer');
    expect(await eventsOf(username, 'administrator.follow_groups')).toMatchObject([
      { actor_name: 'proxy', changes: [{ field: 'role', before: 'viewer', after: 'admin' }] },
      { actor_name: 'proxy', changes: [{ field: 'role', before: 'admin', after: 'viewer' }] },
    ]);
  });

  it('who is in no group any more is out, and his sessions have ended', async () => {
    const { administrator } = await addColleague(console, admin);
    const { username, id } = administrator;
    const open = () =>
      sql(
        `select 1 from console_session
         where sid like 'proxy:%' and sess->'passport'->'user'->>'administratorId' = $1`,
        [id],
      );
    expect((await askAs(username, ['ops'])).status).toBe(200);
    expect(await open()).toHaveLength(1);
    expect((await askAs(username, [])).status).toBe(401);
    expect(await open()).toHaveLength(0);
  });

  it('sessions of a refused name are ended once, and again after it was let in', async () => {
    const { administrator } = await addColleague(console, admin);
    const { username, id } = administrator;
    const query = jest.spyOn(database.database.console, 'query');
    const endings = () =>
      query.mock.calls.filter(
        ([text, values]: unknown[]) =>
          String(text).includes(`delete from console_session`) &&
          (values as unknown[] | undefined)?.[0] === id,
      ).length;
    for (let asked = 0; asked < 3; asked++) await askAs(username, []);
    expect(endings()).toBe(1);
    expect((await askAs(username, ['ops'])).status).toBe(200);
    for (let asked = 0; asked < 3; asked++) await askAs(username, []);
    expect(endings()).toBe(2);
    query.mockRestore();
  });

  it('who was disabled stays out, whatever his groups', async () => {
    const { administrator } = await addColleague(console, admin, { role: 'viewer' });
    await admin.patch(`/api/admin/administrators/${administrator.id}`, { disabled: true });
    expect((await askAs(administrator.username, ['ops'])).status).toBe(401);
    expect((await account(administrator.username)).role).toBe('viewer');
  });

  it('the administrator of the settings comes in as one or not at all', async () => {
    expect((await askAs('admin', ['staff'])).status).toBe(401);
    expect((await askAs('admin', [])).status).toBe(401);
    expect((await askAs('admin', ['ops'])).body.role).toBe('admin');
    expect((await account('admin')).role).toBe('admin');
  });
});
