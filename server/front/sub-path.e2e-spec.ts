import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startFakeBehind, type FakeBehind } from '../testing/fake-behind.ts';
import type { FrontProxy, ProxyName } from '../testing/front/front-proxy.ts';
import { consoleHost, cookieOf, startedProxy } from '../testing/front/front-product.ts';
import { get, open } from '../testing/front/through-tls.ts';
import { asUser, proxySecret } from '../testing/proxied-request.ts';
import { adminPassword, startTestProduct, type TestProduct } from '../testing/test-product.ts';
import { packageFolder } from '../version.ts';

/** The blocks of the README about a sub-path, by what they are for. */
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8').split(
  '**Under a sub-path.**',
)[1]!;
const nginxBlock = /```nginx\n([^]*?)```/.exec(readme)![1]!;
const caddyBlock = /```\nhost\.example \{\n([^]*?)\n\}\n```/.exec(readme)![1]!;

/** What an operator adds to a host that is there already. */
const inNginx = (added: string) => (text: string) =>
  text.replace(
    /listen 443 ssl[^}]*?server_name console\.example\.com;\n/,
    (block) => `${block}    ${added}\n`,
  );
const inCaddy = (added: string) => (text: string) =>
  text.replace('\nconsole.example.com {\n', (block) => `${block}${added}\n`);
const snippet = 'include snippets/hermes-sub-path.conf;';
const fronts: readonly [string, ProxyName, (text: string) => string][] = [
  ['nginx that passes the path on', 'nginx', inNginx(snippet)],
  [
    'nginx that takes the path off',
    'nginx',
    (text) =>
      inNginx(snippet)(text).replace(
        /(location \/hermes\/ [^}]*proxy_pass http:\/\/127\.0\.0\.1:7843);/,
        '$1/;',
      ),
  ],
  ['nginx as the README shows it', 'nginx', inNginx(nginxBlock)],
  ['Caddy as the README shows it', 'caddy', inCaddy(caddyBlock)],
  [
    'Caddy that takes the path off',
    'caddy',
    inCaddy(caddyBlock.replace('handle /hermes/*', 'handle_path /hermes/*')),
  ],
];

let dashboard: FakeBehind;
let product: TestProduct;

beforeAll(async () => {
  dashboard = await startFakeBehind();
  product = await startTestProduct({
    HERMES_PUBLIC_URL: `https://${consoleHost}/hermes/`,
    HERMES_TRUST_PROXY: '127.0.0.1',
    HERMES_DASHBOARD_URL: `http://127.0.0.1:${dashboard.port}`,
    HERMES_TRUSTED_AUTH_HEADER: 'X-Forwarded-User',
    HERMES_TRUSTED_AUTH_CIDRS: '127.0.0.1',
    HERMES_TRUSTED_AUTH_SECRET: proxySecret,
  });
});
afterAll(() => dashboard?.close());

describe.each(fronts)('below a path of %s', (about, name, edit) => {
  let proxy: FrontProxy;
  const visit = (path: string, headers: Record<string, string> = {}) =>
    get(proxy, consoleHost, path, { headers });
  const signIn = () =>
    get(proxy, consoleHost, '/hermes/api/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: `https://${consoleHost}` },
      body: JSON.stringify({ username: 'admin', password: adminPassword }),
    });

  beforeAll(async () => {
    const { console, pre, post } = product.product.ports;
    const behind = { console, pre, post, dashboard: dashboard.port, webhooks: dashboard.port };
    proxy = await startedProxy(name, behind, edit);
  });
  afterAll(() => proxy?.stop());

  it('the path arrives as the proxy is told to send it', async () => {
    const { status } = await visit('/hermes/hermes/health/live');
    expect(status).toBe(about.includes('takes') ? 200 : 404);
  });

  it('the address without a slash leads to the one with it', async () => {
    const { status, headers } = await visit('/hermes');
    // Not the 307 of the process: the proxy has a place of its own for this path.
    expect([301, 302]).toContain(status);
    expect(new URL(headers.location!, `https://${consoleHost}`).pathname).toBe('/hermes/');
  });

  it('somebody signs in, and the cookies are for this path', async () => {
    const login = await signIn();
    expect(login.status).toBe(200);
    for (const line of login.said('set-cookie')) {
      expect(line).toContain('; Path=/hermes');
      expect(line).toContain('; Secure');
    }
    const me = await visit('/hermes/api/auth/me', { cookie: cookieOf(login) });
    expect(JSON.parse(me.body)).toMatchObject({ username: 'admin' });
  });

  it('nobody names himself, even with the secret of a proxy that signs in', async () => {
    // The console believes it; the proxy must not pass it on.
    const { body } = await visit('/hermes/api/auth/status', asUser('admin'));
    expect(JSON.parse(body)).toMatchObject({ authenticated: false });
    const dashboardPage = await visit('/hermes/hermes-dashboard/', asUser('admin'));
    expect(dashboardPage.body).not.toBe('behind');
  });

  it('where somebody says to come from is not believed', async () => {
    const made = {
      'x-forwarded-host': 'else.example',
      'x-real-ip': '6.6.6.6',
      forwarded: 'for=6.6.6.6',
    };
    await visit('/hermes/hermes-dashboard/', { ...made, cookie: cookieOf(await signIn()) });
    expect(JSON.stringify(dashboard.arrived.at(-1)!.headers)).not.toMatch(
      /6\.6\.6\.6|else\.example/,
    );
  });

  it('live events arrive at once', async () => {
    const cookie = cookieOf(await signIn());
    const stream = await open(proxy, consoleHost, '/hermes/api/admin/live?topics=audit', {
      headers: { cookie },
    });
    let text = '';
    for await (const part of stream) {
      text += String(part);
      if (text.includes('event: hello')) break;
    }
    expect(stream.statusCode).toBe(200);
    stream.destroy();
  });

  it('the dashboard of Hermes is there, and told of its place', async () => {
    const cookie = cookieOf(await signIn());
    expect((await visit('/hermes/hermes-dashboard/', { cookie })).body).toBe('behind');
    const { headers } = dashboard.arrived.at(-1)!;
    expect(headers['x-forwarded-prefix']).toBe('/hermes/hermes-dashboard');
    const bare = await visit('/hermes/hermes-dashboard', { cookie });
    expect(bare.headers.location).toBe('/hermes/hermes-dashboard/');
  });
});
