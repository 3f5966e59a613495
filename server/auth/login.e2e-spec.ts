import { randomBytes } from 'node:crypto';
import type { Settings } from '../settings.ts';
import { startTestConsole, type TestConsole } from '../testing/test-console.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import { testPassword } from '../testing/test-settings.ts';
import { PasswordHashing } from './password-hashing.ts';

type OpenDatabase = Awaited<ReturnType<typeof openTestDatabase>>;

describe('logging in', () => {
  let database: OpenDatabase;
  let console: TestConsole;
  const opened: TestConsole[] = [];

  /** Another process, so to speak, on the same database. */
  const start = async (settings: Partial<Settings> = {}): Promise<TestConsole> => {
    const another = await startTestConsole(database.database, settings);
    opened.push(another);
    return another;
  };
  const sql = async <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await database.database.console.query(text, values)).rows as Row[];
  const cookieLine = (answer: { headers: Headers }, name: string): string | undefined =>
    answer.headers.getSetCookie().find((line) => line.startsWith(`${name}=`));

  beforeAll(async () => {
    database = await openTestDatabase();
    console = await start();
  });
  beforeEach(() => sql('delete from throttle'));
  afterAll(async () => {
    for (const each of opened) await each.close();
    await database?.close();
  });

  it('opens a session and says so in both spellings', async () => {
    const client = console.newClient();
    const login = await client.logIn();
    const status = {
      auth_enabled: true,
      logged_in: true,
      password_required: true,
      authenticated: true,
      username: 'admin',
      expires_at: expect.any(String),
      signed_in_by: 'password',
      cookie_name: 'hermes_session',
      csrf_required: false,
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    };
    expect([login.status, login.body]).toEqual([200, status]);
    expect((await client.get('/api/auth/status')).body).toEqual(login.body);
  });

  it('tells a stranger only that a password is needed', async () => {
    expect((await console.newClient().get('/api/auth/status')).body).toEqual({
      auth_enabled: true,
      logged_in: false,
      password_required: true,
      authenticated: false,
      cookie_name: 'hermes_session',
      csrf_required: false,
      version: expect.any(String),
    });
  });

  it('sets a cookie that scripts cannot read and that lasts as long as the session', async () => {
    const answer = await (await start({ sessionTtlHours: 2 })).newClient().logIn();
    const attributes = cookieLine(answer, 'hermes_session')!.split('; ').slice(1).sort();
    expect(attributes.filter((text) => !text.startsWith('Expires='))).toEqual([
      'HttpOnly',
      'Max-Age=7200',
      'Path=/',
      'SameSite=Lax',
    ]);
  });

  it('marks the browser for half a year', async () => {
    const line = cookieLine(await console.newClient().logIn(), 'hermes_device');
    expect(line).toMatch(/Max-Age=15552000; Path=\/api\/auth; .*HttpOnly; SameSite=Lax/);
  });

  it.each<[string, Partial<Settings>, Record<string, string>, boolean]>([
    ['the public address is HTTPS', { publicUrl: 'https://hermes.example' }, {}, true],
    [
      'a trusted proxy was reached over HTTPS',
      { trustProxy: ['127.0.0.1'] },
      { 'x-forwarded-proto': 'https' },
      true,
    ],
    ['anybody else says so', {}, { 'x-forwarded-proto': 'https' }, false],
    ['nobody says so', { trustProxy: ['127.0.0.1'] }, {}, false],
  ])('keeps the cookies to HTTPS or not when %s', async (_, settings, headers, isSecure) => {
    const answer = await (await start(settings)).newClient(headers).logIn();
    const lines = answer.headers.getSetCookie();
    expect(lines.map((line) => line.includes('; Secure'))).toEqual([isSecure, isSecure]);
  });

  it('gives the session a new id and makes the old one worthless', async () => {
    const client = await console.logIn();
    const before = new Map(client.cookies);
    await client.logIn();
    expect(client.cookies.get('hermes_session')).not.toBe(before.get('hermes_session'));
    client.cookies.set('hermes_session', before.get('hermes_session')!);
    expect((await client.get('/api/admin/api-users')).status).toBe(401);
  });

  it('does not take over a session id that somebody planted', async () => {
    const client = console.newClient();
    client.cookies.set('hermes_session', 's%3Aplanted.signature');
    await client.logIn();
    expect(client.cookies.get('hermes_session')).not.toContain('planted');
  });

  it('answers an unknown name and a wrong password alike', async () => {
    const verify = jest.spyOn(PasswordHashing.prototype, 'verify');
    const answers = [
      await console.newClient().logIn('wrong password 123'),
      await console.newClient().logIn('wrong password 123', 'nobody'),
    ];
    // The slow part runs for both: its cost is what a clock could tell apart.
    expect(verify).toHaveBeenCalledTimes(2);
    verify.mockRestore();
    const told = answers.map(({ status, body }) => [status, body.error.code, body.error.message]);
    expect(told[0]).toEqual(told[1]);
    expect(told[0]).toEqual([401, 'invalid_credentials', expect.any(String)]);
  });

  it('leaves no session behind when it fails', async () => {
    const before = await sql('select 1 from console_session');
    await console.newClient().logIn('wrong password 123');
    expect(await sql('select 1 from console_session')).toHaveLength(before.length);
  });

  it('ignores credentials in the address', async () => {
    const path = `/api/auth/login?username=admin&password=${encodeURIComponent(testPassword)}`;
    expect((await console.newClient().post(path, {})).status).toBe(422);
  });

  describe('too often', () => {
    const fail = (client: { logIn(password: string): Promise<{ status: number }> }) =>
      client.logIn('wrong password 123').then(({ status }) => status);
    /** Behind a trusted proxy, so that a test can come from many addresses. */
    let proxied: TestConsole;
    const clientAt = (address: string) => proxied.newClient({ 'x-forwarded-for': address });

    beforeAll(async () => {
      proxied = await start({ trustProxy: ['127.0.0.1'] });
    });

    it('from one address is refused until the window ends', async () => {
      const client = clientAt('192.0.2.1');
      for (let time = 0; time < 10; time++) expect(await fail(client)).toBe(401);
      const refused = await client.logIn();
      expect([refused.status, refused.body.error.code]).toEqual([429, 'too_many_requests']);
      const seconds = Number(refused.headers.get('retry-after'));
      expect(seconds).toBeGreaterThan(200);
      expect(seconds).toBeLessThanOrEqual(300);
    });

    it('at the same moment gets no more guesses than one after the other', async () => {
      const clients = Array.from({ length: 60 }, () => clientAt('192.0.2.2'));
      const statuses = await Promise.all(clients.map(fail));
      expect(statuses.filter((status) => status === 401)).toHaveLength(10);
      expect(statuses.filter((status) => status === 429)).toHaveLength(50);
    });

    it('from one address leaves others alone', async () => {
      for (let time = 0; time < 11; time++) await fail(clientAt('192.0.2.3'));
      expect((await clientAt('192.0.2.4').logIn()).status).toBe(200);
    });

    it('with an invented address does not help a stranger', async () => {
      for (let time = 0; time < 10; time++)
        await fail(console.newClient({ 'x-forwarded-for': `198.51.100.${time}` }));
      expect((await console.newClient().logIn()).status).toBe(429);
    });

    it('for one name from many addresses is refused', async () => {
      const statuses: number[] = [];
      for (let time = 0; time < 31; time++)
        statuses.push(await fail(clientAt(`203.0.113.${time}`)));
      expect(statuses.filter((status) => status === 401)).toHaveLength(30);
      expect(statuses.at(-1)).toBe(429);
    });

    it('does not lock out a browser that has logged in before', async () => {
      const known = clientAt('192.0.2.5');
      await known.logIn();
      for (let time = 0; time < 31; time++) await fail(clientAt(`203.0.113.${time}`));
      for (let time = 0; time < 11; time++) await fail(clientAt('192.0.2.5'));
      expect((await clientAt('192.0.2.5').logIn()).status).toBe(429);
      expect((await known.logIn()).status).toBe(200);
    });

    it('from a known browser is refused as well', async () => {
      const known = clientAt('192.0.2.6');
      await known.logIn();
      for (let time = 0; time < 10; time++) expect(await fail(known)).toBe(401);
      expect((await known.logIn()).status).toBe(429);
    });

    it('is not excused by a device cookie that was made up', async () => {
      const liar = clientAt('192.0.2.7');
      for (let time = 0; time < 11; time++) {
        const device = randomBytes(16).toString('base64url');
        liar.cookies.set('hermes_device', `${device}.${Date.now().toString(36)}.${device}`);
        await fail(liar);
      }
      expect(await fail(liar)).toBe(429);
    });

    it('counts failures only', async () => {
      const address = '192.0.2.8';
      for (let time = 0; time < 12; time++)
        expect((await clientAt(address).logIn()).status).toBe(200);
    });

    it('is still refused after a restart', async () => {
      const first = await startTestConsole(database.database);
      for (let time = 0; time < 10; time++) await fail(first.newClient());
      await first.close();
      const second = await start();
      expect((await second.newClient().logIn()).status).toBe(429);
    });

    it('is forgiven when the window is over', async () => {
      const client = clientAt('192.0.2.9');
      for (let time = 0; time < 11; time++) await fail(client);
      await sql(`update throttle set expires_at = now(), blocked_until = now()`);
      expect((await client.logIn()).status).toBe(200);
    });
  });
});
