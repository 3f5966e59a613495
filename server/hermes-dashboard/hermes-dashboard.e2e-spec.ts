import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { cookieFor, openDashboardSocket } from '../testing/dashboard-client.ts';
import { eventually } from '../testing/eventually.ts';
import { startFakeBehind, type FakeBehind } from '../testing/fake-behind.ts';
import { freePorts } from '../testing/free-ports.ts';
import { startTestProduct, type TestProduct } from '../testing/test-product.ts';

const base = '/hermes-dashboard';
const viewerPassword = 'a password for a viewer';
const token = 'the-token-of-the-dashboard';
const html = { accept: 'text/html' };

let dashboard: FakeBehind;
let product: TestProduct;
let cookie: string;
let viewerCookie: string;
const left: string[] = [];

beforeAll(async () => {
  dashboard = await startFakeBehind({
    '/with-cookie': (response) =>
      response.setHeader('set-cookie', ['hermes_session=mine', 'other=1']).end('ok'),
    '/moved': (response) => response.writeHead(302, { location: '/login?x=1' }).end(),
    '/moved-away': (response) => response.writeHead(302, { location: 'https://else.where/' }).end(),
    '/half': (response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setTimeout(() => response.destroy(), 50);
    },
    '/endless': (response) => {
      response.on('close', () => left.push('endless'));
      response.write('first');
    },
    '/silent': () => undefined,
    '/refused': (response) => response.writeHead(422).end('{}'),
  });
  product = await startTestProduct({
    HERMES_DASHBOARD_URL: `http://127.0.0.1:${dashboard.port}`,
    HERMES_DASHBOARD_TOKEN: token,
    HERMES_UPSTREAM_FIRST_BYTE_TIMEOUT_SECONDS: '0.5',
  });
  await product.api('POST', '/api/admin/administrators', {
    username: 'viewer',
    role: 'viewer',
    password: viewerPassword,
  });
  cookie = await cookieFor(product.consoleUrl);
  viewerCookie = await cookieFor(product.consoleUrl, 'viewer', viewerPassword);
});
afterAll(() => dashboard?.close());

const ask = (path: string, headers: Record<string, string> = { cookie }, init: RequestInit = {}) =>
  fetch(`${product.consoleUrl}${base}${path}`, { redirect: 'manual', headers, ...init });
const codeOf = async (response: Response) =>
  `${response.status} ${((await response.json()) as { error: { code: string } }).error.code}`;
const eventsOf = async (action: string) => {
  const response = await product.api('GET', `/api/admin/events?action=${action}`);
  return ((await response.json()) as { items: { status: number; target: { name: string } }[] })
    .items;
};

