import { startFakeBehind, type FakeBehind } from '../testing/fake-behind.ts';
import type { FrontProxy } from '../testing/front/front-proxy.ts';
import {
  consoleHost,
  startedProxy,
  startFrontProduct,
  type FrontProduct,
} from '../testing/front/front-product.ts';
import { get } from '../testing/front/through-tls.ts';
import { asUser, proxySecret } from '../testing/proxied-request.ts';

const html = { accept: 'text/html' };
const signedIn = { cookie: '_oauth2_proxy=of-admin' };

describe('behind nginx with oauth2-proxy', () => {
  let front: FrontProduct;
  let proxy: FrontProxy;
  /** Answers as oauth2-proxy does, to whoever has its cookie. */
  let oauth2: FakeBehind;

  beforeAll(async () => {
    oauth2 = await startFakeBehind({
      '/oauth2/auth': (response) => {
        const isKnown = response.req.headers.cookie?.includes('_oauth2_proxy=of-admin') ?? false;
        if (isKnown) response.setHeader('x-auth-request-user', 'admin');
        response.writeHead(isKnown ? 202 : 401).end();
      },
      // It asks for `rd` first, then for this header, where to go after the sign-in.
      '/oauth2/start': (response) => {
        const back = String(response.req.headers['x-auth-request-redirect']);
        const location = `https://login.example/?state=${encodeURIComponent(back)}`;
        response.writeHead(302, { location, 'set-cookie': '_oauth2_proxy_csrf=1' }).end();
      },
    });
    front = await startFrontProduct({
      HERMES_TRUSTED_AUTH_HEADER: 'X-Forwarded-User',
      HERMES_TRUSTED_AUTH_CIDRS: '127.0.0.1',
      HERMES_TRUSTED_AUTH_SECRET: proxySecret,
    });
    proxy = await startedProxy('nginx', front.behind, (text) =>
      text
        .replace('# include snippets/hermes-oauth2', 'include snippets/hermes-oauth2')
        .replace('# include snippets/hermes-oauth2', 'include snippets/hermes-oauth2')
        .replace('the value of HERMES_TRUSTED_AUTH_SECRET', proxySecret)
        .replaceAll('127.0.0.1:4180', `127.0.0.1:${oauth2.port}`),
    );
  });
  afterAll(async () => {
    await proxy?.stop();
    await oauth2?.close();
    await front?.close();
  });

  const status = async (headers: Record<string, string>) => {
    const answer = await get(proxy, consoleHost, '/api/auth/status', { headers });
    return answer.status === 200
      ? (JSON.parse(answer.body) as { username?: string; signed_in_by?: string })
      : answer.status;
  };

  it('whom it knows is signed in, and may change things', async () => {
    expect(await status(signedIn)).toMatchObject({ username: 'admin', signed_in_by: 'proxy' });
    const changed = await get(proxy, consoleHost, '/api/auth/preferences', {
      method: 'PUT',
      headers: {
        ...signedIn,
        'content-type': 'application/json',
        origin: `https://${consoleHost}`,
      },
      body: '{"appearance": "dark"}',
    });
    expect(changed.status).toBe(200);
  });

  it('whom it does not know is led to its sign-in, and a program told so', async () => {
    const path = '/audit?status=5xx&user=Ada%26Co';
    const page = await get(proxy, consoleHost, path, { headers: html });
    expect(page.status).toBe(302);
    expect(new URL(page.headers.location!).searchParams.get('state')).toBe(path);
    expect(page.said('set-cookie')).toEqual(['_oauth2_proxy_csrf=1']);
    expect(await status({})).toBe(401);
    expect((await get(proxy, consoleHost, '/oauth2/sign_in', { headers: html })).body).toBe(
      'behind',
    );
  });

  it('what a client says of itself is worth nothing', async () => {
    expect(await status(asUser('admin'))).toBe(401);
    expect(await status({ ...asUser('viewer', 'ops'), ...signedIn })).toMatchObject({
      username: 'admin',
    });
    expect((await get(proxy, consoleHost, '/oauth2/auth', { headers: signedIn })).status).toBe(404);
  });
});
