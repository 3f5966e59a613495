import { connect } from 'node:net';
import { eventually } from '../testing/eventually.ts';
import { GatewayClient, idOf } from '../testing/gateway-client.ts';
import { LiveClient } from '../testing/live-client.ts';
import { ConsoleClient } from '../testing/test-console.ts';
import { adminPassword, startTestProduct, type TestProduct } from '../testing/test-product.ts';
import { LiveChannel } from './live-channel.ts';
import { liveEventSchemas, type LiveRequest } from './live.contract.ts';

describe('the live channel', () => {
  let product: TestProduct;
  let gateway: GatewayClient;
  let admin: ConsoleClient;
  const open: LiveClient[] = [];

  const signIn = async (username = 'admin', password = adminPassword): Promise<ConsoleClient> => {
    const client = new ConsoleClient(product.consoleUrl);
    expect((await client.logIn(password, username)).status).toBe(200);
    return client;
  };
  const cookieOf = (client: ConsoleClient) =>
    [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const listen = async (
    query = '',
    client = admin,
    headers: Record<string, string> = {},
  ): Promise<LiveClient> => {
    const live = new LiveClient(`${product.consoleUrl}/api/admin/live${query}`, {
      cookie: cookieOf(client),
      ...headers,
    });
    open.push(live);
    await live.connect();
    return live;
  };
  const refusalOf = async (query: string, client = admin) =>
    client.get(`/api/admin/live${query}`).then(({ status, body }) => [status, body?.error?.code]);

  beforeAll(async () => {
    product = await startTestProduct();
    gateway = new GatewayClient(product, (await product.createUser()).key);
    admin = await signIn();
  });
  afterEach(async () => {
    for (const live of open.splice(0)) live.close();
    const channel = product.product.console.get(LiveChannel);
    await eventually(() => expect(channel.connectionCount).toBe(0));
  });

  it('is a padded, unbuffered, uncached stream of events', async () => {
    const live = new LiveClient(`${product.consoleUrl}/api/admin/live`, {
      cookie: cookieOf(admin),
    });
    open.push(live);
    const { status, headers } = await live.connect();
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      'no-store',
    ]);
    expect(headers.get('x-accel-buffering')).toBe('no');
    const hello = await live.next('hello');
    expect(hello.data).toMatchObject({ resumed: false, otherProcesses: 0 });
    expect(live.text.length).toBeGreaterThan(2048);
  });

  it('sends events as their schemas say', async () => {
    const live = await listen('?topics=gateways,requests,audit,api-users,admin-events');
    const response = await gateway.ask('ok:1', { stream: true });
    await response.text();
    await live.next('gateways', ({ items }) => items.some(({ p50Ms }) => p50Ms !== null));
    await live.next('requests', ({ items }) => items.some(({ id }) => id === idOf(response)));
    await live.next('audit');
    for (const { name, data } of live.events)
      expect([name, liveEventSchemas[name].safeParse(data).error]).toEqual([name, undefined]);
  });

  it('shows a finished record as the list of the log does', async () => {
    const live = await listen('?topics=audit');
    const response = await gateway.ask('ok:1', {
      stream: true,
      messages: [{ role: 'user', content: `${'é😀'.repeat(200)} end` }],
    });
    await response.text();
    const { data } = await live.next('audit', ({ items }) =>
      items.some(({ id }) => id === idOf(response)),
    );
    await product.recordOf(idOf(response));
    const { body } = await admin.get(`/api/admin/logs?requestId=${idOf(response)}`);
    expect(data.items).toEqual(body.items);
  });

  it('follows a stream from its beginning to its end', async () => {
    const live = await listen('?topics=requests');
    const response = await gateway.ask('slow:60', { stream: true });
    const id = idOf(response);
    const reading = response.text();
    const has = (state: string) =>
      live.next('requests', ({ items }) =>
        items.some((item) => item.id === id && item.state === state),
      );
    const { data } = await has('answering');
    const running = data.items.find((item: LiveRequest) => item.id === id)!;
    expect(running).toMatchObject({ gateway: 'pre', stream: true, tokensEstimated: true });
    expect(running.bytes).toBeGreaterThan(0);
    await reading;
    const ended = (await has('ended')).data.items.find(
      (item: LiveRequest) => item.id === id && item.state === 'ended',
    );
    expect(ended).toMatchObject({ endReason: 'done', status: 200, tokensEstimated: false });
  });

  it('names the user that changed and the newest event of administrators', async () => {
    const live = await listen('?topics=api-users,admin-events');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { apiUser } = await product.createUser();
    await admin.patch(`/api/admin/api-users/${apiUser.id}`, { note: 'x', version: 1 });
    await live.next('api-users', ({ ids }) => ids.includes(apiUser.id));
    await live.next('admin-events', ({ sequence }) => sequence > 1);
  });

  it('tells of a purge', async () => {
    const live = await listen('?topics=retention,gateways');
    await live.next('gateways');
    const { body } = await admin.post('/api/admin/logs/purge');
    const { data } = await live.next('retention', ({ finishedAt }) => finishedAt !== null);
    expect(data.id).toBe(body.id);
  });

  it('sends only the topics that were asked for', async () => {
    const live = await listen('?topics=admin-events');
    const other = await listen('?topics=gateways');
    await other.next('gateways');
    expect(live.events.map(({ name }) => name)).not.toContain('gateways');
  });

  it.each([['header'], ['query']])(
    'sends what was missed to a client that comes back with its last id in the %s',
    async (way) => {
      const first = await listen('?topics=gateways');
      const seen = await first.next('gateways');
      first.close();
      const witness = await listen('?topics=gateways');
      const missed = await witness.next('gateways');
      const back =
        way === 'header'
          ? await listen('?topics=gateways', admin, { 'last-event-id': seen.id })
          : await listen(`?topics=gateways&lastEventId=${seen.id}`);
      const hello = await back.next('hello');
      expect([hello.data.resumed, hello.id]).toEqual([true, seen.id]);
      expect((await back.next('gateways')).id).toBe(missed.id);
    },
  );

  it.each([
    ['of another process', '7f4df5d1-2f0e-4b0e-9f6a-000000000000-1', 'other_process'],
    ['that makes no sense', 'nonsense', 'other_process'],
  ])('tells a client with an id %s to load everything again', async (_, id, reason) => {
    const live = await listen(`?lastEventId=${id}`);
    expect((await live.next('reset')).data).toEqual({ reason });
    expect((await live.next('hello')).data.resumed).toBe(false);
  });

  it('refuses an unknown topic', async () => {
    expect(await refusalOf('?topics=gateways,secrets')).toEqual([422, 'invalid_request']);
  });

  it('refuses the sixth connection of a login, with a time to come back', async () => {
    for (let count = 0; count < 5; count++) await listen('?topics=audit');
    const { status, body, headers } = await admin.get('/api/admin/live');
    expect([status, body.error.code]).toEqual([429, 'too_many_live_connections']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('ends at once when the session is logged out', async () => {
    const client = await signIn();
    const live = await listen('?topics=audit', client);
    await live.next('hello');
    const since = Date.now();
    await client.post('/api/auth/logout');
    expect((await live.next('end')).data).toEqual({ reason: 'session' });
    await eventually(() => expect(live.isOver).toBe(true));
    // Otherwise it would at the next look at the sessions, after ten seconds.
    expect(Date.now() - since).toBeLessThan(8000);
  });

  it('ends when its administrator is disabled, and others go on', async () => {
    const password = 'a password for somebody';
    const { body } = await admin.post('/api/admin/administrators', {
      username: 'somebody',
      role: 'viewer',
      password,
    });
    const live = await listen('?topics=audit', await signIn('somebody', password));
    const own = await listen('?topics=gateways');
    await live.next('hello');
    const { id, version } = body.administrator;
    await admin.patch(`/api/admin/administrators/${id}`, { version, disabled: true });
    await live.next('end');
    await own.next('gateways');
    expect(own.isOver).toBe(false);
  });

  it('ends when the session has ended elsewhere, at the next look', async () => {
    const client = await signIn();
    const live = await listen('?topics=audit', client);
    await live.next('hello');
    await product.database.console.query(
      `delete from console_session where sess->'passport'->'user'->>'createdAt' =
        (select max(sess->'passport'->'user'->>'createdAt') from console_session)`,
    );
    await product.product.console.get(LiveChannel).checkSessions();
    await live.next('end');
  });

  it('drops a client that does not read, and keeps the others', async () => {
    const channel = product.product.console.get(LiveChannel);
    const url = new URL(product.consoleUrl);
    const socket = connect(Number(url.port), url.hostname);
    socket.pause();
    socket.write(
      `GET /api/admin/live?topics=log HTTP/1.1\r\nhost: ${url.host}\r\ncookie: ${cookieOf(admin)}\r\n\r\n`,
    );
    await eventually(() => expect(channel.connectionCount).toBe(1));
    const reader = await listen('?topics=log');
    await reader.next('hello');
    const text = 'x'.repeat(100_000);
    const line = {
      number: 1,
      at: new Date().toISOString(),
      level: 'log',
      context: '',
      text,
    } as const;
    await eventually(async () => {
      channel.publish('log', { lines: [line], leftOut: 0 });
      await new Promise((resolve) => setImmediate(resolve));
      expect(channel.connectionCount).toBe(1);
    });
    socket.destroy();
    expect(reader.isOver).toBe(false);
  });
});
