import { isDeeperThan, parseRequest } from './request-body.ts';

const body = (fields: object) => Buffer.from(JSON.stringify(fields));
const messages = [{ role: 'user', content: 'Hello' }];

describe('parseRequest', () => {
  it('asks for usage on a stream without touching any other byte', () => {
    const raw = Buffer.from(
      '{ "model": "m",  "stream":true, "big": 12345678901234567890, "messages":[] }',
    );
    const { forwarded, wantsUsage } = parseRequest(raw, 'chat');
    expect(forwarded.toString()).toBe(
      '{"stream_options":{"include_usage":true}, "model": "m",  "stream":true, "big": 12345678901234567890, "messages":[] }',
    );
    expect(wantsUsage).toBe(false);
  });

  it('forwards the body as it came when the client asked for usage itself', () => {
    const raw = body({
      model: 'm',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(parseRequest(raw, 'chat')).toMatchObject({ forwarded: raw, wantsUsage: true });
  });

  it('keeps the other stream options of the client', () => {
    const raw = body({
      model: 'm',
      messages,
      stream: true,
      stream_options: { include_obfuscation: false },
    });
    expect(JSON.parse(parseRequest(raw, 'chat').forwarded.toString()).stream_options).toEqual({
      include_obfuscation: false,
      include_usage: true,
    });
  });

  it.each([
    ['not JSON', Buffer.from('{"model":'), 'malformed_json'],
    ['a list', Buffer.from('[]'), 'invalid_request'],
    ['without a model', body({ messages }), 'invalid_request'],
    ['with a model that is no text', body({ model: 7, messages }), 'invalid_request'],
    [
      'with a stream flag that is no flag',
      body({ model: 'm', messages, stream: 'yes' }),
      'invalid_request',
    ],
    [
      'nested too deeply',
      Buffer.from(`{"model":"m","a":${'['.repeat(100)}${']'.repeat(100)}}`),
      'invalid_request',
    ],
  ])('refuses a body %s', (_, raw, code) => {
    expect(() => parseRequest(raw, 'chat')).toThrow(expect.objectContaining({ status: 400, code }));
  });

  it('tells a client that posted a responses body to the chat path', () => {
    expect(() => parseRequest(body({ model: 'm', input: 'Hi' }), 'chat')).toThrow(
      /\/v1\/responses/,
    );
  });

  it('reserves what the client allows for the answer, times its choices', () => {
    expect(
      parseRequest(body({ model: 'm', messages, max_tokens: 50, n: 3 }), 'chat').answerTokens,
    ).toBe(150);
    expect(
      parseRequest(body({ model: 'm', messages, max_completion_tokens: 7 }), 'chat').answerTokens,
    ).toBe(7);
    expect(
      parseRequest(body({ model: 'm', input: 'Hi', max_output_tokens: 9 }), 'response')
        .answerTokens,
    ).toBe(9);
    expect(parseRequest(body({ model: 'm', messages, max_tokens: -5 }), 'chat').answerTokens).toBe(
      1024,
    );
    expect(parseRequest(body({ model: 'm', input: 'Hi' }), 'embedding').answerTokens).toBe(0);
  });

  it('does not count a picture by the length of its base64', () => {
    const picture = { url: `data:image/png;base64,${'A'.repeat(1_000_000)}` };
    const raw = body({
      model: 'm',
      messages: [{ role: 'user', content: [{ image_url: picture }] }],
    });
    expect(parseRequest(raw, 'chat').promptTokens).toBeLessThan(1100);
  });
});

describe('isDeeperThan', () => {
  it('does not count brackets inside texts', () => {
    expect(isDeeperThan(Buffer.from('{"a":"[[[[\\"[[["}'), 2)).toBe(false);
  });
});
