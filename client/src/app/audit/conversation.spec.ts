import { conversationOfPrompt, conversationOfResponse, toolNames } from './conversation';

const prompt = (body: object) => conversationOfPrompt(JSON.stringify(body))?.turns;
const answer = (body: object) => conversationOfResponse(JSON.stringify(body))?.turns;

describe('Conversation', () => {
  it('reads messages whose content is a string or parts, and keeps pictures out', () => {
    const turns = prompt({
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          name: 'ada',
          content: [
            { type: 'text', text: 'Look:' },
            { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(4096)}` } },
            { type: 'image_url', image_url: { url: 'https://example.org/cat.png' } },
          ],
        },
      ],
    });
    expect(turns).toEqual([
      { role: 'system', parts: [{ kind: 'text', text: 'Be brief.' }] },
      {
        role: 'user',
        name: 'ada',
        parts: [
          { kind: 'text', text: 'Look:' },
          { kind: 'media', what: 'Image', detail: 'image/png, 3 KiB' },
          { kind: 'media', what: 'Image', detail: 'https://example.org/cat.png' },
        ],
      },
    ]);
  });

  it('names the tool a result belongs to', () => {
    const turns = prompt({
      messages: [
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c1', function: { name: 'look', arguments: '{"at":1}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'Nothing there.' },
      ],
    });
    expect(turns?.[0]?.parts).toEqual([
      { kind: 'call', name: 'look', id: 'c1', arguments: '{"at":1}' },
    ]);
    expect(turns?.[1]).toEqual({
      role: 'tool',
      parts: [{ kind: 'result', id: 'c1', name: 'look', text: 'Nothing there.' }],
    });
  });

  it('tells reasoning, refusal and finish reason of an answer apart', () => {
    const message = { role: 'assistant', content: null, reasoning_content: 'Hm.', refusal: 'No.' };
    expect(answer({ choices: [{ message, finish_reason: 'stop' }] })).toEqual([
      {
        role: 'assistant',
        parts: [
          { kind: 'reasoning', text: 'Hm.' },
          { kind: 'refusal', text: 'No.' },
        ],
        finishReason: 'stop',
      },
    ]);
  });

  it('takes reasoning out of a text that carries it in a tag', () => {
    expect(
      answer({ choices: [{ text: '<think>Let me see.</think>\nFour.' }] })?.[0]?.parts,
    ).toEqual([
      { kind: 'reasoning', text: 'Let me see.' },
      { kind: 'text', text: 'Four.' },
    ]);
  });

  it('reads items of the responses API', () => {
    const turns = answer({
      output: [
        { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Because.' }] },
        { type: 'function_call', name: 'look', call_id: 'c', arguments: '{}' },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi' }] },
      ],
    });
    expect(turns?.map(({ parts }) => parts[0]?.kind)).toEqual(['reasoning', 'call', 'text']);
    expect(prompt({ instructions: 'Be brief.', input: 'Hi' })?.map(({ role }) => role)).toEqual([
      'system',
      'user',
    ]);
  });

  it('reads completions and embeddings', () => {
    expect(prompt({ prompt: ['one', 'two'] })).toHaveLength(2);
    expect(answer({ data: [{ embedding: [0.25, -1] }] })?.[0]?.parts).toEqual([
      { kind: 'vector', length: 2, head: '0.25, -1' },
    ]);
  });

  it('reads the message of an error', () => {
    expect(answer({ error: { message: 'No.' } })).toEqual([
      { role: 'error', parts: [{ kind: 'text', text: 'No.' }] },
    ]);
  });

  it('lists the tools that were offered', () => {
    const body = { input: 'x', tools: [{ function: { name: 'look' } }, { type: 'web_search' }] };
    const settings = conversationOfPrompt(JSON.stringify(body))?.settings;
    expect(toolNames(settings)).toEqual(['look', 'web_search']);
  });

  it.each(['{"messages":[{"role"', '[]', 'null', '', '{"choices":7}'])(
    'makes no conversation of %s',
    (body) => {
      expect(conversationOfPrompt(body)).toBeUndefined();
      expect(conversationOfResponse(body)).toBeUndefined();
    },
  );

  it('survives messages of any shape', () => {
    const messages = [null, 7, { content: { a: 1 } }, { role: 3, content: [null, ['x']] }];
    expect(prompt({ messages })).toHaveLength(4);
  });

  it('shows what was kept of a prompt that was cut, and marks where', () => {
    const cut = (body: string) => conversationOfPrompt(body, true);
    const start = '{"model":"m","messages":[{"role":"user","content":"Hi"}';
    const hi = { role: 'user', parts: [{ kind: 'text', text: 'Hi' }] };
    expect(cut(`${start},{"role":"assistant","content":"Good mor`)).toEqual({
      turns: [hi, { role: 'assistant', parts: [{ kind: 'text', text: 'Good mor' }], isCut: true }],
      settings: undefined,
      cut: 'turns',
    });
    expect(cut(`${start},{"ro`)).toMatchObject({ turns: [hi], cut: 'turns' });
    expect(cut(`${start},`)).toEqual({ turns: [hi], settings: undefined, cut: 'turns' });
    expect(cut(`${start}],"tools":[{"ty`)).toMatchObject({ turns: [hi], cut: 'rest' });
    expect(cut('{"prompt":"Once up')?.turns).toMatchObject([{ isCut: true }]);
    expect(cut('{"tools":[{"type":"func')).toBeUndefined();
    expect(cut(`${start}]}`)).not.toHaveProperty('cut');
  });

  it('shows what was kept of an answer that was cut', () => {
    const start = '{"choices":[{"message":{"role":"assistant","content":"Good mor';
    expect(conversationOfResponse(start, true)).toMatchObject({
      turns: [{ parts: [{ kind: 'text', text: 'Good mor' }], isCut: true }],
      cut: 'turns',
    });
    expect(conversationOfResponse(`${start}ning"}}],"usage":{"pro`, true)?.cut).toBe('rest');
    expect(conversationOfResponse('{"error":{"message":"No', true)?.turns).toMatchObject([
      { role: 'error', isCut: true },
    ]);
  });

  it('does not throw on a text that only nests', () => {
    const deep = `{"messages":[{"content":[${'['.repeat(30_000)}`;
    expect(conversationOfPrompt(deep, true)).toBeUndefined();
    const whole = `${deep}${']'.repeat(30_000)}]}]}`;
    expect(() => conversationOfPrompt(whole)).not.toThrow();
  });
});
