import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Settings } from '../settings.ts';
import { startTestConsole, type TestConsole } from '../testing/test-console.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import { testPassword, testSettings } from '../testing/test-settings.ts';
import { AdministratorCredential } from './administrator-credential.ts';

type OpenDatabase = Awaited<ReturnType<typeof openTestDatabase>>;

describe('the administrator', () => {
  let database: OpenDatabase;
  let opened: TestConsole[];

  const start = async (settings: Partial<Settings> = {}): Promise<TestConsole> => {
    const console = await startTestConsole(database.database, settings);
    opened.push(console);
    return console;
  };
  const sql = async (text: string, values: unknown[] = []) =>
    (await database.database.console.query(text, values)).rows;
  const newPassword = 'another password entirely';

  beforeEach(async () => {
    opened = [];
    database = await openTestDatabase();
  });
  afterEach(async () => {
    for (const each of opened) await each.close();
    await database.close();
  });

  it('is there once, however many processes start together', async () => {
    const consoles = await Promise.all(Array.from({ length: 4 }, () => start()));
    for (const console of consoles) expect((await console.newClient().logIn()).status).toBe(200);
    expect(await sql('select username from administrator')).toEqual([{ username: 'admin' }]);
  });

  it('has a password that the database holds only as argon2id', async () => {
    await (await start()).logIn();
    const [row] = await sql('select * from administrator');
    expect(row.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(JSON.stringify(row)).not.toContain(testPassword);
    expect(row.last_login_at).toBeInstanceOf(Date);
  });

  it('keeps sessions when a restart changes nothing', async () => {
    const client = await (await start()).logIn();
    const [before] = await sql('select * from administrator');
    await (await start()).logIn();
    expect((await client.get('/api/auth/status')).body.logged_in).toBe(true);
    const [after] = await sql('select * from administrator');
    expect(after.password_hash).toBe(before.password_hash);
  });

  it('loses every session when the settings change the password', async () => {
    const client = await (await start()).logIn();
    const changed = await start({ adminPassword: newPassword });
    expect((await changed.newClient().logIn(testPassword)).status).toBe(401);
    expect((await changed.newClient().logIn(newPassword)).status).toBe(200);
    expect((await client.get('/api/auth/status')).body.logged_in).toBe(false);
  });

  it('loses every session when the settings change the name', async () => {
    const client = await (await start()).logIn();
    const changed = await start({ adminUsername: 'operator' });
    expect((await changed.newClient().logIn(testPassword, 'admin')).status).toBe(401);
    expect((await changed.newClient().logIn(testPassword, 'operator')).status).toBe(200);
    expect((await client.get('/api/auth/status')).body.logged_in).toBe(false);
    expect(await sql('select 1 from administrator')).toHaveLength(1);
  });

  it('is not let in by a session that was written just after the change', async () => {
    const client = await (await start()).logIn();
    const [session] = await sql('select * from console_session');
    await (await start({ adminPassword: newPassword })).newClient().logIn(newPassword);
    await sql('insert into console_session (sid, sess, expire) values ($1, $2, $3)', [
      session.sid,
      session.sess,
      session.expire,
    ]);
    expect((await client.get('/api/admin/api-users')).status).toBe(401);
  });

  it('gets back in with a new password although the old one was guessed at too often', async () => {
    const first = await start();
    for (let time = 0; time < 11; time++) await first.newClient().logIn('wrong password 123');
    expect((await first.newClient().logIn()).status).toBe(429);
    const changed = await start({ adminPassword: newPassword });
    expect((await changed.newClient().logIn(newPassword)).status).toBe(200);
  });

  it('can log in with the password that the first start generated', async () => {
    const console = await start({ adminPassword: undefined });
    const { username, password, isNew } = console.app.get(AdministratorCredential);
    expect(isNew).toBe(true);
    expect((await console.newClient().logIn(password, username)).status).toBe(200);
  });

  it('changes its password when the generated file is deleted', async () => {
    const settings = { adminPassword: undefined, dataDir: testSettings().dataDir };
    const first = await start(settings);
    const { file, password } = first.app.get(AdministratorCredential);
    await rm(file!);
    const second = await start(settings);
    expect((await second.newClient().logIn(password)).status).toBe(401);
  });
});

describe('a flood of logins', () => {
  let database: OpenDatabase;
  let console: TestConsole;

  beforeAll(async () => {
    database = await openTestDatabase();
    console = await startTestConsole(database.database, { trustProxy: ['127.0.0.1'] });
  });
  afterAll(async () => {
    await console?.close();
    await database?.close();
  });

  it('is turned away where too many wait, and the rest is still served', async () => {
    const flood = Array.from({ length: 200 }, (_, index) =>
      console
        .newClient({ 'x-forwarded-for': `2001:db8:${index}::1` })
        .logIn('wrong password 123', randomBytes(4).toString('hex')),
    );
    expect((await console.newClient().get('/health/live')).status).toBe(200);
    const statuses = (await Promise.all(flood)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    // Nobody was counted whose password was never looked at: an address and a name for each that was.
    const counted = await database.database.console.query(
      `select sum(hits)::integer as hits from throttle where key like 'login:%'`,
    );
    const lookedAt = statuses.filter((status) => status === 401).length;
    expect(counted.rows[0].hits).toBe(2 * lookedAt);
  });
});
