import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { hashKey, isWellFormedKey, makeKey, partsShown } from './bearer-secret.ts';

describe('an API key', () => {
  it('is hms_ and 43 letters and digits', () => {
    expect(makeKey()).toMatch(/^hms_[0-9A-Za-z]{43}$/);
  });

  it('is well formed, whatever was drawn', () => {
    for (let time = 0; time < 500; time++) expect(isWellFormedKey(makeKey())).toBe(true);
  });

  it('is never made twice', () => {
    expect(new Set(Array.from({ length: 500 }, makeKey)).size).toBe(500);
  });

  it('draws every character about equally often', () => {
    const counts = new Map<string, number>();
    for (let time = 0; time < 2000; time++)
      for (const character of makeKey().slice(4, 41))
        counts.set(character, (counts.get(character) ?? 0) + 1);
    // 74,000 draws of 62: 1194 each, standard deviation 34.
    expect(counts.size).toBe(62);
    expect(Math.min(...counts.values())).toBeGreaterThan(1194 - 7 * 34);
    expect(Math.max(...counts.values())).toBeLessThan(1194 + 7 * 34);
  });

  it('is not well formed with one character changed', () => {
    const key = makeKey();
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: key.length - 1 }),
        fc.constantFrom(...'0aZ9kQ'),
        (index, character) => {
          fc.pre(key[index] !== character);
          return !isWellFormedKey(key.slice(0, index) + character + key.slice(index + 1));
        },
      ),
    );
  });

  it.each([
    '',
    'hms_',
    'sk-proj-abc',
    `hms_${'a'.repeat(43)}`,
    `${makeKey()}a`,
    `${makeKey()}\n`,
    ` ${makeKey()}`,
    makeKey().slice(0, -1),
    makeKey().toUpperCase(),
    "hms_' or 1=1 --",
    `hms_${'\0'.repeat(43)}`,
    `hms_${'é'.repeat(43)}`,
    `hms_${'a'.repeat(10_000)}`,
  ])('is not %j', (text) => {
    expect(isWellFormedKey(text)).toBe(false);
  });

  it('has this checksum, so that scanners elsewhere can agree', () => {
    // CRC-32 of the first 41 characters is 1293948918; this is that number in base 62.
    expect(isWellFormedKey(`hms_${'A'.repeat(37)}1PZHDq`)).toBe(true);
  });

  it('is stored as SHA-256', () => {
    const key = makeKey();
    expect(hashKey(key)).toEqual(createHash('sha256').update(key).digest());
  });

  it('shows its first eight and its last four characters', () => {
    const key = makeKey();
    expect(partsShown(key)).toEqual({ prefix: key.slice(0, 8), lastFour: key.slice(43) });
  });
});
