import { quickestMs } from '../testing/eventually.ts';
import { scanBody } from './body-scan.ts';
import { promptFields, promptText } from './prompt-text.ts';
import type { AnswerKind } from './routes.ts';

const textOf = (kind: AnswerKind, body: object | string): string | undefined => {
  const raw = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return promptText(raw, scanBody(raw).fields.get(promptFields[kind]));
};
const user = (content: unknown) => ({ role: 'user', content });
const picture = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };

describe('promptText', () => {
  it.each<[string, AnswerKind, object, string]>([
    [
      'the last message by the user',
      'chat',
      {
        messages: [
          { role: 'system', content: 'Be brief.' },
          user('First'),
          { role: 'assistant', content: 'Yes?' },
          user('Last'),
          { role: 'assistant', content: null, tool_calls: [{ function: { arguments: '{}' } }] },
          { role: 'tool', content: 'A result' },
        ],
      },
      'Last',
    ],
    [
      'its parts of text',
      'chat',
      { messages: [user([{ type: 'text', text: 'One' }, picture, { type: 'text', text: 'two' }])] },
      'One\ntwo',
    ],
    [
      'an earlier message where the last has no text',
      'chat',
      { messages: [user('See below'), user([picture]), user('')] },
      'See below',
    ],
    [
      'a role that comes after its content',
      'chat',
      { messages: [{ content: [{ text: 'Late', type: 'text' }], role: 'user' }] },
      'Late',
    ],
    ['an input', 'response', { input: 'Hello' }, 'Hello'],
    [
      'the last item of an input by the user',
      'response',
      {
        input: [
          { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello' }] },
          { type: 'function_call_output', call_id: 'c', output: 'A result' },
        ],
      },
      'Hello',
    ],
    ['a prompt', 'completion', { prompt: 'Once upon' }, 'Once upon'],
    ['several prompts', 'completion', { prompt: ['Once', 'upon'] }, 'Once\nupon'],
    ['what is to be embedded', 'embedding', { input: ['a', 'b'] }, 'a\nb'],
    ['a text without the space around it', 'completion', { prompt: ' \n x ' }, 'x'],
    [
      'text with escapes and beyond the basic plane',
      'chat',
      { messages: [user('"é😀\\" \u2028')] },
      '"é😀\\"',
    ],
  ])('is %s', (_, kind, body, expected) => {
    expect(textOf(kind, body)).toBe(expected);
    expect(textOf(kind, JSON.stringify(body, null, 2))).toBe(expected);
  });

  it.each<[string, AnswerKind, object]>([
    ['is only a picture', 'chat', { messages: [user([picture])] }],
    ['is token ids', 'completion', { prompt: [1, 2, 3] }],
    ['is by nobody', 'chat', { messages: [{ content: 'x' }, 3] }],
    ['is of a wrong type', 'chat', { messages: { role: 'user', content: 'x' } }],
    ['is missing', 'response', { model: 'm' }],
    ['is empty', 'embedding', { input: [] }],
  ])('is not known of a prompt that %s', (_, kind, body) => {
    expect(textOf(kind, body)).toBeUndefined();
  });

  it('is the beginning of a long text', () => {
    const text = '😀é"\\'.repeat(1000);
    const found = textOf('chat', { messages: [user(text)] })!;
    expect(text.startsWith(found)).toBe(true);
    expect([...found]).toHaveLength(200);
  });

  it('is found in a body that is not valid UTF-8', () => {
    const raw = Buffer.concat([
      Buffer.from('{"prompt":"a'),
      Buffer.alloc(5000, 0x80),
      Buffer.from([0xf0]),
      Buffer.from('"}'),
    ]);
    const { fields } = scanBody(raw);
    expect(promptText(raw, fields.get('prompt'))).toMatch(/^a\ufffd+$/);
  });

  it.each<[string, AnswerKind, string]>([
    [
      'a large picture',
      'chat',
      JSON.stringify({
        messages: [
          user([
            { type: 'image_url', image_url: { url: 'x'.repeat(9_900_000) } },
            { type: 'text', text: 'What is this?' },
          ]),
        ],
      }),
    ],
    ['a long text', 'chat', JSON.stringify({ messages: [user('\\" '.repeat(1_900_000))] })],
    ['messages', 'chat', `{"messages":[${'{"role":"user"},'.repeat(300_000)}3]}`],
    [
      'parts',
      'chat',
      `{"messages":[{"content":[${'{"text":""},'.repeat(300_000)}3],"role":"user"}]}`,
    ],
    ['token ids', 'completion', `{"prompt":[${'12345,'.repeat(900_000)}1]}`],
    ['fields', 'chat', `{"messages":[{${'"a":1,'.repeat(900_000)}"role":"user"}]}`],
  ])('takes little longer than the look that every body gets, also of %s', (_, kind, body) => {
    const raw = Buffer.from(body);
    const { fields } = scanBody(raw);
    const field = fields.get(promptFields[kind]);
    const searchMs = quickestMs(() => promptText(raw, field));
    expect(searchMs).toBeLessThan(5 * quickestMs(() => scanBody(raw)));
  });
});
