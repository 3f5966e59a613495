import type { AdminEventView } from '../admin-events/admin-events.contract.ts';
import type { AuditRecordView } from '../audit/audit.contract.ts';
import { untilDefined } from '../testing/eventually.ts';
import { chunksOf, idOf, jsonOf } from '../testing/gateway-client.ts';
import { ConsoleClient } from '../testing/test-console.ts';
import { adminPassword, startTestProduct, type TestProduct } from '../testing/test-product.ts';

const secret = 'what nobody else should read';

describe('the playground', () => {
  let product: TestProduct;
  let admin: ConsoleClient;

  beforeAll(async () => {
    // The gateway "post" has no upstream of its own: the built-in demo answers.
    product = await startTestProduct({ HERMES_POST_UPSTREAM_URL: '' });
    admin = new ConsoleClient(product.consoleUrl);
    await admin.logIn(adminPassword);
  });

  const send = (fields: object, init: { client?: ConsoleClient; signal?: AbortSignal } = {}) => {
    const { client = admin, signal } = init;
    return fetch(`${product.consoleUrl}/api/admin/playground/chat`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        cookie: [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      body: JSON.stringify({
        gateway: 'pre',
        model: 'ok:5',
        messages: [{ role: 'user', content: secret }],
        maxTokens: 50,
        ...fields,
      }),
      ...(signal && { signal }),
    });
  };
  const newUser = async (fields: object = {}) => (await product.createUser(fields)).apiUser;
  const eventsOf = async (apiUserId: string): Promise<readonly AdminEventView[]> => {
    const { body } = await admin.get('/api/admin/events?action=playground.send');
    const events: readonly AdminEventView[] = body.items;
    return events.filter(({ target }) => target?.id === apiUserId);
  };
  const requestsOf = async (apiUserId: string): Promise<readonly AuditRecordView[]> =>
    (await admin.get(`/api/admin/logs?apiUserId=${apiUserId}`)).body.items;

  it('streams the answer, with the standing of the user and an id that leads to the record', async () => {
    const { id: apiUserId } = await newUser();
    const response = await send({ apiUserId });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch('text/event-stream');
    expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('999');
    const text = await response.text();
    expect(chunksOf(text).length).toBeGreaterThan(1);
    expect(text).toContain('[DONE]');
    expect(await product.recordOf(idOf(response))).toMatchObject({
      apiUserId,
      endReason: 'done',
      stream: true,
      userAgent: 'hermes-console-playground/1',
      clientAddress: '127.0.0.1',
    });
  });

  it('answers whole when no stream is wanted', async () => {
    const { id: apiUserId } = await newUser();
    const response = await send({ apiUserId, stream: false, gateway: 'post' });
    const body = await jsonOf(response);
    expect(body.choices[0].message.content).toContain(secret);
    expect(body.usage.total_tokens).toBeGreaterThan(0);
  });

  it('sends what was set, and no credential of the console', async () => {
    const { id: apiUserId } = await newUser();
    const response = await send({ apiUserId, temperature: 0.5, stream: false });
    await response.text();
    const { prompt } = await product.recordOf(idOf(response));
    expect(JSON.parse(prompt)).toEqual({
      model: 'ok:5',
      messages: [{ role: 'user', content: secret }],
      stream: false,
      temperature: 0.5,
      max_tokens: 50,
    });
    const seen = product.upstream.seen.find(
      ({ headers }) => headers['x-request-id'] === idOf(response),
    );
    expect(seen?.headers.cookie).toBeUndefined();
    expect(seen?.headers.authorization).toBe('Bearer sk-upstream-secret-for-tests');
  });

  it('counts against the rate of the user, together with what its key sends', async () => {
    const { apiUser, key } = await product.createUser({ requestsPerMinute: 2 });
    const ofKey = await fetch(`${product.pre}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'ok:1', messages: [{ role: 'user', content: 'x' }] }),
    });
    await ofKey.text();
    await (await send({ apiUserId: apiUser.id })).text();
    const response = await send({ apiUserId: apiUser.id });
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).not.toBeNull();
    expect((await jsonOf(response)).error).toMatchObject({
      type: 'requests',
      code: 'rate_limit_exceeded',
    });
  });

  it('reserves from the month of the user and sends nothing beyond it', async () => {
    const { id: apiUserId } = await newUser({ monthlyTokenCap: 100 });
    const response = await send({ apiUserId, maxTokens: 5000 });
    expect(response.status).toBe(429);
    expect((await jsonOf(response)).error.code).toBe('insufficient_quota');
    expect(await requestsOf(apiUserId)).toEqual([]);
  });

  it.each([
    ['a model that is not allowed', { allowedModels: ['other'] }, 403, 'model_not_allowed'],
    ['a gateway that is not allowed', { gateways: ['post'] }, 403, 'gateway_not_authorized'],
  ])('refuses %s', async (_what, fields, status, code) => {
    const { id: apiUserId } = await newUser(fields);
    const response = await send({ apiUserId });
    expect(response.status).toBe(status);
    expect((await jsonOf(response)).error.code).toBe(code);
  });

  it('refuses a revoked user at once', async () => {
    const { id: apiUserId } = await newUser();
    await product.api('POST', `/api/admin/api-users/${apiUserId}/revoke`, {});
    const response = await send({ apiUserId });
    expect(response.status).toBe(410);
    expect((await jsonOf(response)).error.code).toBe('key_revoked');
  });

  it('refuses an expired user', async () => {
    const { id: apiUserId } = await newUser();
    await product.database.console.query(
      `update api_user set expires_at = now() - interval '1 minute' where id = $1`,
      [apiUserId],
    );
    const response = await send({ apiUserId });
    expect(response.status).toBe(401);
    expect((await jsonOf(response)).error).toMatchObject({
      type: 'invalid_request_error',
      code: 'key_expired',
    });
  });

  it('knows no user of another id', async () => {
    const response = await send({ apiUserId: '01939d5e-7c00-7000-8000-000000000000' });
    expect(response.status).toBe(404);
  });

  it('goes on as the user after its key was rotated', async () => {
    const { id: apiUserId } = await newUser();
    await product.api('POST', `/api/admin/api-users/${apiUserId}/rotate`, {});
    const response = await send({ apiUserId, stream: false });
    await response.text();
    expect(response.status).toBe(200);
  });

  it('ends the work of the upstream when the page is left', async () => {
    const { id: apiUserId } = await newUser();
    const abort = new AbortController();
    const response = await send({ apiUserId, model: 'drip:1000' }, { signal: abort.signal });
    await response.body!.getReader().read();
    abort.abort();
    const seen = await untilDefined(async () => {
      const found = product.upstream.seen.find(
        ({ headers }) => headers['x-request-id'] === idOf(response),
      );
      return found?.abortedAt === undefined ? undefined : found;
    });
    expect(seen.finishedAt).toBeUndefined();
    expect((await product.recordOf(idOf(response))).endReason).toBe('client_abort');
  });

  it('is not for viewers', async () => {
    const { id: apiUserId } = await newUser();
    const username = `viewer-${apiUserId.slice(-8)}`;
    const password = 'the password of a viewer';
    await product.api('POST', '/api/admin/administrators', { username, role: 'viewer', password });
    const viewer = new ConsoleClient(product.consoleUrl);
    await viewer.logIn(password, username);
    const response = await send({ apiUserId }, { client: viewer });
    expect(response.status).toBe(403);
    expect((await jsonOf(response)).error.code).toBe('admin_only');
    expect(await requestsOf(apiUserId)).toEqual([]);
  });

  it('writes down who sent as whom, and nothing of what was sent', async () => {
    const apiUser = await newUser();
    const response = await send({ apiUserId: apiUser.id });
    await response.text();
    const event = await untilDefined(async () => (await eventsOf(apiUser.id))[0]);
    expect(event).toMatchObject({
      outcome: 'ok',
      status: 200,
      requestId: idOf(response),
      target: { kind: 'api_user', id: apiUser.id, name: apiUser.displayName },
    });
    expect(JSON.stringify(event)).not.toContain(secret);
    expect(event.changes.map(({ field }) => field).sort()).toEqual([
      'gateway',
      'messages',
      'model',
      'stream',
    ]);
  });

  it('writes down what the gateway refused as refused', async () => {
    const { id: apiUserId } = await newUser({ allowedModels: ['other'] });
    await send({ apiUserId });
    const [event] = await eventsOf(apiUserId);
    expect(event).toMatchObject({ status: 403, errorCode: 'model_not_allowed' });
    expect(event?.outcome).not.toBe('ok');
  });

  it('lists the models of a gateway', async () => {
    const { body } = await admin.get('/api/admin/playground/models?gateway=pre');
    expect(body).toEqual({ items: ['ok:1', 'ok:5', 'provider/deep:7'] });
  });
});
