import { parseRequest } from './request-body.ts';

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

  it('touches nothing but the stream options where the client sent its own', () => {
    const text = (options: string) =>
      `{"seed":9007199254740993,"t":1.0, "stream_options" : ${options} ,"model":"m","stream":true}`;
    const forwarded = (options: string) =>
      parseRequest(Buffer.from(text(options)), 'completion').forwarded.toString();
    expect(forwarded('null')).toBe(text('{"include_usage":true}'));
    expect(forwarded('{"include_usage":false, "a":[1]}')).toBe(
      text('{"include_usage":true,"a":[1]}'),
    );
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

  it.each([
    [{ max_completion_tokens: 0, max_tokens: 100_000 }, 100_000],
    [{ max_completion_tokens: 5, max_tokens: 7, max_output_tokens: 6 }, 7],
    [{ max_tokens: 1e300 }, 1_000_000_000],
    [{ max_tokens: '500' }, 500],
    [{ max_tokens: 2.5 }, 1024],
    [{ max_tokens: null }, 1024],
  ])('reserves the largest limit that is stated: %j', (limits, tokens) => {
    expect(parseRequest(body({ model: 'm', messages, ...limits }), 'chat').answerTokens).toBe(
      tokens,
    );
  });

  it('refuses a model whose name is longer than any', () => {
    const refused = () => parseRequest(body({ model: 'm'.repeat(201), messages }), 'chat');
    expect(refused).toThrow(expect.objectContaining({ status: 400, code: 'invalid_request' }));
  });
});
