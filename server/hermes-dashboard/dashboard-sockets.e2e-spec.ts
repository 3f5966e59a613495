import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { cookieFor, openDashboardSocket } from '../testing/dashboard-client.ts';
import { eventually } from '../testing/eventually.ts';
import { startFakeBehind, type FakeBehind } from '../testing/fake-behind.ts';
import { startTestProduct, type TestProduct } from '../testing/test-product.ts';

const viewerPassword = 'a password for a viewer';
let dashboard: FakeBehind;
let product: TestProduct;
let cookie: string;

beforeAll(async () => {
  dashboard = await startFakeBehind();
  product = await startTestProduct({
    HERMES_DASHBOARD_URL: `http://127.0.0.1:${dashboard.port}`,
  });
  await product.api('POST', '/api/admin/administrators', {
    username: 'viewer',
    role: 'viewer',
    password: viewerPassword,
  });
  cookie = await cookieFor(product.consoleUrl);
});
afterAll(() => dashboard?.close());

const openSocket = (headers: Record<string, string>, path?: string) =>
  openDashboardSocket(product.consoleUrl, headers, path);

describe('a WebSocket of the dashboard', () => {
  it('is opened for its own page alone', async () => {
    const origin = product.consoleUrl;
    const viewerCookie = await cookieFor(origin, 'viewer', viewerPassword);
    expect(await openSocket({ origin })).toBe('401 not_authenticated');
    expect(await openSocket({ origin, cookie: viewerCookie })).toBe('403 admin_only');
    expect(await openSocket({ origin: 'https://else.where', cookie })).toBe('403 cross_site');
    const socket = (await openSocket({ origin, cookie })) as Duplex;
    socket.write('echo');
    expect(String((await once(socket, 'data'))[0])).toBe('echo');
    const { headers } = dashboard.arrived.at(-1)!;
    expect([headers.origin, headers.cookie]).toEqual([
      `http://127.0.0.1:${dashboard.port}`,
      undefined,
    ]);
    socket.destroy();
    await eventually(() => expect(dashboard.sockets.size).toBe(0));
  });

  it('gives no shell, unless the settings say so; then it is an event', async () => {
    expect(await openSocket({ cookie }, '/api/pty')).toBe('403 dashboard_terminal_closed');
    const open = await startTestProduct({
      HERMES_DASHBOARD_URL: `http://127.0.0.1:${dashboard.port}`,
      HERMES_DASHBOARD_TERMINAL: 'true',
    });
    const own = { cookie: await cookieFor(open.consoleUrl) };
    const socket = await openDashboardSocket(open.consoleUrl, own, '/api/pty');
    expect(typeof socket).toBe('object');
    const events = await open.api('GET', '/api/admin/events?action=hermes_dashboard.open_terminal');
    expect(((await events.json()) as { items: unknown[] }).items).toHaveLength(1);
    (socket as Duplex).destroy();
  });

  it('ends when who opened it signs out, and no other does', async () => {
    const leaving = await cookieFor(product.consoleUrl);
    const ending = (await openSocket({ cookie: leaving })) as Duplex;
    const staying = (await openSocket({ cookie })) as Duplex;
    const ended = once(
      ending.on('error', () => undefined),
      'close',
    );
    await fetch(`${product.consoleUrl}/api/auth/logout`, {
      method: 'POST',
      headers: { cookie: leaving },
    });
    await ended;
    staying.write('still');
    expect(String((await once(staying, 'data'))[0])).toBe('still');
    staying.destroy();
  });

  it('is not one of very many of the same session', async () => {
    const own = await cookieFor(product.consoleUrl);
    const opened = await Promise.all(Array.from({ length: 21 }, () => openSocket({ cookie: own })));
    expect(opened.filter((socket) => socket === '429 too_many_sockets')).toHaveLength(1);
    for (const socket of opened) if (typeof socket !== 'string') socket.destroy();
  });

  it('is no way into the rest of the console', async () => {
    const request = httpRequest(`${product.consoleUrl}/api/auth/status`, {
      headers: { connection: 'Upgrade', upgrade: 'h2c', 'http2-settings': '' },
    });
    request.end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(200);
  });

  it('that is asked for behind another request ends the connection and nothing else', async () => {
    const { hostname, port } = new URL(product.consoleUrl);
    const socket = connect(Number(port), hostname);
    const get = 'GET /api/auth/status HTTP/1.1\r\nHost: x\r\n';
    socket.write(`${get}\r\n${get}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    socket.on('error', () => undefined).resume();
    await once(socket, 'close');
    expect((await fetch(`${product.consoleUrl}/health/live`)).status).toBe(200);
  });

  it('with a body is refused in words', async () => {
    const request = httpRequest(`${product.consoleUrl}/hermes-dashboard/api/ws`, {
      headers: { cookie, connection: 'Upgrade', upgrade: 'websocket', 'content-length': '4' },
    });
    request.end('body');
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(400);
  });

  it('is refused to a path that ends in a line feed, where a route of the dashboard would fit', async () => {
    expect(await openSocket({ cookie }, '/api/pty%0a')).toBe('400 malformed_request');
  });

  it('is an event, and takes no cookie from the dashboard', async () => {
    const response = await product.api(
      'GET',
      '/api/admin/events?action=hermes_dashboard.open_socket&limit=1',
    );
    const { items } = (await response.json()) as { items: { target: { name: string } }[] };
    expect(items[0]!.target.name).toBe('/api/ws');
  });

  it('whose client leaves at once leaves nothing behind', async () => {
    const { hostname, port } = new URL(product.consoleUrl);
    for (let round = 0; round < 40; round++) {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      socket.write(
        `GET /hermes-dashboard/api/ws HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      );
      setTimeout(() => socket.resetAndDestroy(), round % 8);
      await once(socket, 'close');
    }
    await eventually(() => expect(dashboard.sockets.size).toBe(0));
    const socket = await openSocket({ cookie });
    expect(typeof socket).toBe('object');
    (socket as Duplex).destroy();
  });

  it('that is open holds up no stop', async () => {
    const stopping = await startTestProduct({
      HERMES_DASHBOARD_URL: `http://127.0.0.1:${dashboard.port}`,
    });
    const own = { cookie: await cookieFor(stopping.consoleUrl) };
    const socket = (await openDashboardSocket(stopping.consoleUrl, own)) as Duplex;
    const closed = once(
      socket.on('error', () => undefined),
      'close',
    );
    await stopping.stop();
    await closed;
  });
});
