import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { cookieFor, openDashboardSocket } from './testing/dashboard-client.ts';
import { startFakeBehind, type FakeBehind } from './testing/fake-behind.ts';
import { LiveClient } from './testing/live-client.ts';
import { startPathProxy, type PathProxy, type PathProxyManner } from './testing/path-proxy.ts';
import { ConsoleClient, startTestConsole, type TestConsole } from './testing/test-console.ts';
import { openTestDatabase } from './testing/test-database.ts';
import { startTestProduct } from './testing/test-product.ts';
import { testPassword } from './testing/test-settings.ts';
import { readSettings } from './settings.ts';

const page = { headers: { accept: 'text/html' } };
const index = `<!doctype html><html><head><base href="/"/></head>
<body><app-root ngcspnonce="P"></app-root><script src="main-ABCD1234.js" nonce="P"></script></body></html>`;

let folder: string;
let dashboard: FakeBehind;
let database: Awaited<ReturnType<typeof openTestDatabase>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-client-'));
  await writeFile(join(folder, 'index.html'), index);
  await writeFile(join(folder, 'main-ABCD1234.js'), '// the client');
  database = await openTestDatabase();
  dashboard = await startFakeBehind({
    '/moved': (response) => response.writeHead(302, { location: '/login?x=1' }).end(),
    '/moved-below': (response) =>
      response.writeHead(302, { location: '/hermes/hermes-dashboard/login' }).end(),
    '/with-cookie': (response) => response.setHeader('set-cookie', 'own=1; Path=/').end('ok'),
  });
});
afterAll(async () => {
  await dashboard?.close();
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});

/** The console as `/hermes` of the host that the proxy is. */
const startBelow = (proxy: PathProxy): Promise<TestConsole> => {
  const { publicUrl, basePath } = readSettings({ HERMES_PUBLIC_URL: `${proxy.origin}/hermes/` });
  const dashboardUrl = `http://127.0.0.1:${dashboard.port}`;
  const settings = { publicUrl, basePath, dashboardUrl };
  return startTestConsole(database.database, settings, { clientFolder: folder });
};

