import type { FrontProxy } from '../testing/front/front-proxy.ts';
import {
  consoleHost,
  startedProxy,
  startFrontProduct,
  type FrontProduct,
} from '../testing/front/front-product.ts';
import { get, openSocket } from '../testing/front/through-tls.ts';
import { asUser, groups, proxySecret } from '../testing/proxied-request.ts';

/** What a client would have to say if the proxy in front passed it on; even the secret is right. */
const madeUp = asUser('admin', 'ops');

describe.each(['nginx', 'caddy'] as const)(
  'behind %s, a client that names itself as a proxy would',
  (name) => {
    let front: FrontProduct;
    let proxy: FrontProxy;

    beforeAll(async () => {
      front = await startFrontProduct({
        HERMES_TRUSTED_AUTH_HEADER: 'X-Forwarded-User',
        HERMES_TRUSTED_AUTH_CIDRS: '127.0.0.1',
        HERMES_TRUSTED_AUTH_SECRET: proxySecret,
        HERMES_TRUSTED_AUTH_GROUPS_HEADER: groups.header,
        HERMES_TRUSTED_AUTH_ADMIN_GROUP: 'ops',
      });
      proxy = await startedProxy(name, front.behind);
    });
    afterAll(async () => {
      await proxy?.stop();
      await front?.close();
    });

    it('would be believed by the console itself', async () => {
      const path = '/api/auth/status';
      const answer = await fetch(front.product.consoleUrl + path, { headers: madeUp });
      expect(await answer.json()).toMatchObject({ authenticated: true });
    });

    it('is nobody to the console', async () => {
      const { body } = await get(proxy, consoleHost, '/api/auth/status', { headers: madeUp });
      expect(JSON.parse(body)).toMatchObject({ authenticated: false });
    });

    it('does not get to the dashboard of Hermes', async () => {
      const ask = { isDashboard: true, headers: madeUp };
      expect((await get(proxy, consoleHost, '/api/status', ask)).status).toBe(401);
    });

    it('opens no WebSocket of the dashboard', async () => {
      const origin = `https://${consoleHost}:${proxy.dashboard}`;
      expect(await openSocket(proxy, '/api/ws', { ...madeUp, origin })).toBe(401);
    });
  },
);
