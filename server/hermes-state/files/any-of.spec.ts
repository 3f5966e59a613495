import { replacerOf } from './any-of.ts';

const numbered = (count: number, text: string) =>
  Array.from({ length: count }, (_, index) => `${text}${index}.`);

describe('many texts in another one', () => {
  it('are replaced wherever they stand, the longer first', () => {
    const replace = replacerOf(['a.c', 'a.c+d', ''], (found) => `<${found.length}>`);
    expect(replace('a.c a.c+d abc a.ca.c')).toBe('<3> <5> abc <3><3>');
  });

  it('are replaced only between what has to stand around them', () => {
    const replace = replacerOf(['one'], () => '-', { before: '(?<==)', behind: '(?=;)' });
    expect(replace('one =one; =ones')).toBe('one =-; =ones');
  });

  it('may be more than one pattern holds', () => {
    const texts = [...numbered(20_000, 'secret-'), 'x'.repeat(100_000)];
    expect(replacerOf(texts, () => '')(texts.join(''))).toBe('');
  });

  it('leave a text alone when there are none', () => {
    expect(replacerOf([], () => '')('text')).toBe('text');
  });
});