describe('the dashboard of Hermes', () => {
  it('is for administrators who are signed in', async () => {
    expect(await codeOf(await ask('/api/status', {}))).toBe('401 not_authenticated');
    expect(await codeOf(await ask('/api/status', { cookie: viewerCookie }))).toBe('403 admin_only');
    expect(await (await ask('/')).text()).toBe('behind');
  });

  it('says to a person in a page what is wrong', async () => {
    const response = await ask('/', html);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      401,
      'text/html; charset=utf-8',
    ]);
    expect(await response.text()).toContain('Sign in to the console first');
    expect(await (await ask('/', { ...html, cookie: viewerCookie })).text()).toContain(
      'Not for you',
    );
  });

  it('is found without the slash at the end', async () => {
    const response = await ask('');
    expect([response.status, response.headers.get('location')]).toEqual([308, `${base}/`]);
  });

  it('sees its own address, our token, and nothing of who asks but the address', async () => {
    const origin = product.consoleUrl;
    await ask('/seen?a=%2F', {
      cookie,
      origin,
      referer: `${origin}/secret`,
      authorization: 'Bearer mine',
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-host': 'evil.example',
      'x-hermes-session-token': 'guessed',
    });
    const { path, headers } = dashboard.arrived.at(-1)!;
    expect(path).toBe('/seen?a=%2F');
    expect(headers).toMatchObject({
      host: `127.0.0.1:${dashboard.port}`,
      origin: `http://127.0.0.1:${dashboard.port}`,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-prefix': base,
      'x-hermes-session-token': token,
    });
    for (const name of ['cookie', 'authorization', 'referer', 'x-forwarded-host'])
      expect([name, headers[name]]).toEqual([name, undefined]);
  });

  it('cannot set cookies of the console, and its page may be framed by nobody', async () => {
    const { headers } = await ask('/with-cookie');
    expect(headers.getSetCookie()).toEqual([]);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('content-security-policy')).toContain("script-src 'self' 'unsafe-inline'");
  });

  it('leads on to its own pages below the same path', async () => {
    expect((await ask('/moved')).headers.get('location')).toBe(`${base}/login?x=1`);
    expect((await ask('/moved-away')).headers.get('location')).toBe('https://else.where/');
  });

  it('takes changes from its own page, which become events', async () => {
    const own = { cookie, origin: product.consoleUrl };
    const sent = { method: 'POST', body: '{"a":1}' };
    expect((await ask('/api/sessions/x', own, sent)).status).toBe(200);
    expect(dashboard.arrived.at(-1)!.body.toString()).toBe('{"a":1}');
    expect((await ask('/refused', own, sent)).status).toBe(422);
    await eventually(async () => {
      const events = await eventsOf('hermes_dashboard.change');
      expect(events.map(({ status, target }) => [status, target.name])).toEqual([
        [422, '/refused'],
        [200, '/api/sessions/x'],
      ]);
    });
  });

  it('takes no change from elsewhere', async () => {
    const before = dashboard.arrived.length;
    const elsewhere = { cookie, origin: 'https://else.where' };
    expect(await codeOf(await ask('/api/x', elsewhere, { method: 'POST' }))).toBe('403 cross_site');
    const byBrowser = { cookie, 'sec-fetch-site': 'same-site' };
    expect(await codeOf(await ask('/api/x', byBrowser, { method: 'DELETE' }))).toBe(
      '403 cross_site',
    );
    expect(dashboard.arrived).toHaveLength(before);
  });

  it('gets no body whose length it could not know', async () => {
    const request = httpRequest(`${product.consoleUrl}${base}/api/x`, {
      method: 'DELETE',
      headers: { cookie, 'transfer-encoding': 'chunked' },
    });
    request.end('GET /smuggled HTTP/1.1\r\n\r\n');
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(411);
  });

  it.each(['/api/pty', '/api/%70ty?x=1', '/api/console/run', '/x/../api/pty', '//api/pty'])(
    'gives no shell at %s',
    async (path) => {
      const before = dashboard.arrived.length;
      const request = httpRequest(product.consoleUrl, { path: base + path, headers: { cookie } });
      request.end();
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      response.resume();
      expect(response.statusCode).toBe(403);
      expect(dashboard.arrived).toHaveLength(before);
    },
  );
});

describe('a dashboard in trouble', () => {
  it('that stalls is said to stall', async () => {
    expect(await codeOf(await ask('/silent'))).toBe('504 dashboard_stalls');
  });

  it('that dies half-way through an answer ends the answer', async () => {
    const response = await ask('/half');
    await expect(response.text()).rejects.toThrow();
  });

  it('is told when the client leaves', async () => {
    const leaving = new AbortController();
    const response = await ask('/endless', { cookie }, { signal: leaving.signal });
    await response.body!.getReader().read();
    leaving.abort();
    await eventually(() => expect(left).toEqual(['endless']));
  });

  it('that is left before it answered has its change in the events all the same', async () => {
    const leaving = new AbortController();
    const own = { cookie, origin: product.consoleUrl };
    const asked = ask('/silent', own, { method: 'DELETE', signal: leaving.signal });
    setTimeout(() => leaving.abort(), 200);
    await expect(asked).rejects.toThrow();
    await eventually(async () => {
      const [event] = await eventsOf('hermes_dashboard.change');
      expect([event!.status, event!.target.name]).toEqual([499, '/silent']);
    });
  });

  it('that is down is said to be down, in a page and for a WebSocket', async () => {
    const [port] = await freePorts(1);
    const down = await startTestProduct({ HERMES_DASHBOARD_URL: `http://127.0.0.1:${port}` });
    const answer = await down.api('GET', `${base}/`, undefined, html);
    expect([answer.status, await answer.text()]).toEqual([
      502,
      expect.stringContaining('does not answer'),
    ]);
    const own = { cookie: await cookieFor(down.consoleUrl) };
    expect(await openDashboardSocket(down.consoleUrl, own)).toBe('502 dashboard_down');
  });

  it('that nobody set up is said how to set up', async () => {
    const without = await startTestProduct();
    expect(await codeOf(await without.api('GET', `${base}/`))).toBe('404 dashboard_not_set');
  });
});
