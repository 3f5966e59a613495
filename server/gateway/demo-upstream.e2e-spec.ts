import OpenAI from 'openai';
import { startTestProduct, type TestProduct } from '../testing/test-product.ts';

let product: TestProduct;
let client: OpenAI;

beforeAll(async () => {
  product = await startTestProduct({ HERMES_PRE_UPSTREAM_URL: '', HERMES_POST_UPSTREAM_URL: '' });
  const { key } = await product.createUser();
  client = new OpenAI({ apiKey: key, baseURL: `${product.pre}/v1`, maxRetries: 0 });
});

const messages = [{ role: 'user' as const, content: 'How are you?' }];

describe('the demo upstream', () => {
  it('says in every answer what it is, and echoes', async () => {
    const { data, response } = await client.chat.completions
      .create({ model: 'hermes-demo', messages })
      .withResponse();
    expect(data.choices[0]?.message.content).toMatch(/demo upstream.*How are you\?/);
    expect(response.headers.get('x-hermes-demo')).toBe('true');
  });

  it('streams, with usage that the record takes over', async () => {
    const { data: stream, request_id: id } = await client.chat.completions
      .create({ model: 'hermes-demo', messages, stream: true })
      .withResponse();
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toContain('How are you?');
    expect((await product.recordOf(id!)).usage?.source).toBe('upstream');
  });

  it('speaks the other paths too', async () => {
    const completion = await client.completions.create({ model: 'hermes-demo', prompt: 'Hi' });
    expect(completion.choices[0]?.text).toContain('Hi');
    const response = await client.responses.create({ model: 'hermes-demo', input: 'Hi' });
    expect(response.output_text).toContain('Hi');
    const embeddings = await client.embeddings.create({
      model: 'hermes-demo',
      input: ['a', 'b'],
      dimensions: 8,
      encoding_format: 'float',
    });
    expect(embeddings.data.map(({ embedding }) => embedding.length)).toEqual([8, 8]);
    expect((await client.models.list()).data[0]?.id).toBe('hermes-demo');
  });

  it('says so when it is sent too much', async () => {
    const content = 'x'.repeat(300_000);
    await expect(
      client.chat.completions.create({
        model: 'hermes-demo',
        messages: [{ role: 'user', content }],
      }),
    ).rejects.toMatchObject({ status: 413, code: 'request_too_large' });
  });

  it('is known to the console', async () => {
    const gateways = (await (await product.api('GET', '/api/admin/gateways')).json()) as {
      items: { upstream: { kind: string; state: string } }[];
    };
    expect(gateways.items.map(({ upstream }) => upstream)).toEqual([
      expect.objectContaining({ kind: 'demo', state: 'ready' }),
      expect.objectContaining({ kind: 'demo', state: 'ready' }),
    ]);
  });
});
