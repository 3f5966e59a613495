import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { cookieFor } from '../testing/dashboard-client.ts';
import { eventually } from '../testing/eventually.ts';
import { startFakeBehind, type FakeBehind } from '../testing/fake-behind.ts';
import { jsonOf } from '../testing/gateway-client.ts';
import { startTestProduct, type TestProduct } from '../testing/test-product.ts';
import type { ConsoleAccess, Listener, SystemView } from './system.contract.ts';

const ends: (() => unknown)[] = [];
let dashboard: FakeBehind;
let product: TestProduct;
const system = async () =>
  (await (await product.api('GET', '/api/admin/system')).json()) as SystemView;
const check = async (name: string) => (await system()).health.find((each) => each.name === name);
const listensAt = async (kind: Listener['kind'], port: number) =>
  (await system()).listeners.hermes!.filter((each) => each.kind === kind && each.port === port);
/** A process whose command line says so, and which does nothing. */
const runProcess = (...args: string[]): ChildProcess => {
  const child = spawn('sh', ['-c', 'sleep 60; :', 'hermes', ...args], {
    stdio: 'ignore',
    detached: true,
  });
  ends.push(() => process.kill(-child.pid!, 'SIGKILL'));
  return child;
};
const listening = async (host: string): Promise<number> => {
  const server: Server = createServer();
  await once(server.listen(0, host), 'listening');
  ends.push(() => server.close());
  return (server.address() as AddressInfo).port;
};

beforeAll(async () => {
  dashboard = await startFakeBehind();
  product = await startTestProduct({
    HERMES_DASHBOARD_URL: `http://127.0.0.1:${dashboard.port}`,
    HERMES_ALLOWED_CIDRS: '127.0.0.1, 192.0.2.0/24',
    HERMES_TRUST_PROXY: '',
  });
});
afterEach(() => {
  for (const end of ends.splice(0)) end();
});
afterAll(async () => {
  await product?.stop();
  await dashboard?.close().catch(() => undefined);
});

const onLinux = process.platform === 'linux' ? describe : describe.skip;
onLinux('what of Hermes listens', () => {
  it('is found by its process, and its addresses by its sockets', async () => {
    const port = await listening('0.0.0.0');
    runProcess('proxy', 'start', '--port', String(port));
    await eventually(async () =>
      expect(await listensAt('hermes_proxy', port)).toEqual([
        expect.objectContaining({ address: '0.0.0.0', reach: 'every_address', source: 'socket' }),
      ]),
    );
    expect((await check('listening (Hermes)'))!.state).toBe('failed');
  });

  it('is shown as it was started when its socket is not to be seen', async () => {
    runProcess('dashboard', '--host', '0.0.0.0', '--port', '1');
    await eventually(async () =>
      expect(await listensAt('hermes_dashboard', 1)).toEqual([
        expect.objectContaining({ address: '0.0.0.0', source: 'command_line' }),
      ]),
    );
  });

  it('is found at the address of the settings, whoever runs it', async () => {
    expect(await listensAt('hermes_dashboard', dashboard.port)).toEqual([
      expect.objectContaining({ address: '127.0.0.1', reach: 'this_machine' }),
    ]);
  });
});

describe('who may reach the console', () => {
  const access = async (headers: Record<string, string> = {}) =>
    jsonOf(await product.api('GET', '/api/admin/system/access', undefined, headers));

  it('is shown, with the address that the list is compared with', async () => {
    const expected: ConsoleAccess = {
      allowed: ['127.0.0.1', '192.0.2.0/24'],
      address: '127.0.0.1',
      isListed: true,
      isProxyUntrusted: false,
    };
    expect(await access()).toEqual(expected);
  });

  it('warns that the list would judge a proxy that is not trusted', async () => {
    expect(await access({ 'x-forwarded-for': '198.51.100.7' })).toMatchObject({
      address: '127.0.0.1',
      isProxyUntrusted: true,
    });
  });
});

describe('the dashboard of Hermes', () => {
  const me = async (cookie: string) =>
    (await (await fetch(`${product.consoleUrl}/api/auth/me`, { headers: { cookie } })).json()) as {
      mayOpenHermesDashboard: boolean;
    };

  it('is for administrators, not for viewers', async () => {
    const password = 'a password for a viewer';
    const viewer = { username: 'viewer', role: 'viewer', password };
    await product.api('POST', '/api/admin/administrators', viewer);
    const admin = await me(await cookieFor(product.consoleUrl));
    expect(admin.mayOpenHermesDashboard).toBe(true);
    const other = await me(await cookieFor(product.consoleUrl, 'viewer', password));
    expect(other.mayOpenHermesDashboard).toBe(false);
  });

  it('is asked without a token whether it answers, and is said to be away when it is', async () => {
    expect(await check('Hermes dashboard')).toMatchObject({ state: 'ok' });
    const asked = dashboard.arrived.find(({ path }) => path === '/api/status')!;
    expect(asked.headers['x-hermes-session-token']).toBeUndefined();
    await dashboard.close();
    expect(await check('Hermes dashboard')).toMatchObject({
      state: 'warning',
      detail: 'It does not answer: ECONNREFUSED.',
    });
  });
});