describe.each<PathProxyManner>(['strips', 'passes on'])(
  'the console below a path that the proxy %s',
  (manner) => {
    let proxy: PathProxy;
    let console: TestConsole;
    let client: ConsoleClient;
    let cookie: string;
    const newClient = (headers?: Record<string, string>) =>
      new ConsoleClient(`${proxy.origin}/hermes`, headers);

    beforeAll(async () => {
      proxy = await startPathProxy('/hermes', manner);
      console = await startBelow(proxy);
      proxy.passTo(Number(new URL(console.url).port));
      client = newClient();
      await client.logIn();
      cookie = await cookieFor(`${proxy.origin}/hermes`, 'admin', testPassword);
    });
    afterAll(async () => {
      await console?.close();
      await proxy?.close();
    });

    it.each(['/', '/overview', '/hermes/logs?line=1', '/index.html'])(
      'says in the page at %s where its parts are',
      async (path) => {
        const answer = await client.get(path, page);
        expect(answer.status).toBe(200);
        expect(answer.text).toContain('<base href="/hermes/"');
        expect(answer.headers.get('cache-control')).toBe('no-store');
        expect(answer.headers.get('content-security-policy')).toContain("base-uri 'self'");
      },
    );

    it('serves scripts, and no page in place of one that is missing', async () => {
      const script = await client.get('/main-ABCD1234.js');
      expect(script.text).toBe('// the client');
      expect(script.headers.get('cache-control')).toContain('immutable');
      expect((await client.get('/main-ABCD9999.js')).status).toBe(404);
    });

    it('leads from the path without a slash to the one with it, once', async () => {
      const bare = await fetch(`${proxy.origin}/hermes?next=//evil.example`, {
        ...page,
        redirect: 'manual',
      });
      expect(bare.headers.get('location')).toBe('/hermes/?next=//evil.example');
      const followed = await fetch(`${proxy.origin}/hermes`, page);
      expect([followed.status, followed.url]).toEqual([200, `${proxy.origin}/hermes/`]);
    });

    it('leads nowhere else', async () => {
      for (const path of [
        '//evil.example',
        '//evil.example/hermes',
        '/%5Cevil.example',
        '/.//evil',
      ])
        expect((await client.get(path, page)).headers.get('location')).toBeNull();
    });

    it('keeps its cookies to itself', async () => {
      const visitor = newClient();
      const login = await visitor.logIn();
      const pathsOf = (answer: { headers: Headers }) =>
        Object.fromEntries(
          answer.headers
            .getSetCookie()
            .map((line) => [line.split('=')[0], /; Path=([^;]*)/i.exec(line)?.[1]]),
        );
      expect(pathsOf(login)).toEqual({
        hermes_session: '/hermes',
        hermes_device: '/hermes/api/auth',
      });
      expect(login.headers.getSetCookie().join()).toContain('Max-Age=28800');
      expect((await visitor.get('/api/auth/me')).status).toBe(200);
      const logout = await visitor.post('/api/auth/logout', {});
      expect(pathsOf(logout)).toEqual({ hermes_session: '/hermes' });
      expect((await visitor.get('/api/auth/me')).status).toBe(401);
    });

    it('takes changes from its own pages alone', async () => {
      const change = (origin: string) => newClient({ origin }).logIn();
      expect((await change(proxy.origin)).status).toBe(200);
      expect((await change('https://evil.example')).body.error.code).toBe('cross_site');
    });

    it('documents its API as it is called', async () => {
      const { body } = await client.get('/api/docs/openapi.json');
      expect(body.servers).toEqual([{ url: '/hermes' }]);
      const docs = `${proxy.origin}/hermes/api/docs`;
      const { text } = await client.get('/api/docs');
      const parts = [...text.matchAll(/(?:src|href)=['"]([^'"]+\.(?:js|css))['"]/g)];
      expect(parts.length).toBeGreaterThan(2);
      for (const [, part] of parts) {
        const { pathname } = new URL(part!, docs);
        expect(pathname).toMatch(/^\/hermes\//);
        expect((await client.get(pathname.slice('/hermes'.length))).status).toBe(200);
      }
    });

    it('notes what was done by the path of the API', async () => {
      const { body } = await client.get('/api/admin/events?action=session.sign_in&limit=1');
      expect(body.items[0].request).toBe('POST /api/auth/login');
    });

    it('passes the dashboard of Hermes on below its own path', async () => {
      expect((await client.get('/hermes-dashboard/')).text).toBe('behind');
      const { headers } = dashboard.arrived.at(-1)!;
      expect(headers['x-forwarded-prefix']).toBe('/hermes/hermes-dashboard');
      const locationOf = async (path: string) =>
        (await client.get(`/hermes-dashboard${path}`)).headers.get('location');
      expect(await locationOf('')).toBe('/hermes/hermes-dashboard/');
      expect(await locationOf('/moved')).toBe('/hermes/hermes-dashboard/login?x=1');
      expect(await locationOf('/moved-below')).toBe('/hermes/hermes-dashboard/login');
      const withCookie = await client.get('/hermes-dashboard/with-cookie');
      expect(withCookie.headers.getSetCookie()).toEqual([]);
    });

    it('leads a stranger from the dashboard back to the console', async () => {
      const { status, text } = await newClient().get('/hermes-dashboard/', page);
      expect(status).toBe(401);
      expect(text).toContain('<a href="/hermes/">');
    });

    it('opens WebSockets of the dashboard', async () => {
      const socket = await openDashboardSocket(`${proxy.origin}/hermes`, { cookie });
      expect(typeof socket).toBe('object');
      expect(dashboard.arrived.at(-1)!.path).toBe('/api/ws');
      (socket as Duplex).destroy();
    });

    it('never sends a browser outside of its path', () => expect(proxy.astray).toEqual([]));
  },
);

describe('the process behind the proxy', () => {
  it('answers with and without the path, and takes no other path for it', async () => {
    const proxy = await startPathProxy('/hermes', 'strips');
    const console = await startBelow(proxy);
    const stranger = console.newClient();
    const statusOf = async (path: string) => (await stranger.get(path, page)).status;
    for (const path of ['/', '/health/live', '/api/auth/status'])
      expect([path, await statusOf(path), await statusOf(`/hermes${path}`)]).toEqual([
        path,
        200,
        200,
      ]);
    for (const path of ['/hermes2/api/auth/status', '/Hermes/api/auth/status'])
      expect((await stranger.get(path)).status).toBe(404);
    const change = await stranger.post('/hermes', {});
    expect([change.status, change.headers.get('location')]).toEqual([404, null]);
    await console.close();
    await proxy.close();
  });

  it('has its live events and its metrics there, too', async () => {
    const authorization = 'Bearer a-token-for-metrics';
    const product = await startTestProduct({
      HERMES_PUBLIC_URL: 'http://127.0.0.1/hermes',
      HERMES_METRICS_TOKEN: authorization.slice('Bearer '.length),
    });
    const base = `${product.consoleUrl}/hermes`;
    const metrics = await fetch(`${base}/metrics`, { headers: { authorization } });
    expect(await metrics.text()).toContain('process_cpu');
    const cookie = await cookieFor(base);
    const live = new LiveClient(`${base}/api/admin/live?topics=audit`, { cookie });
    await live.connect();
    expect((await live.next('hello')).data.resumed).toBe(false);
    live.close();
  });

  it('looks at addresses as it does elsewhere', async () => {
    const console = await startTestConsole(database.database, {
      basePath: '/hermes',
      allowedCidrs: ['10.0.0.0/8'],
    });
    const stranger = console.newClient();
    expect((await stranger.get('/hermes/health/live')).status).toBe(200);
    expect((await stranger.get('/hermes/api/auth/status')).status).toBe(403);
    expect((await stranger.get('/hermes/metrics')).status).toBe(403);
    await console.close();
  });
});
