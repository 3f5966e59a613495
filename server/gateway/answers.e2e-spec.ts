import { createHash } from 'node:crypto';
import { chunksOf, GatewayClient, idOf, jsonOf } from '../testing/gateway-client.ts';
import { eventually } from '../testing/eventually.ts';
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

describe('a plain answer', () => {
  it('passes as it came, with the request id and where the key stands', async () => {
    const response = await client.ask('ok:3');
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(JSON.parse(text).choices[0].message.role).toBe('assistant');
    expect(response.headers.get('x-ratelimit-limit-requests')).toBe('1000');
    const record = await product.recordOf(idOf(response));
    expect(record).toMatchObject({
      status: 200,
      endReason: 'done',
      model: 'ok:3',
      gateway: 'pre',
      stream: false,
    });
    expect(record.usage).toMatchObject({ source: 'upstream' });
    expect(record.response).toBe(text);
    expect(record.responseSha256).toBe(createHash('sha256').update(text).digest('hex'));
    expect(record.prompt).toContain('Hello');
  });

  it('is known to be unreadable when the upstream sends a page', async () => {
    const response = await client.ask('html200');
    expect(response.status).toBe(502);
    expect(await jsonOf(response)).toMatchObject({
      error: { code: 'upstream_invalid_response', param: null },
    });
    expect(await product.recordOf(idOf(response))).toMatchObject({
      endReason: 'upstream_error',
      status: 502,
    });
  });

  it.each(['br', 'gzip'])(
    'is never decoded: %s unasked is a fault of the upstream',
    async (model) => {
      const response = await client.ask(model);
      expect(response.status).toBe(502);
      expect((await jsonOf(response)).error.code).toBe('upstream_invalid_response');
    },
  );
});

describe('a stream', () => {
  it('passes chunk by chunk, ends with the end mark, and is stored as one completion', async () => {
    const response = await client.ask('ok:5', { stream: true });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    const text = await response.text();
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(chunksOf(text).some((chunk) => chunk.choices.length === 0)).toBe(false);
    const record = await product.recordOf(idOf(response));
    const content = chunksOf(text)
      .map((chunk) => chunk.choices[0]?.delta.content ?? '')
      .join('');
    expect(JSON.parse(record.response!).choices[0].message.content).toBe(content);
    expect(record.responseBytes).toBe(Buffer.byteLength(text));
    expect(record.usage?.source).toBe('upstream');
    expect(record.finishReason).toBe('stop');
  });

  it('brings the usage chunk to a client that asked for it', async () => {
    const text = await (
      await client.ask('ok:2', { stream: true, stream_options: { include_usage: true } })
    ).text();
    expect(chunksOf(text).filter((chunk) => chunk.choices.length === 0)).toHaveLength(1);
  });

  it.each([
    ['eof-mid', 'upstream_cut'],
    ['rst-mid', 'upstream_cut'],
    ['hang-mid', 'timeout'],
  ])('that is cut (%s) is told as an error event and never completed', async (model, endReason) => {
    const response = await client.ask(model, { stream: true });
    const text = await response.text();
    expect(text).not.toContain('[DONE]');
    expect(chunksOf(text).at(-1)?.error?.message).toMatch(/upstream/);
    const record = await product.recordOf(idOf(response));
    expect(record).toMatchObject({ endReason, status: 200 });
    expect(record.usage).toMatchObject({ source: 'estimated' });
  });

  it('whose end mark is missing after the finish reason is completed for strict clients', async () => {
    const text = await (await client.ask('nodone', { stream: true })).text();
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('says nothing after its end mark', async () => {
    const text = await (await client.ask('afterdone', { stream: true })).text();
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it.each([
    'cr',
    'crlf',
    'splitutf8',
    'badutf8',
    'nul',
    'longline:2',
    'dupusage',
    'drip',
    'tools',
    'reasoning',
    'n:2',
  ])(
    'survives odd framing and content: %s',
    async (model) => {
      const response = await client.ask(model, { stream: true });
      const text = await response.text();
      expect(text).toContain('[DONE]');
      expect(await product.recordOf(idOf(response))).toMatchObject({ endReason: 'done' });
    },
    15_000,
  );

  it.each(['negusage', 'nousage', 'hugeusage'])(
    'is charged by estimate when usage is unbelievable: %s',
    async (model) => {
      const response = await client.ask(model, { stream: true });
      await response.text();
      const record = await product.recordOf(idOf(response));
      expect(record.usage?.source).toBe('estimated');
      expect(record.usage!.chargedTokens).toBeGreaterThan(0);
      expect(record.usage!.chargedTokens).toBeLessThan(10_000);
    },
  );

  it('that the client leaves is ended at the upstream at once, charged and recorded', async () => {
    const abort = new AbortController();
    const response = await fetch(`${product.pre}/v1/chat/completions`, {
      method: 'POST',
      signal: abort.signal,
      headers: { authorization: `Bearer ${client.key}` },
      body: JSON.stringify({
        model: 'slow:30',
        messages: [{ role: 'user', content: 'x' }],
        stream: true,
        max_tokens: 500,
      }),
    });
    const reader = response.body!.getReader();
    await reader.read();
    abort.abort();
    await eventually(() => expect(client.seen(response)?.abortedAt).toBeDefined());
    const record = await product.recordOf(idOf(response));
    expect(record).toMatchObject({ endReason: 'client_abort' });
    expect(record.usage!.chargedTokens).toBeGreaterThan(0);
  });

  it('of the responses API is held at its closing event and metered from it', async () => {
    const response = await client.ask(
      'ok:3',
      { stream: true, input: 'Hi' },
      { path: '/v1/responses' },
    );
    const text = await response.text();
    expect(text).toContain('response.completed');
    const record = await product.recordOf(idOf(response));
    expect(record).toMatchObject({ endReason: 'done', path: '/v1/responses' });
    expect(record.usage?.source).toBe('upstream');
  });
});

describe('a fault of the upstream', () => {
  it('that refuses our credential never looks like a bad key, and never shows the credential', async () => {
    const response = await client.ask('401-echo');
    const text = await response.text();
    expect(response.status).toBe(502);
    expect(JSON.parse(text).error.code).toBe('upstream_auth_failed');
    expect(text + JSON.stringify([...response.headers])).not.toContain('sk-upstream-secret');
  });

  it.each([
    ['500json', 500],
    ['500html', 500],
    ['302-meta', 502],
    ['hang-headers', 504],
  ])('is an error object with its status: %s', async (model, status) => {
    const response = await client.ask(model);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/json');
    const { error } = await jsonOf(response);
    expect(error).toEqual({
      message: expect.any(String),
      type: expect.any(String),
      param: null,
      code: expect.any(String),
    });
    const record = await product.recordOf(idOf(response));
    expect(record.status).toBe(status);
    expect(record.usage!.chargedTokens).toBe(status === 504 ? record.usage!.promptTokens : 0);
  });

  it('that asks to wait passes on with a bounded wait', async () => {
    const response = await client.ask('429:86400');
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('60');
  });

  it('leaves no header of the upstream on the answer', async () => {
    const response = await client.ask('setcookie');
    expect(response.headers.get('set-cookie')).toBeNull();
    await response.text();
  });
});
