import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { GatewayClient, idOf, jsonOf } from '../testing/gateway-client.ts';
import { startTestProduct, type TestProduct } from '../testing/test-product.ts';

let product: TestProduct;
let client: GatewayClient;

beforeAll(async () => {
  product = await startTestProduct({
    HERMES_UPSTREAM_FIRST_BYTE_TIMEOUT_SECONDS: '1',
    HERMES_UPSTREAM_SILENCE_TIMEOUT_SECONDS: '1',
    HERMES_CORS_ORIGINS: 'https://app.example',
  });
  client = new GatewayClient(product, (await product.createUser()).key);
});

describe('a request', () => {
  it('reaches the upstream without the key and without any header that is not listed', async () => {
    const response = await client.ask(
      'ok:1',
      {},
      {
        headers: {
          'x-api-key': client.key,
          cookie: 'a=b',
          'x-forwarded-for': '1.2.3.4',
          'openai-organization': 'o',
          'user-agent': 'me',
        },
      },
    );
    await response.text();
    const { headers } = client.seen(response)!;
    expect(JSON.stringify(headers)).not.toContain(client.key);
    expect(headers.authorization).toBe('Bearer sk-upstream-secret-for-tests');
    expect(headers).toMatchObject({ 'user-agent': 'me', 'accept-encoding': 'identity' });
    for (const name of ['cookie', 'x-api-key', 'x-forwarded-for', 'openai-organization'])
      expect(headers).not.toHaveProperty(name);
  });

  it('keeps fields the gateway does not know', async () => {
    const response = await client.ask('ok:1', { a_new_field: { deep: [1, 2] } });
    await response.text();
    const record = await product.recordOf(idOf(response));
    expect(client.seen(response)!.bodySha256).toBe(record.promptSha256);
  });

  it('is listed with what the user said last', async () => {
    const messages = [
      { role: 'user', content: 'First' },
      { role: 'user', content: [{ type: 'text', text: 'What now?\0' }] },
    ];
    const response = await client.ask('ok:1', { messages });
    await response.text();
    await product.recordOf(idOf(response));
    const log = await product.api('GET', `/api/admin/logs?requestId=${idOf(response)}`);
    expect((await jsonOf(log)).items).toMatchObject([{ promptPreview: 'What now?\ufffd' }]);
  });

  it('is found by the id its client gave it', async () => {
    const mine = `mine-${randomUUID()}`;
    const response = await client.ask('ok:1', {}, { headers: { 'x-client-request-id': mine } });
    await response.text();
    expect(await product.recordOf(idOf(response))).toMatchObject({ clientRequestId: mine });
  });

  it('is accepted where clients with a slip in their base URL send it', async () => {
    expect((await client.ask('ok:1', {}, { path: '/chat/completions' })).status).toBe(200);
    expect((await client.ask('ok:1', {}, { path: '/v1/v1/chat/completions' })).status).toBe(200);
    expect((await client.ask('ok:1', {}, { path: '/v1/chat/completions/' })).status).toBe(200);
  });

  it.each([
    ['without a key', { authorization: '' }, 401, 'invalid_api_key'],
    ['with a key that is mistyped', { authorization: 'Bearer hms_abc' }, 401, 'invalid_api_key'],
    ['with a compressed body', { 'content-encoding': 'br' }, 415, 'unsupported_media_type'],
  ])('is refused %s', async (_, headers, status, code) => {
    const response = await client.ask('ok:1', {}, { headers });
    expect(response.status).toBe(status);
    expect((await jsonOf(response)).error.code).toBe(code);
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(client.seen(response)).toBeUndefined();
  });

  it('with two Authorization headers is refused', async () => {
    const url = new URL(`${product.pre}/v1/models`);
    const status = await new Promise((resolve) => {
      httpRequest(
        url,
        {
          headers: [
            'authorization',
            `Bearer ${client.key}`,
            'authorization',
            'Bearer x',
            'host',
            url.host,
          ],
        },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      ).end();
    });
    expect(status).toBe(401);
  });

  it('that is too large is refused before it has arrived', async () => {
    const response = await client.ask('ok:1', { filler: 'x'.repeat(10_000_001) });
    expect(response.status).toBe(413);
    expect((await jsonOf(response)).error.code).toBe('request_too_large');
  });

  it('on an unknown path is told where the gateway is', async () => {
    const response = await client.ask('ok:1', {}, { path: '/v1/images/generations' });
    expect(response.status).toBe(404);
    expect((await jsonOf(response)).error).toMatchObject({
      code: 'unknown_url',
      message: expect.stringContaining('/v1/chat/completions'),
    });
  });

  it('with the wrong method is told the right one', async () => {
    const response = await fetch(`${product.pre}/v1/chat/completions`, {
      headers: { authorization: `Bearer ${client.key}` },
    });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });
});

describe('a path that is only read', () => {
  it.each([
    ['POST', '/v1/models'],
    ['PUT', '/v1/models/ok:1'],
    ['DELETE', '/v1/key'],
  ])('refuses %s %s and names what it takes', async (method, path) => {
    const response = await fetch(product.pre + path, {
      method,
      headers: { authorization: `Bearer ${client.key}` },
    });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
    expect((await jsonOf(response)).error.code).toBe('method_not_allowed');
  });
});

describe('what a client sent', () => {
  it('is not sent back at length', async () => {
    const { key } = await product.createUser({ allowedModels: ['ok:1'] });
    const refused = await client.ask('m'.repeat(200), {}, { key });
    expect(refused.status).toBe(403);
    expect((await refused.text()).length).toBeLessThan(400);
    const tooLong = await client.ask('m'.repeat(5_000_000), {}, { key });
    expect(tooLong.status).toBe(400);
    expect((await tooLong.text()).length).toBeLessThan(400);
    const missing = await client.get(`/v1/models/${'m'.repeat(5000)}`);
    expect((await missing.text()).length).toBeLessThan(400);
  });
});

describe('models', () => {
  it('are listed and found one by one, also where the upstream knows only the list', async () => {
    const list = await jsonOf(await client.get('/v1/models'));
    expect(list.object).toBe('list');
    const { id } = list.data[0];
    expect(await jsonOf(await client.get(`/v1/models/${id}`))).toMatchObject({
      id,
      object: 'model',
    });
    const missing = await client.get('/v1/models/none/such');
    expect(missing.status).toBe(404);
    expect((await jsonOf(missing)).error.code).toBe('model_not_found');
  });
});

describe('a browser of a listed origin', () => {
  it('gets its preflight answered without a key, and can read refusals', async () => {
    const preflight = await fetch(`${product.pre}/v1/chat/completions`, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://app.example');
    const refused = await client.ask(
      'ok:1',
      {},
      { key: 'bad', headers: { origin: 'https://app.example' } },
    );
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://app.example');
    const other = await client.ask('ok:1', {}, { headers: { origin: 'https://evil.example' } });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });
});
