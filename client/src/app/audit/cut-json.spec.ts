import { readCutJson } from './cut-json';

describe('JSON that was cut', () => {
  it.each([
    ['nothing missing', '{"a":[1,true]}', { a: [1, true] }, 0],
    ['a string', '{"a":"hel', { a: 'hel' }, 2],
    ['a string that just began', '{"a":"', { a: '' }, 2],
    ['the backslash of an escape', String.raw`{"a":"x` + '\\', { a: 'x' }, 2],
    ['a unicode escape', String.raw`{"a":"x\u00e`, { a: 'x' }, 2],
    ['a unicode escape that just began', String.raw`{"a":"x\u`, { a: 'x' }, 2],
    ['behind an escaped quote', String.raw`{"a":"x\"`, { a: 'x"' }, 2],
    ['behind an escaped backslash', String.raw`{"a":"x\\`, { a: 'x\\' }, 2],
    ['between the halves of an emoji', String.raw`{"a":"x\ud83d`, { a: 'x' }, 2],
    ['the second half of an emoji', String.raw`{"a":"x\ud83d\ude`, { a: 'x' }, 2],
    ['behind a whole emoji', String.raw`{"a":"x\ud83d\ude00`, { a: 'x😀' }, 2],
    ['a key', '{"a":1,"bc', { a: 1 }, 1],
    ['behind a key', '{"a":1,"bc"', { a: 1 }, 1],
    ['behind a colon', '{"a":1,"bc": ', { a: 1 }, 1],
    ['behind a comma', '{"a":1,', { a: 1 }, 1],
    ['a number', '{"a":1,"b":-12.', { a: 1 }, 1],
    ['a number that may go on', '[1,2', [1], 1],
    ['a word', '{"a":null,"b":tru', { a: null }, 1],
    [
      'nested arrays',
      '{"a":[[1,2],[3,[4,',
      {
        a: [
          [1, 2],
          [3, [4]],
        ],
      },
      4,
    ],
    ['behind a closed object', '[{"a":{}}', [{ a: {} }], 1],
    ['brackets in a string', '["[{', ['[{'], 2],
  ])('reads up to the cut in %s', (_, text, value, depth) => {
    expect(readCutJson(text)).toEqual({ value, depth });
  });

  it.each(['', ' ', '"', '1', 'tru', '{', '[', '}', ']}', '{]', '{"a" "b', '{,', '[:', 'data: {}'])(
    'does not throw on %j',
    (text) => {
      expect(() => readCutJson(text)).not.toThrow();
    },
  );

  it('makes nothing of what is no JSON', () => {
    for (const text of ['', '{]', '[1 2 ', 'data: {"a":1}', '["\n'])
      expect(readCutJson(text)).toBeUndefined();
  });

  it('gives up on a text that only nests', () => {
    expect(readCutJson('['.repeat(100_000))).toBeUndefined();
  });

  it('reads a conversation that is cut at any character', () => {
    const text = JSON.stringify({
      model: 'm',
      stream: false,
      messages: [
        { role: 'user', content: 'Say "hi"\n\\ \u0001 😀' },
        { role: 'assistant', tool_calls: [{ id: 'c', function: { arguments: '{"at":[1.5e3]}' } }] },
      ],
    });
    for (let length = 1; length < text.length; length++) {
      const read = readCutJson(text.slice(0, length));
      expect(read?.depth).toBeGreaterThan(0);
      expect(typeof read?.value).toBe('object');
    }
  });
});
