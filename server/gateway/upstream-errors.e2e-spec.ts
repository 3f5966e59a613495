import { GatewayClient, idOf, jsonOf } from '../testing/gateway-client.ts';
import { startTestProduct, type TestProduct } from '../testing/test-product.ts';

const secret = 'sk-upstream-secret-for-tests';
let product: TestProduct;
let client: GatewayClient;

beforeAll(async () => {
  product = await startTestProduct();
  client = new GatewayClient(product, (await product.createUser()).key);
});

const say = (status: number, answer: object | string, fields: object = {}, path?: string) =>
  client.ask(
    'say',
    {
      say: { status, text: typeof answer === 'string' ? answer : JSON.stringify(answer) },
      ...fields,
    },
    path === undefined ? {} : { path },
  );
const events = (...parts: object[]): string =>
  parts.map((part) => `data: ${JSON.stringify(part)}\n\n`).join('');
const words = (content: string) => ({ choices: [{ index: 0, delta: { content } }] });

describe('an error of the upstream', () => {
  const everywhere = {
    message: `a $KEY`,
    type: 'b$KEY',
    code: 'c$KEY',
    param: 'd $KEY',
    metadata: { raw: ['e $KEY'], $KEY: 1 },
  };

  it.each([
    ['with its status', 422, { error: everywhere }, {}],
    ['with status 200', 200, { error: everywhere }, {}],
    ['in a stream', 200, events(words('one'), { error: everywhere }), { stream: true }],
    ['named in a stream', 200, `event: error\n${events(everywhere)}`, { stream: true }],
    ['that is no JSON in a stream', 200, 'event: error\ndata: no, $KEY\n\n', { stream: true }],
  ])(
    'never shows the credential, whatever field repeats it: %s',
    async (_, status, answer, fields) => {
      const response = await say(status, answer, fields);
      const text = await response.text();
      expect(text).toContain('[hidden]');
      expect(text).not.toContain(secret);
      expect(JSON.stringify(await product.recordOf(idOf(response)))).not.toContain(secret);
    },
  );

  it('of a responses stream never shows the credential', async () => {
    const response = { status: 'failed', error: { code: 'no', message: 'bad $KEY' } };
    const answer = await say(
      200,
      events({ type: 'response.failed', response }),
      { stream: true, input: 'x' },
      '/v1/responses',
    );
    const text = await answer.text();
    expect(text).toContain('bad [hidden]');
    const record = await product.recordOf(idOf(answer));
    expect(record.response).toContain('bad [hidden]');
    expect(text + JSON.stringify(record)).not.toContain(secret);
  });

  it('inside a stream passes byte by byte where it has nothing to hide', async () => {
    const error = 'event: error\ndata: {"error" : {"message":"full","code":12.0}}\n\n';
    expect(await (await say(200, error, { stream: true })).text()).toContain(error);
  });

  it.each([
    [
      '400 with a key code',
      400,
      { error: { message: 'Incorrect API key', code: 'invalid_api_key' } },
    ],
    ['400 with a key type', 400, { error: { message: 'x', type: 'authentication_error' } }],
    ['407', 407, { error: { message: 'proxy' } }],
    ['403', 403, { error: { message: 'no' } }],
  ])('about the credential is not the fault of the client: %s', async (_, status, answer) => {
    const response = await say(status, answer);
    expect(response.status).toBe(502);
    expect((await jsonOf(response)).error.code).toBe('upstream_auth_failed');
  });

  it('about the credential inside a stream does not look like a bad key', async () => {
    const error = { message: 'Incorrect API key', type: 'auth', code: 'invalid_api_key' };
    const text = await (await say(200, events({ error }), { stream: true })).text();
    expect(text).not.toContain('invalid_api_key');
    expect(text).toContain('upstream_auth_failed');
  });

  it('with 410 does not look like a revoked key', async () => {
    const response = await say(410, { error: { message: 'model retired', code: 'gone' } });
    expect(response.status).toBe(502);
    expect((await jsonOf(response)).error).toMatchObject({
      code: 'upstream_error',
      message: 'model retired',
    });
  });

  it.each([
    ['as a text', { error: 'the words of $KEY' }],
    ['without an error object', { object: 'error', message: 'the words of $KEY', code: 400 }],
  ])('keeps its words %s', async (_, answer) => {
    const response = await say(400, answer);
    expect(response.status).toBe(400);
    expect((await jsonOf(response)).error.message).toBe('the words of [hidden]');
  });
});

describe('the charge', () => {
  it('of a stream that ends in an error is what was delivered', async () => {
    const text = events(words('x'.repeat(4000)), { error: { message: 'gave up' } });
    const response = await say(200, text, { stream: true, max_tokens: 5000 });
    await response.text();
    const record = await product.recordOf(idOf(response));
    expect(record.endReason).toBe('upstream_error');
    expect(record.usage).toMatchObject({ source: 'estimated', completionTokens: 1000 });
    expect(record.usage!.chargedTokens).toBeGreaterThan(1000);
  });

  it('is the same when an end mark follows the error', async () => {
    const text = `${events(words('x'.repeat(400)), { error: { message: 'no' } })}data: [DONE]\n\n`;
    const response = await say(200, text, { stream: true });
    expect(await response.text()).toBe(text);
    const record = await product.recordOf(idOf(response));
    expect(record.endReason).toBe('upstream_error');
    expect(record.usage).toMatchObject({ source: 'estimated', completionTokens: 100 });
  });

  it('without stated usage is estimated from the whole answer, not from its stored part', async () => {
    const response = await say(200, { choices: [], text: 'y'.repeat(400_000) }, { max_tokens: 10 });
    await response.text();
    const record = await product.recordOf(idOf(response));
    expect(record.responseTruncated).toBe(true);
    expect(record.usage!.completionTokens).toBeGreaterThanOrEqual(100_000);
  });
});

describe('a responses stream', () => {
  const closing = (fields: object) =>
    events({
      type: 'response.completed',
      response: { object: 'response', status: 'completed', ...fields },
    });
  const ask = (text: string) => say(200, text, { stream: true, input: 'x' }, '/v1/responses');

  it('is metered and recorded although its closing event holds a picture', async () => {
    const usage = { input_tokens: 5, output_tokens: 20, total_tokens: 25 };
    const text = closing({ usage, output: [{ result: 'A'.repeat(3_000_000) }] });
    const response = await ask(text);
    expect(await response.text()).toBe(text);
    const record = await product.recordOf(idOf(response));
    expect(record).toMatchObject({ endReason: 'done', usage: { source: 'upstream' } });
    expect(record.response).toContain('"object":"response"');
  });

  it('that is cut is recorded as the response it would have been', async () => {
    const delta = { type: 'response.output_text.delta', delta: 'half an ans' };
    const response = await ask(events(delta));
    await response.text();
    const record = await product.recordOf(idOf(response));
    expect(record.endReason).toBe('upstream_cut');
    expect(JSON.parse(record.response!)).toMatchObject({
      object: 'response',
      status: 'incomplete',
      output: [{ content: [{ type: 'output_text', text: 'half an ans' }] }],
    });
  });
});
