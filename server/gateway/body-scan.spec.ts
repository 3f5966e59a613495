import fc from 'fast-check';
import { quickestMs } from '../testing/eventually.ts';
import { scanBody } from './body-scan.ts';

const tokensOf = (value: object) => scanBody(Buffer.from(JSON.stringify(value))).tokens;
const accepts = (text: string): boolean => {
  try {
    scanBody(Buffer.from(text));
    return true;
  } catch {
    return false;
  }
};
const isObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

describe('scanBody', () => {
  it('accepts what JSON.parse takes for an object, and nothing else', () => {
    const values = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 }));
    const damaged = fc.tuple(
      values,
      fc.nat(),
      fc.nat(2),
      fc.constantFrom('', ',', '"', '\\', '{', ']', '}', ':', '0', '-', '.', 'e', '\n', '\u0001'),
    );
    fc.assert(
      fc.property(damaged, fc.nat(3), ([value, place, length, part], indent) => {
        const text = JSON.stringify(value, null, indent);
        const at = place % (text.length + 1);
        const changed = text.slice(0, at) + part + text.slice(at + length);
        expect([changed, accepts(changed)]).toEqual([changed, isObject(changed)]);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    '{"a":1,}',
    '{"a":[1,]}',
    '{,}',
    '{"a":01}',
    '{"a":.5}',
    '{"a":"\\x"}',
    '{"a":"\\u12g4"}',
  ])('refuses %s as malformed', (text) => {
    expect(() => scanBody(Buffer.from(text))).toThrow(
      expect.objectContaining({ status: 400, code: 'malformed_json' }),
    );
  });

  it('finds the outermost fields where they lie, of two of a name the last', () => {
    const raw = Buffer.from('{"ü":{"b":1}, "b" : [2] ,"b":"3","mod\\u0065l":4}');
    const { fields } = scanBody(raw);
    const textOf = (name: string) =>
      raw.subarray(fields.get(name)!.start, fields.get(name)!.end).toString();
    expect([...fields.keys()]).toEqual(['ü', 'b', 'model']);
    expect([textOf('ü'), textOf('b'), textOf('model')]).toEqual(['{"b":1}', '"3"', '4']);
  });

  it('counts a number as a token, so that a prompt of token ids is not free', () => {
    const ids = Array.from({ length: 1000 }, (_, index) => index);
    expect(tokensOf({ prompt: ids })).toBeGreaterThanOrEqual(1000);
    expect(tokensOf({ input: [ids, ids] })).toBeGreaterThanOrEqual(2000);
  });

  const base64 = (type: string) => `data:${type};base64,${'A'.repeat(100_000)}`;

  it.each([
    ['a picture', { type: 'image_url', image_url: { url: base64('image/png') } }],
    ['a picture of a responses body', { type: 'input_image', image_url: base64('image/png') }],
    ['a file', { type: 'file', file: { file_data: base64('application/pdf') } }],
  ])('does not count %s by the length of its base64', (_, part) => {
    expect(tokensOf({ messages: [{ content: [part] }] })).toBeLessThan(1100);
  });

  it.each([
    ['begins like a data URL', { content: `data: ${'word '.repeat(20_000)}` }],
    ['has its form outside a part', { content: base64('image/png') }],
    ['is not base64', { image_url: { url: `data:image/png,${'word '.repeat(20_000)}` } }],
    ['is text in base64', { file: { file_data: base64('text/plain') } }],
    ['is a long key', { ['word '.repeat(20_000)]: 1 }],
  ])('counts a text that %s', (_, message) => {
    expect(tokensOf({ messages: [message] })).toBeGreaterThan(20_000);
  });

  it('does not count brackets inside texts as levels', () => {
    expect(accepts(`{"a":"${'['.repeat(100)}\\"${'{'.repeat(100)}"}`)).toBe(true);
  });

  it('refuses more values than any prompt has', () => {
    const ids = (count: number) => Buffer.from(`{"prompt":[${'7,'.repeat(count)}7]}`);
    expect(scanBody(ids(900_000)).tokens).toBeGreaterThan(900_000);
    expect(() => scanBody(ids(1_000_000))).toThrow(
      expect.objectContaining({ status: 400, code: 'invalid_request' }),
    );
  });

  it.each([
    ['keys', (index: number) => `"${index}":1`, '{', '}'],
    ['lists', () => '[]', '[', ']'],
    ['short texts', (index: number) => `"s${index}"`, '[', ']'],
  ])('takes a body full of %s no longer than a few of texts', (_, item, opening, closing) => {
    const items = Array.from({ length: 900_000 }, (_item, index) => item(index));
    const full = Buffer.from(`{"x":${opening}${items.join(',')}${closing}}`);
    const texts = Buffer.from(JSON.stringify({ x: Array(100).fill('x'.repeat(99_000)) }));
    const timeOf = (raw: Buffer) => quickestMs(() => scanBody(raw));
    // Parsed into objects the worst of them takes hundreds of times as long.
    expect(timeOf(full)).toBeLessThan(20 * timeOf(texts));
  });
});
