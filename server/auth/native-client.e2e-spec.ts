import { request as httpRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { startTestConsole, type TestConsole } from '../testing/test-console.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import { testPassword } from '../testing/test-settings.ts';

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what is in it is what a test is about
  readonly body: any;
}

/** As `URLSession` or OkHttp with a cookie jar: it keeps what it is given, and knows neither Origin nor Fetch metadata. */
class NativeClient {
  readonly jar = new Map<string, string>();
  readonly setCookies: string[] = [];

  constructor(private readonly url: string) {}

  async send(method: string, path: string, body?: object): Promise<Reply> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const request = httpRequest(this.url + path, {
      method,
      agent: false,
      headers: {
        ...(cookie && { cookie }),
        ...(body && { 'content-type': 'application/json' }),
      },
    });
    request.end(body && JSON.stringify(body));
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let text = '';
    for await (const part of response.setEncoding('utf8')) text += part;
    for (const line of response.headers['set-cookie'] ?? []) this.keep(line);
    const { statusCode: status = 0, headers } = response;
    return { status, headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  logIn = (password = testPassword) =>
    this.send('POST', '/api/auth/login', { username: 'admin', password });

  private keep(line: string): void {
    this.setCookies.push(line);
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/expires=Thu, 01 Jan 1970/i.test(line)) this.jar.delete(name);
    else this.jar.set(name, value);
  }
}

describe('a native client with a cookie jar', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let console: TestConsole;
  let client: NativeClient;

  beforeAll(async () => {
    database = await openTestDatabase();
    console = await startTestConsole(database.database, { sessionCookieName: 'second_console' });
  });
  afterAll(async () => {
    await console?.close();
    await database?.close();
  });
  beforeEach(() => {
    client = new NativeClient(console.url);
  });

  it('asks for the status, logs in, reads, changes and logs out, by replaying cookies alone', async () => {
    const before = await client.send('GET', '/api/auth/status');
    expect(before.headers['cache-control']).toBe('no-store');
    expect(before.body).toMatchObject({
      auth_enabled: true,
      logged_in: false,
      password_required: true,
      authenticated: false,
      csrf_required: false,
      cookie_name: 'second_console',
    });
    expect(client.setCookies).toEqual([]);

    const login = await client.logIn();
    expect([login.status, login.body.authenticated]).toEqual([200, true]);
    const [line] = client.setCookies.filter((each) => !each.includes('_device='));
    // The name is read from the answer, not known.
    expect(line!.split('=')[0]).toBe(login.body.cookie_name);
    expect(line).toMatch(/; HttpOnly/);

    const read = await client.send('GET', '/api/admin/api-users');
    expect([read.status, Array.isArray(read.body.items)]).toEqual([200, true]);
    const body = {
      displayName: 'From a phone',
      gateways: ['pre'],
      requestsPerMinute: 10,
      monthlyTokenCap: 1000,
    };
    expect((await client.send('POST', '/api/admin/api-users', body)).status).toBe(201);

    const logout = await client.send('POST', '/api/auth/logout');
    expect([logout.status, logout.body.logged_in, logout.body.authenticated]).toEqual([
      200,
      false,
      false,
    ]);
    expect(client.jar.has('second_console')).toBe(false);
    expect((await client.send('GET', '/api/admin/api-users')).status).toBe(401);
    expect((await client.send('POST', '/api/auth/logout')).status).toBe(200);
  });

  it('reads 401 as "log in", in one shape', async () => {
    const asked = await client.send('GET', '/api/admin/api-users');
    expect([asked.status, asked.body]).toEqual([
      401,
      {
        error: {
          code: 'not_authenticated',
          message: expect.any(String),
          requestId: expect.any(String),
        },
      },
    ]);
    const wrong = await client.logIn('not the password, and long');
    expect([wrong.status, wrong.body.error.code]).toEqual([401, 'invalid_credentials']);
    expect((await client.send('POST', '/api/auth/login', { username: 'admin' })).status).toBe(422);
  });

  it('reads 403 as "not this": it stays logged in, and the code says why', async () => {
    await client.logIn();
    await client.send('POST', '/api/admin/administrators', {
      username: 'reader',
      role: 'viewer',
      password: 'the password of a reader',
    });
    const reader = new NativeClient(console.url);
    await reader.send('POST', '/api/auth/login', {
      username: 'reader',
      password: 'the password of a reader',
    });
    const refused = await reader.send('POST', '/api/admin/administrators', {});
    expect([refused.status, refused.body.error.code]).toEqual([403, 'admin_only']);
    expect((await reader.send('GET', '/api/auth/status')).body.logged_in).toBe(true);
  });

  it('reads 429 as "wait", for as long as the answer says', async () => {
    let answer = await client.logIn('not the password, and long');
    for (let attempt = 0; attempt < 12 && answer.status !== 429; attempt++)
      answer = await client.logIn('not the password, and long');
    expect([answer.status, answer.body.error.code]).toEqual([429, 'too_many_requests']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });
});
