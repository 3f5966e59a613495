import { GatewayClient, idOf, jsonOf } from '../testing/gateway-client.ts';
import { eventually, untilDefined } from '../testing/eventually.ts';
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

describe('a key', () => {
  it('that is not for this gateway is told where it is good', async () => {
    const { key: postOnly } = await product.createUser({ gateways: ['post'] });
    const response = await client.ask('ok:1', {}, { key: postOnly });
    expect(response.status).toBe(403);
    const { error } = await jsonOf(response);
    expect(error.code).toBe('gateway_not_authorized');
    expect(error.message).toContain(String(product.product.ports.post));
  });

  it('is 410 after rotation and after revocation, good again after restoring, 401 after deletion', async () => {
    const { apiUser, key: first } = await product.createUser();
    const change = (verb: string) =>
      product.api('POST', `/api/admin/api-users/${apiUser.id}/${verb}`, {});
    const codeOf = async (used: string) => {
      const response = await client.ask('ok:1', {}, { key: used });
      const { error } = await jsonOf(response);
      return `${response.status} ${error?.code ?? 'ok'}`;
    };
    const { key: second } = await jsonOf(await change('rotate'));
    const becomes = (used: string, expected: string) =>
      untilDefined(async () => ((await codeOf(used)) === expected ? true : undefined));
    await becomes(first, '410 key_rotated');
    expect(await codeOf(second)).toBe('200 ok');
    await change('revoke');
    await becomes(second, '410 key_revoked');
    await change('restore');
    await becomes(second, '200 ok');
    await product.api('DELETE', `/api/admin/api-users/${apiUser.id}`);
    await becomes(second, '401 invalid_api_key');
    const { items } = await jsonOf(
      await product.api('GET', `/api/admin/logs?apiUserId=${apiUser.id}`),
    );
    expect(items[0].apiUserName).toBe(apiUser.displayName);
  });

  it('with a list of models may use only those, and sees only those', async () => {
    const { key: limited } = await product.createUser({ allowedModels: ['ok:1'] });
    expect((await client.ask('ok:1', {}, { key: limited })).status).toBe(200);
    const refused = await client.ask('ok:2', {}, { key: limited });
    expect(refused.status).toBe(403);
    expect((await jsonOf(refused)).error).toMatchObject({
      code: 'model_not_allowed',
      param: 'model',
    });
  });

  it('over its rate is told when to come back, without the upstream being asked', async () => {
    const { key: slow } = await product.createUser({ requestsPerMinute: 2 });
    await (await client.ask('ok:1', {}, { key: slow })).text();
    await (await client.ask('ok:1', {}, { key: slow })).text();
    const response = await client.ask('ok:1', {}, { key: slow });
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(response.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect((await jsonOf(response)).error).toMatchObject({
      type: 'requests',
      code: 'rate_limit_exceeded',
    });
    expect(client.seen(response)).toBeUndefined();
  });

  it('known to be over its rate is refused before its body is looked at', async () => {
    const { key: slow } = await product.createUser({ requestsPerMinute: 1 });
    await (await client.ask('ok:1', {}, { key: slow })).text();
    await eventually(async () => {
      expect((await client.ask('ok:1', {}, { key: slow })).status).toBe(429);
      const response = await fetch(`${product.pre}/v1/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${slow}` },
        body: 'no JSON at all',
      });
      expect(response.status).toBe(429);
      expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('0');
    });
  });

  it('over its month is told so in the words clients stop at', async () => {
    const { key: poor } = await product.createUser({ monthlyTokenCap: 30 });
    const response = await client.ask('ok:1', {}, { key: poor });
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBeNull();
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect((await jsonOf(response)).error).toMatchObject({
      type: 'insufficient_quota',
      code: 'insufficient_quota',
      message: expect.stringMatching(/quota .* will reset at \d{4}-\d\d-01T00:00:00/),
    });
  });

  it('tells its holder where he stands', async () => {
    const { key: mine } = await product.createUser({ displayName: 'Ada' });
    await (await client.ask('ok:1', {}, { key: mine })).text();
    const read = async () =>
      jsonOf(
        await fetch(`${product.pre}/v1/key`, { headers: { authorization: `Bearer ${mine}` } }),
      );
    const info = await untilDefined(async () => {
      const answer = await read();
      return answer.reserved_tokens === 0 ? answer : undefined;
    });
    expect(info).toMatchObject({
      name: 'Ada',
      requests_last_minute: 1,
      monthly_token_cap: 1_000_000,
    });
    expect(info.used_tokens).toBeGreaterThan(0);
    expect(info.remaining_tokens).toBe(1_000_000 - info.used_tokens);
  });

  it('that is revoked with its streams ends them, and they are recorded', async () => {
    const { apiUser, key: mine } = await product.createUser();
    const response = await client.ask('slow:200', { stream: true }, { key: mine });
    const reader = response.body!.getReader();
    await reader.read();
    await product.api('POST', `/api/admin/api-users/${apiUser.id}/revoke`, { endStreams: true });
    const record = await product.recordOf(idOf(response));
    expect(record.endReason).toBe('revoked');
    await reader.cancel();
  });
});
