import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { eventually, until } from '../testing/eventually.ts';
import type { FrontProxy } from '../testing/front/front-proxy.ts';
import {
  consoleHost,
  cookieOf,
  signIn,
  startedProxy,
  startFrontProduct,
  type FrontProduct,
} from '../testing/front/front-product.ts';
import { get, openSocket } from '../testing/front/through-tls.ts';

let front: FrontProduct;

beforeAll(async () => {
  front = await startFrontProduct();
});
afterAll(() => front?.close());

describe.each(['nginx', 'caddy'] as const)('behind %s, a WebSocket of the dashboard', (name) => {
  let proxy: FrontProxy;
  let cookie: string;

  beforeAll(async () => {
    proxy = await startedProxy(name, front.behind);
    cookie = cookieOf(await signIn(proxy));
  });
  afterAll(() => proxy?.stop());

  /** On the port of the dashboard, or below the console's own address. */
  const openOne = async (isDashboard: boolean, session: string) => {
    const origin = `https://${consoleHost}:${isDashboard ? proxy.dashboard : proxy.https}`;
    const path = isDashboard ? '/api/ws?token=a%2Fb' : '/hermes-dashboard/api/ws?token=a%2Fb';
    // The default port of TLS stands in no origin; the tests have another one.
    const headers = { cookie: session, origin: isDashboard ? origin : `https://${consoleHost}` };
    const socket = await openSocket(proxy, path, headers, isDashboard);
    if (typeof socket === 'number') throw new Error(`Refused with ${socket}`);
    socket.on('error', () => undefined);
    return socket;
  };
  const echoes = async (socket: Duplex) => {
    socket.write('still');
    const [said] = (await once(socket, 'data')) as [Buffer];
    return String(said);
  };

  describe.each([
    ['on a port of its own', true],
    ["below the console's address", false],
  ])('%s', (_, isDashboard) => {
    it('arrives as it was asked for', async () => {
      const socket = await openOne(isDashboard, cookie);
      expect(front.dashboard.arrived.at(-1)!.path).toBe('/api/ws?token=a%2Fb');
      expect(front.dashboard.arrived.at(-1)!.headers.cookie).toBeUndefined();
      socket.destroy();
      await eventually(() => expect(front.dashboard.sockets.size).toBe(0));
    });

    it('ends when who opened it signs out, and no other does', async () => {
      const leaving = cookieOf(await signIn(proxy));
      const ending = await openOne(isDashboard, leaving);
      const staying = await openOne(isDashboard, cookie);
      const headers = { cookie: leaving };
      await get(proxy, consoleHost, '/api/auth/logout', { method: 'POST', headers });
      await until(() => ending.closed);
      expect(await echoes(staying)).toBe('still');
      staying.destroy();
      await eventually(() => expect(front.dashboard.sockets.size).toBe(0));
    });

    it('ends when its session is ended from elsewhere', async () => {
      const own = cookieOf(await signIn(proxy));
      const ending = await openOne(isDashboard, own);
      const headers = { cookie };
      await get(proxy, consoleHost, '/api/auth/sessions', { method: 'DELETE', headers });
      await until(() => ending.closed);
      await eventually(() => expect(front.dashboard.sockets.size).toBe(0));
    });

    it('is an event', async () => {
      (await openOne(isDashboard, cookie)).destroy();
      const path = '/api/admin/events?action=hermes_dashboard.open_socket&limit=1';
      const answer = await get(proxy, consoleHost, path, { headers: { cookie } });
      const { items } = JSON.parse(answer.body) as { items: { target: { name: string } }[] };
      expect(items.map(({ target }) => target.name)).toEqual(['/api/ws']);
    });
  });

  it('is no shell', async () => {
    const origin = `https://${consoleHost}:${proxy.dashboard}`;
    for (const path of ['/api/pty', '//api/%70ty', '/api/Console/run'])
      expect([path, await openSocket(proxy, path, { cookie, origin })]).toEqual([path, 403]);
  });
});
