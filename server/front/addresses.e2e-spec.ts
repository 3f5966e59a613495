import type { FrontProxy } from '../testing/front/front-proxy.ts';
import {
  consoleHost,
  cookieOf,
  plain,
  signIn,
  startedProxy,
  startFrontProduct,
  type FrontProduct,
} from '../testing/front/front-product.ts';
import { get, open } from '../testing/front/through-tls.ts';

let front: FrontProduct;

beforeAll(async () => {
  // Redirects as the dashboard writes them, with the address it was asked by.
  front = await startFrontProduct(
    {},
    {
      '/leave': (response) => {
        response.writeHead(302, { location: `http://${response.req.headers.host}/there?a=1` });
        response.end();
      },
      '/near': (response) => {
        response.writeHead(307, { location: '/there' }).end();
      },
    },
  );
});
afterAll(() => front?.close());

describe.each(['nginx', 'caddy'] as const)('behind %s', (name) => {
  let proxy: FrontProxy;
  let cookie: string;
  beforeAll(async () => {
    proxy = await startedProxy(name, front.behind);
    cookie = cookieOf(await signIn(proxy));
  });
  afterAll(() => proxy?.stop());

  /** Where an answer leads, for a browser that asked by the public URL. */
  const leadsTo = (location: string | undefined, from: string) =>
    new URL(location ?? '?', from).href;

  it.each(['/', '/audit?from=a%2Fb&to=%20x', '/a%2Fb//c?d=e?f', '/hermes-dashboard/x?y'])(
    'what is asked without TLS at %s is led to the same with TLS',
    async (path) => {
      const { statusCode, headers } = await plain(proxy.http, path);
      expect([301, 308]).toContain(statusCode);
      const { location = '' } = headers;
      expect(location.replace(/^(https:\/\/[^:/]+):\d+/, '$1')).toBe(
        `https://${consoleHost}${path}`,
      );
    },
  );

  it.each(['/', '/login', '/audit?x=1', '/api-users/', '/index.html'])(
    'a page at %s is answered, not led on',
    async (path) => {
      // What a client says of the scheme must not make the process lead it to TLS again.
      const headers = { accept: 'text/html', 'x-forwarded-proto': 'http' };
      const answer = await get(proxy, consoleHost, path, { headers });
      expect(answer.headers.location).toBeUndefined();
      expect(answer.headers['content-type']).toMatch(/^text\/html/);
    },
  );

  it("the console's own redirects stay at its public address", async () => {
    const answer = await get(proxy, consoleHost, '/hermes-dashboard', { headers: { cookie } });
    expect(answer.status).toBe(308);
    const own = `https://${consoleHost}/hermes-dashboard`;
    expect(leadsTo(answer.headers.location, own)).toBe(`${own}/`);
  });

  it.each([
    ['/leave', '/there?a=1'],
    ['/near', '/there'],
  ])('a redirect of the dashboard at %s stays where it was asked', async (path, target) => {
    const headers = { cookie };
    const below = await get(proxy, consoleHost, `/hermes-dashboard${path}`, { headers });
    const own = `https://${consoleHost}/hermes-dashboard/`;
    expect(leadsTo(below.headers.location, own)).toBe(
      `https://${consoleHost}/hermes-dashboard${target}`,
    );
    const beside = await get(proxy, consoleHost, path, { isDashboard: true, headers });
    const port = `https://${consoleHost}:${proxy.dashboard}`;
    expect(leadsTo(beside.headers.location, `${port}/`)).toBe(port + target);
  });

  it('a host that a client made up leads nowhere and lets nobody in', async () => {
    const made = { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' };
    const page = await get(proxy, consoleHost, '/hermes-dashboard', {
      headers: { cookie, ...made },
    });
    expect(leadsTo(page.headers.location, `https://${consoleHost}/`)).toBe(
      `https://${consoleHost}/hermes-dashboard/`,
    );
    const origin = 'https://evil.example';
    expect((await signIn(proxy, { ...made, origin })).status).toBe(403);
  });

  it.each([false, true])(
    'a name that is not ours reaches nothing (port of the dashboard: %s)',
    async (isDashboard) => {
      const before = front.dashboard.arrived.length;
      const headers = { cookie, host: 'evil.example', origin: 'https://evil.example' };
      const asking = open(proxy, consoleHost, '/api/auth/status', { isDashboard, headers });
      const status = await asking.then(
        (response) => {
          // It would come from the process.
          expect(response.resume().headers['x-request-id']).toBeUndefined();
          return response.statusCode;
        },
        () => 'refused',
      );
      expect(front.dashboard.arrived).toHaveLength(before);
      // Caddy answers an empty page to names it does not know.
      expect(name === 'nginx' ? [421] : [200, 421]).toContain(status);
    },
  );
});
