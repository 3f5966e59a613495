import OpenAI, { APIError, AuthenticationError, RateLimitError } from 'openai';
import type { CreateApiUser } from '../api-users/api-users.contract.ts';
import { shortestMs, untilDefined } from '../testing/eventually.ts';
import { startTestProduct, type TestProduct } from '../testing/test-product.ts';

let product: TestProduct;

beforeAll(async () => {
  product = await startTestProduct();
});

const clientWith = (apiKey: string, maxRetries = 0) =>
  new OpenAI({ apiKey, baseURL: `${product.pre}/v1`, maxRetries });
const newClient = async (fields: Partial<CreateApiUser> = {}) =>
  clientWith((await product.createUser(fields)).key);
const messages = [{ role: 'user' as const, content: 'Hello' }];
const errorOf = async (call: Promise<unknown>): Promise<APIError> =>
  call.then(
    () => {
      throw new Error('It was not refused.');
    },
    (error: unknown) => error as APIError,
  );

describe('the official client', () => {
  it('gets a plain completion with its request id', async () => {
    const client = await newClient();
    const answer = await client.chat.completions.create({ model: 'ok:3', messages });
    expect(answer.choices[0]?.message.content).toEqual(expect.any(String));
    expect(answer._request_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await product.recordOf(answer._request_id!)).toMatchObject({ endReason: 'done' });
  });

  it('gets a stream, with usage when it asks', async () => {
    const client = await newClient();
    const stream = await client.chat.completions.create({
      model: 'ok:5',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.at(-1)?.usage?.total_tokens).toBeGreaterThan(0);
    expect(chunks.some((chunk) => chunk.choices[0]?.finish_reason === 'stop')).toBe(true);
  });

  it('gets embeddings, completions, responses and models', async () => {
    const client = await newClient();
    const embeddings = await client.embeddings.create({
      model: 'ok',
      input: 'Hello',
      encoding_format: 'float',
    });
    expect(embeddings.data[0]?.embedding.length).toBeGreaterThan(0);
    expect(
      (await client.completions.create({ model: 'ok:2', prompt: 'Hi' })).choices[0]?.text,
    ).toEqual(expect.any(String));
    expect((await client.responses.create({ model: 'ok:2', input: 'Hi' })).status).toBe(
      'completed',
    );
    const list = await client.models.list();
    expect(list.data.length).toBeGreaterThan(0);
    expect((await client.models.retrieve(list.data[0]!.id)).id).toBe(list.data[0]!.id);
  });

  it('ends the upstream’s work within a tenth of a second when it aborts', async () => {
    const client = await newClient();
    const abortedAfterMs = async () => {
      const { data: stream, request_id: id } = await client.chat.completions
        .create({ model: 'slow:20', messages, stream: true })
        .withResponse();
      for await (const _ of stream) break;
      const leftAt = Date.now();
      const seen = await untilDefined(() =>
        product.upstream.seen.find(
          (entry) => entry.headers['x-request-id'] === id && entry.abortedAt,
        ),
      );
      return Number(seen.abortedAt) - leftAt;
    };
    expect(await shortestMs(abortedAfterMs)).toBeLessThan(100);
  });

  it('raises a cut stream as an error instead of half an answer', async () => {
    const client = await newClient();
    const stream = await client.chat.completions.create({
      model: 'eof-mid',
      messages,
      stream: true,
    });
    const read = async () => {
      for await (const _ of stream);
    };
    const error = await errorOf(read());
    expect(error).toBeInstanceOf(APIError);
    expect(error.code).toBe('upstream_cut');
  });

  it.each<[string, Partial<CreateApiUser>, string, number, string]>([
    ['the wrong gateway', { gateways: ['post'] }, 'ok:1', 403, 'gateway_not_authorized'],
    ['a model that is not allowed', { allowedModels: ['other'] }, 'ok:1', 403, 'model_not_allowed'],
    ['a month that is used up', { monthlyTokenCap: 1 }, 'ok:1', 429, 'insufficient_quota'],
    ['an upstream that refuses the gateway', {}, '401-echo', 502, 'upstream_auth_failed'],
    ['an upstream that fails', {}, '500html', 500, 'upstream_error'],
  ])('reads code and request id of the refusal for %s', async (_, fields, model, status, code) => {
    const client = await newClient(fields);
    const error = await errorOf(client.chat.completions.create({ model, messages }));
    expect(error).toMatchObject({ status, code });
    expect(error.requestID).toMatch(/^[0-9a-f-]{36}$/);
    expect(error.error).toMatchObject({ message: expect.any(String), type: expect.any(String) });
  });

  it('reads an invalid key as an authentication error', async () => {
    const error = await errorOf(clientWith('hms_wrong').models.list());
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ status: 401, code: 'invalid_api_key' });
  });

  it('reads a revoked key as 410 and does not try again', async () => {
    const { apiUser, key } = await product.createUser();
    await product.api('POST', `/api/admin/api-users/${apiUser.id}/revoke`, {});
    const refused = () =>
      errorOf(clientWith(key, 2).chat.completions.create({ model: 'ok:1', messages }));
    expect(await refused()).toMatchObject({ status: 410, code: 'key_revoked' });
  });

  it('reads the rate limit with the time to wait', async () => {
    const client = await newClient({ requestsPerMinute: 1 });
    await client.chat.completions.create({ model: 'ok:1', messages });
    const error = await errorOf(client.chat.completions.create({ model: 'ok:1', messages }));
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
    expect(Number(error.headers?.get('retry-after'))).toBeGreaterThan(0);
  });
});
