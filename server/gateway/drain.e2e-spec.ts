import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../testing/eventually.ts';
import { startTestProduct, type TestProduct } from '../testing/test-product.ts';

/** Longer than what a gateway gives its last writes. */
const beyondLastWritesMs = 2500;

describe('a gateway that stops', () => {
  let slow: Server;
  let product: TestProduct;
  let listed: ServerResponse[];
  let key: string;

  beforeEach(async () => {
    listed = [];
    slow = createServer((_request, response) => void listed.push(response));
    await once(slow.listen(0, '127.0.0.1'), 'listening');
    const { port } = slow.address() as AddressInfo;
    product = await startTestProduct({
      HERMES_POST_UPSTREAM_URL: `http://127.0.0.1:${port}`,
      HERMES_DRAIN_DELAY_SECONDS: '0',
      HERMES_DRAIN_TIMEOUT_SECONDS: '30',
    });
    ({ key } = await product.createUser());
  });
  afterEach(async () => {
    slow.closeAllConnections();
    slow.close();
    await product.stop();
  });

  const refuses = (url: string) =>
    until(async () => {
      const probe: Socket = connect(Number(new URL(url).port), '127.0.0.1');
      return new Promise<boolean>((resolve) => {
        probe.on('connect', () => resolve(false)).on('error', () => resolve(true));
      }).finally(() => probe.destroy());
    });

  it('takes a request that was half sent', async () => {
    const body = JSON.stringify({ model: 'ok:1', messages: [{ role: 'user', content: 'hi' }] });
    const text = `POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const socket = connect(Number(new URL(product.pre).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (part) => (answer += String(part)));
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(text.slice(0, 40));
    await sleep(100);
    const stopping = product.stop();
    await refuses(product.pre);
    await sleep(beyondLastWritesMs);
    socket.write(text.slice(40));
    await stopping;
    expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*connection: close/i);
  });

  it('lets an upstream finish that is slow to say its models', async () => {
    const asked = fetch(`${product.post}/v1/models`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const answered = asked.then(async (answer) => [answer.status, await answer.json()]);
    await until(() => listed.length > 0);
    const stopping = product.stop();
    await refuses(product.post);
    await sleep(beyondLastWritesMs);
    listed[0]!
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ object: 'list', data: [{ id: 'late', object: 'model' }] }));
    expect(await answered).toMatchObject([200, { data: [{ id: 'late' }] }]);
    await stopping;
  });
});
