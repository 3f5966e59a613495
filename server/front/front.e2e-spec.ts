import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { eventually } from '../testing/eventually.ts';
import type { FakeBehind } from '../testing/fake-behind.ts';
import { startFrontProxy, type Behind, type FrontProxy } from '../testing/front/front-proxy.ts';
import {
  consoleHost,
  cookieOf,
  hooksHost,
  plain,
  signIn,
  startedProxy,
  startFrontProduct,
  type FrontProduct,
} from '../testing/front/front-product.ts';
import { get, open, openSocket } from '../testing/front/through-tls.ts';
import { adminPassword, type TestProduct } from '../testing/test-product.ts';

let front: FrontProduct;
let product: TestProduct;
let dashboard: FakeBehind;
let webhooks: FakeBehind;
let behind: Behind;

beforeAll(async () => {
  front = await startFrontProduct();
  ({ product, dashboard, webhooks, behind } = front);
});
afterAll(() => front?.close());

describe.each(['nginx', 'caddy'] as const)('behind %s', (name) => {
  let proxy: FrontProxy;
  let cookie: string;
  const visit = (path: string, headers: Record<string, string> = {}) =>
    get(proxy, consoleHost, path, { isDashboard: true, headers });

  beforeAll(async () => {
    proxy = await startedProxy(name, behind);
    cookie = cookieOf(await signIn(proxy));
  });
  afterAll(() => proxy?.stop());

  it('what is asked without TLS is led to TLS', async () => {
    const { statusCode, headers } = await plain(proxy.http, '/audit?x=1');
    expect([301, 308]).toContain(statusCode);
    expect(headers.location).toMatch(/^https:\/\/console\.example\.com(:\d+)?\/audit\?x=1$/);
  });

  it('TLS 1.1 is refused', async () => {
    await expect(get(proxy, consoleHost, '/', { maxVersion: 'TLSv1.1' })).rejects.toThrow();
  });

  it.each([
    [consoleHost, '/health/live', 200],
    [consoleHost, '/api/admin/api-users', 401],
    ['pre.example.com', '/v1/models', 401],
    [hooksHost, '/', 404],
  ])('every answer of %s%s says once how browsers are to treat it', async (host, path, status) => {
    const answer = await get(proxy, host, path);
    expect(answer.status).toBe(status);
    expect(answer.said('strict-transport-security')).toEqual([
      'max-age=31536000; includeSubDomains',
    ]);
    expect(answer.said('x-content-type-options')).toEqual(['nosniff']);
    expect(answer.said('referrer-policy')).toEqual(['no-referrer']);
    expect(answer.headers.server ?? '').not.toMatch(/\d/);
  });

  it('the page may be framed by nobody, and keeps its own policy', async () => {
    const answer = await get(proxy, consoleHost, '/');
    expect(answer.said('x-frame-options')).toEqual(['DENY']);
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });

  it('the cookie is sent back through TLS only', async () => {
    const answer = await signIn(proxy);
    expect(answer.status).toBe(200);
    expect(answer.said('set-cookie').every((line) => /; Secure/.test(line))).toBe(true);
  });

  it('an address the client made up is not believed', async () => {
    const headers = {
      'x-forwarded-for': '6.6.6.6',
      'x-real-ip': '6.6.6.6',
      forwarded: 'for=6.6.6.6',
    };
    const made = cookieOf(await signIn(proxy, headers));
    const sessions = await get(proxy, consoleHost, '/api/auth/sessions', {
      headers: { cookie: made, ...headers },
    });
    expect(sessions.body).toContain('127.0.0.1');
    expect(sessions.body).not.toContain('6.6.6.6');
  });

  it('a change from a page of another origin is refused', async () => {
    const answer = await signIn(proxy, { origin: 'https://elsewhere.example' });
    expect(answer.status).toBe(403);
  });

  it.each(['pre', 'post'])(
    'a stream of the gateway %s is handed on as it comes',
    async (gateway) => {
      const response = await open(proxy, `${gateway}.example.com`, '/v1/chat/completions', {
        method: 'POST',
        headers: { authorization: `Bearer ${front.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          model: 'slow:100',
          stream: true,
          messages: [{ role: 'user', content: 'Hello' }],
        }),
      });
      expect(response.statusCode).toBe(200);
      await once(response, 'data');
      expect(product.upstream.seen.at(-1)!.finishedAt).toBeUndefined();
      response.destroy();
      await eventually(() => expect(product.upstream.seen.at(-1)!.abortedAt).toBeDefined());
    },
  );

  it('what happens is told to the console as it happens', async () => {
    const response = await open(proxy, consoleHost, '/api/admin/live', { headers: { cookie } });
    const [first] = (await once(response, 'data')) as [Buffer];
    expect(first.length).toBeGreaterThan(0);
    response.destroy();
  });

  it('the dashboard is for administrators who are signed in', async () => {
    const page = await visit('/', { accept: 'text/html' });
    expect([page.status, page.headers.location]).toEqual([302, `https://${consoleHost}/`]);
    expect((await visit('/api/status')).status).toBe(401);
    const viewer = cookieOf(await signIn(proxy, {}, 'viewer'));
    expect((await visit('/', { cookie: viewer })).status).toBe(403);
    expect((await visit('/', { cookie })).body).toBe('behind');
  });

  it('the dashboard sees its own address, and nothing of who was let in', async () => {
    const own = `https://${consoleHost}:${proxy.dashboard}`;
    const secrets = { cookie, authorization: 'Basic YTpi', referer: `${own}/secret` };
    await visit('/seen', { ...secrets, origin: own });
    const { headers } = dashboard.arrived.at(-1)!;
    expect(headers.host).toBe(`127.0.0.1:${dashboard.port}`);
    expect(headers.origin).toBe(`http://127.0.0.1:${dashboard.port}`);
    expect([headers.cookie, headers.authorization, headers.referer]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('a program with an access token does not get in, and nobody gets a shell', async () => {
    const { token } = (await (
      await product.api('POST', '/api/auth/tokens', {
        ...{ name: `token ${name}`, scope: 'change', expiresAt: null, password: adminPassword },
      })
    ).json()) as { token: string };
    expect((await visit('/', { authorization: `Bearer ${token}` })).status).toBe(401);
    for (const path of ['/api/pty', '/api/pty%0a', '/api/Console/run', '//api/%70ty'])
      expect([path, (await visit(path, { cookie })).status]).toEqual([path, 403]);
  });

  it('connections to the dashboard are kept', async () => {
    await visit('/one', { cookie });
    await visit('/two', { cookie });
    const [one, two] = dashboard.arrived.slice(-2);
    expect(two!.connection).toBe(one!.connection);
  });

  it('a WebSocket of the dashboard is opened for its own page alone', async () => {
    const own = `https://${consoleHost}:${proxy.dashboard}`;
    expect(await openSocket(proxy, '/api/ws', { origin: own })).toBe(401);
    const foreign = { cookie, origin: 'https://elsewhere.example' };
    expect(await openSocket(proxy, '/api/ws', foreign)).toBe(403);
    const socket = (await openSocket(proxy, '/api/ws', { cookie, origin: own })) as Duplex;
    socket.write('echo');
    expect(String((await once(socket, 'data'))[0])).toBe('echo');
    socket.destroy();
  });

  it.each([true, false])(
    'a webhook needs no sign-in and arrives as it was signed (with the dashboard: %s)',
    async (isDashboard) => {
      const host = isDashboard ? consoleHost : hooksHost;
      const body = Buffer.from([0x7b, 0x22, 0xff, 0x00, 0x0a]);
      const ask = {
        method: 'POST',
        headers: { 'x-hub-signature-256': 'sha256=0011' },
        body,
        isDashboard,
      };
      expect((await get(proxy, host, '/webhooks/deploy?a=%2F', ask)).status).toBe(200);
      const arrived = webhooks.arrived.at(-1)!;
      expect(arrived.path).toBe('/webhooks/deploy?a=%2F');
      expect(arrived.headers['x-hub-signature-256']).toBe('sha256=0011');
      expect(arrived.body.equals(body)).toBe(true);
    },
  );

  it('a webhook of more than a megabyte is refused', async () => {
    const body = Buffer.alloc(1_200_000);
    const answer = await get(proxy, hooksHost, '/webhooks/deploy', { method: 'POST', body });
    expect([413, 502]).toContain(answer.status);
    expect(webhooks.arrived.every(({ body: { length } }) => length < 1_200_000)).toBe(true);
  });

  it('addresses that are not on the list do not reach the console', async () => {
    const closed = await startFrontProxy(name, behind, (text) =>
      text
        .replace('allow all;', 'allow 203.0.113.0/24;\ndeny all;')
        .replace('remote_ip 0.0.0.0/0 ::/0', 'remote_ip 203.0.113.0/24'),
    );
    try {
      const answer = await eventually(() => get(closed, consoleHost, '/'));
      expect(answer.status).toBe(403);
      expect(answer.said('strict-transport-security')).toHaveLength(1);
      const asked = await get(closed, consoleHost, '/', { isDashboard: true, headers: { cookie } });
      expect(asked.status).toBe(403);
    } finally {
      await closed.stop();
    }
  });

  it('what is down is said', async () => {
    const down = await startFrontProxy(name, { ...behind, dashboard: 9 });
    try {
      await eventually(() => get(down, consoleHost, '/health/live'));
      const headers = { cookie };
      const answer = await get(down, consoleHost, '/', { isDashboard: true, headers });
      expect(answer.status).toBe(502);
      expect(answer.said('x-content-type-options')).toEqual(['nosniff']);
    } finally {
      await down.stop();
    }
  });
});
