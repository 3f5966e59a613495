import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { openDashboardSocket } from '../testing/dashboard-client.ts';
import { eventually } from '../testing/eventually.ts';
import { startFakeBehind, type FakeBehind } from '../testing/fake-behind.ts';
import { LiveClient } from '../testing/live-client.ts';
import { asUser, fetchedBy, proxySecret, sendProxied } from '../testing/proxied-request.ts';
import { startTestProduct, type TestProduct } from '../testing/test-product.ts';

let dashboard: FakeBehind;
let product: TestProduct;
let colleagues = 0;

const add = async (role: 'admin' | 'viewer') => {
  const username = `colleague-${++colleagues}`;
  const password = 'the password of a colleague';
  const body = { username, role, password };
  const answer = await product.api('POST', '/api/admin/administrators', body);
  const { administrator } = (await answer.json()) as { administrator: { id: string } };
  return { id: administrator.id, username };
};
const change = (id: string, body: object) =>
  product.api('PATCH', `/api/admin/administrators/${id}`, body);
const openSocket = (username: string, headers = {}) =>
  openDashboardSocket(product.consoleUrl, { ...asUser(username), ...headers });
const fetchText = async (path: string, headers: Record<string, string>): Promise<string> => {
  const request = httpRequest(product.consoleUrl + path, { agent: false, headers }).end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return text(response);
};
const untilClosed = (socket: Duplex) =>
  once(
    socket.on('error', () => undefined),
    'close',
  );
const listen = async (username: string): Promise<LiveClient> => {
  const client = new LiveClient(`${product.consoleUrl}/api/admin/live`, asUser(username));
  expect((await client.connect()).status).toBe(200);
  await client.next('hello');
  return client;
};

beforeAll(async () => {
  dashboard = await startFakeBehind();
  product = await startTestProduct({
    HERMES_DASHBOARD_URL: `http://127.0.0.1:${dashboard.port}`,
    HERMES_TRUSTED_AUTH_HEADER: 'X-Forwarded-User',
    HERMES_TRUSTED_AUTH_CIDRS: '127.0.0.1',
    HERMES_TRUSTED_AUTH_SECRET: proxySecret,
    HERMES_TRUSTED_AUTH_GROUPS_HEADER: '',
  });
});
afterAll(() => dashboard?.close());

describe('for whom a proxy signs in', () => {
  it('the dashboard is open to administrators and hears nothing of the sign-in', async () => {
    const [viewer, admin] = [await add('viewer'), await add('admin')];
    const path = '/hermes-dashboard/';
    const refused = await sendProxied(product.consoleUrl, path, {
      headers: asUser(viewer.username),
    });
    expect([refused.status, refused.body.error.code]).toEqual([403, 'admin_only']);
    const socket = (await openSocket(admin.username)) as Duplex;
    const { headers } = dashboard.arrived.at(-1)!;
    expect(headers).not.toHaveProperty('x-forwarded-user');
    expect(headers).not.toHaveProperty('x-hermes-auth-secret');
    socket.destroy();
  });

  it('the dashboard gets no credential that the proxy adds', async () => {
    const { username } = await add('admin');
    const names = [
      ...['user', 'groups', 'email', 'preferred-username', 'access-token'].map(
        (name) => `x-forwarded-${name}`,
      ),
      ...['user', 'email', 'access-token'].map((name) => `x-auth-request-${name}`),
      ...['jwt-assertion', 'authenticated-user-email', 'client-secret'].map(
        (name) => `cf-access-${name}`,
      ),
      ...['user', 'groups', 'name', 'email'].map((name) => `remote-${name}`),
      ...['x-authentik-jwt', 'x-authentik-username', 'x-remote-user', 'x-hermes-auth-secret'],
      ...['authorization', 'cookie'],
    ];
    const said = Object.fromEntries(names.map((name) => [name, 'said-by-the-proxy']));
    const headers = { ...said, ...asUser(username), 'x-custom': 'kept' };
    const answer = await fetchText('/hermes-dashboard/', headers);
    expect(answer).toBe('behind');
    const overHttp = dashboard.arrived.at(-1)!.headers;
    const socket = (await openSocket(username, headers)) as Duplex;
    const overSocket = dashboard.arrived.at(-1)!.headers;
    socket.destroy();
    for (const arrived of [overHttp, overSocket]) {
      expect(names.filter((name) => name in arrived)).toEqual([]);
      expect(arrived).toMatchObject({ 'x-custom': 'kept', 'x-forwarded-for': '127.0.0.1' });
    }
  });

  it.each<[string, string, string, string]>([
    ['a picture', 'cross-site', 'no-cors', 'image'],
    ['a picture of a neighbour', 'same-site', 'no-cors', 'image'],
    ['a frame', 'cross-site', 'navigate', 'iframe'],
  ])('a page of another site gets nothing of the dashboard as %s', async (_, site, mode, dest) => {
    const { username } = await add('admin');
    const count = dashboard.arrived.length;
    const { status, body } = await sendProxied(product.consoleUrl, '/hermes-dashboard/seen', {
      headers: { ...asUser(username), ...fetchedBy(site, mode, dest) },
    });
    expect([status, body.error.code]).toEqual([403, 'cross_site']);
    expect(dashboard.arrived).toHaveLength(count);
  });

  it('a link of another site leads to the dashboard, but not to its terminal', async () => {
    const { username } = await add('admin');
    const headers = { ...asUser(username), ...fetchedBy('cross-site', 'navigate', 'document') };
    expect(await fetchText('/hermes-dashboard/', headers)).toBe('behind');
    const terminal = await sendProxied(product.consoleUrl, '/hermes-dashboard/api/pty', {
      headers,
    });
    expect(terminal.body.error.code).toBe('cross_site');
  });

  it('a page of another site opens no WebSocket', async () => {
    const { username } = await add('admin');
    expect(await openSocket(username, { origin: 'https://else.where' })).toBe('403 cross_site');
    expect(await openSocket('stranger')).toBe('401 not_authenticated');
  });

  it.each<[string, (who: { id: string; username: string }) => Promise<unknown>]>([
    ['his role is taken away', ({ id }) => change(id, { role: 'viewer' })],
    ['he is disabled', ({ id }) => change(id, { disabled: true })],
    [
      'he signs out',
      ({ username }) =>
        sendProxied(product.consoleUrl, '/api/auth/logout', {
          method: 'POST',
          headers: asUser(username),
        }),
    ],
  ])('a WebSocket ends when %s', async (_, act) => {
    const who = await add('admin');
    const closed = untilClosed((await openSocket(who.username)) as Duplex);
    await act(who);
    await closed;
  });

  it('the live channel ends with his session, and opens again as the proxy signs in again', async () => {
    const who = await add('viewer');
    const client = await listen(who.username);
    await product.api('DELETE', `/api/admin/administrators/${who.id}/sessions`);
    expect((await client.next('end')).data).toEqual({ reason: 'session' });
    const again = await listen(who.username);
    await change(who.id, { disabled: true });
    expect((await again.next('end')).data).toEqual({ reason: 'session' });
    await eventually(() => expect(again.isOver).toBe(true));
    const refused = await sendProxied(product.consoleUrl, '/api/admin/live', {
      headers: asUser(who.username),
    });
    expect(refused.status).toBe(401);
  });
});
