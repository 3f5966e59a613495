import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { eventually, shortestMs, untilDefined } from '../testing/eventually.ts';
import { GatewayClient, jsonOf } from '../testing/gateway-client.ts';
import { startTestProduct, type TestProduct } from '../testing/test-product.ts';

let product: TestProduct;
const body = JSON.stringify({ model: 'ok:1', messages: [{ role: 'user', content: 'late' }] });

beforeAll(async () => {
  product = await startTestProduct({ HERMES_DRAIN_TIMEOUT_SECONDS: '1' });
});

/** A request that has sent its head and ten bytes of its body. */
class HalfRequest {
  answer = '';
  private readonly socket: Socket;

  constructor(base: string, key: string, length = body.length) {
    const { hostname, port } = new URL(base);
    this.socket = connect(Number(port), hostname);
    this.socket.on('data', (chunk: Buffer) => (this.answer += chunk.toString()));
    this.socket.on('error', () => undefined);
    this.socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${key}\r\nContent-Length: ${length}\r\n\r\n${body.slice(0, 10)}`,
    );
  }

  sendRest(): void {
    this.socket.write(body.slice(10));
  }

  async closed(): Promise<string> {
    if (!this.socket.closed) await once(this.socket, 'close');
    return this.answer;
  }

  answered(): Promise<string> {
    return untilDefined(() => (/\r\n\r\n\{.*\}\}/s.test(this.answer) ? this.answer : undefined));
  }

  leave(): void {
    this.socket.destroy();
  }
}

const openRequests = async (): Promise<number> => {
  const { items } = await jsonOf(await product.api('GET', '/api/admin/gateways'));
  return (items as { openRequests: number }[]).reduce((all, item) => all + item.openRequests, 0);
};
const untilOpen = (count: number) =>
  eventually(async () => expect(await openRequests()).toBe(count));

/** Changes reach the gateways a moment after they were made. */
const untilRefused = (key: string) =>
  eventually(async () =>
    expect((await new GatewayClient(product, key).ask('ok:1')).status).toBeGreaterThan(400),
  );

describe('a key that changes while its request is still arriving', () => {
  it.each([
    ['is revoked', 'revoke', {}, '410', 'key_revoked'],
    ['is revoked with what runs', 'revoke', { endStreams: true }, '410', 'key_revoked'],
    ['is rotated', 'rotate', {}, '410', 'key_rotated'],
  ])('and %s is not served any more', async (_, verb, options, status, code) => {
    const { apiUser, key } = await product.createUser();
    const half = new HalfRequest(product.pre, key);
    await untilOpen(1);
    await product.api('POST', `/api/admin/api-users/${apiUser.id}/${verb}`, options);
    await untilRefused(key);
    const seen = product.upstream.seen.length;
    half.sendRest();
    const answer = await half.answered();
    expect(answer).toContain(`HTTP/1.1 ${status}`);
    expect(answer).toContain(code);
    expect(product.upstream.seen).toHaveLength(seen);
    half.leave();
  });

  it.each([
    ['gateways', { gateways: ['post'] }, 'gateway_not_authorized'],
    ['models', { allowedModels: ['other'] }, 'model_not_allowed'],
  ])('and loses its %s is not served any more', async (_, change, code) => {
    const { apiUser, key } = await product.createUser();
    const half = new HalfRequest(product.pre, key);
    await untilOpen(1);
    expect((await product.api('PATCH', `/api/admin/api-users/${apiUser.id}`, change)).ok).toBe(
      true,
    );
    await untilRefused(key);
    half.sendRest();
    const answer = await half.answered();
    expect(answer).toContain('HTTP/1.1 403');
    expect(answer).toContain(code);
    half.leave();
  });

  it('and expires is not served any more', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { key } = await product.createUser({ expiresAt });
    const half = new HalfRequest(product.pre, key);
    await untilOpen(1);
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.parse(expiresAt) + 1);
    half.sendRest();
    const answer = await half.answered();
    clock.mockRestore();
    expect(answer).toContain('key_expired');
    half.leave();
  });

  it('and is deleted is not served any more', async () => {
    const { apiUser, key } = await product.createUser();
    const half = new HalfRequest(product.pre, key);
    await untilOpen(1);
    await product.api('DELETE', `/api/admin/api-users/${apiUser.id}`);
    await untilRefused(key);
    half.sendRest();
    expect(await half.answered()).toContain('key_revoked');
    half.leave();
  });
});

describe('uploads', () => {
  it('of one key are bounded by what they announce, and the others go on', async () => {
    const { key } = await product.createUser();
    const stalled = Array.from({ length: 12 }, () => new HalfRequest(product.pre, key, 9_900_000));
    const refused = await untilDefined(() => {
      const answers = stalled.filter(({ answer }) => answer.includes('too_many_uploads'));
      return answers.length === 2 ? answers[0] : undefined;
    });
    expect(refused.answer).toContain('HTTP/1.1 429');
    expect(refused.answer).toMatch(/retry-after: 2/i);
    const other = new GatewayClient(product, (await product.createUser()).key);
    expect((await other.ask('ok:1')).status).toBe(200);
    for (const half of stalled) half.leave();
    await untilOpen(0);
    expect((await new GatewayClient(product, key).ask('ok:1')).status).toBe(200);
  });

  it('that are large and full of small values do not hold up the others', async () => {
    const { key } = await product.createUser();
    const values: string[] = [];
    for (let index = 0, bytes = 0; bytes < 9_900_000; bytes += values.at(-1)!.length + 1, index++)
      values.push(`"${index}":1`);
    const text = `{"model":"ok:1","messages":[],"max_tokens":5,"x":{${values.join(',')}}}`;
    const longestDelayMs = async () => {
      const delay = monitorEventLoopDelay({ resolution: 5 });
      delay.enable();
      const answer = await fetch(`${product.pre}/v1/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: text,
      });
      await answer.text();
      delay.disable();
      return delay.max / 1e6;
    };
    expect(await shortestMs(longestDelayMs)).toBeLessThan(1000);
  });
});

describe('a stop', () => {
  it('waits no longer than the drain for a request that is still arriving, and forwards nothing of it', async () => {
    const { key } = await product.createUser();
    const half = new HalfRequest(product.pre, key);
    await untilOpen(1);
    const seen = product.upstream.seen.length;
    const stoppedAt = Date.now();
    const stopped = product.product.stop();
    const answer = await half.closed();
    expect(answer).toContain('HTTP/1.1 503');
    expect(answer).toContain('shutting_down');
    await stopped;
    // By itself it would have been given up after ten seconds.
    expect(Date.now() - stoppedAt).toBeLessThan(8000);
    expect(product.upstream.seen).toHaveLength(seen);
  });
});
