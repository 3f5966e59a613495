import { diffLines, foldSame } from './line-diff';

const drawn = (before: string, after: string): string[] =>
  diffLines(before, after).map(
    ({ kind, text }) => `${{ same: ' ', added: '+', removed: '-' }[kind]}${text}`,
  );

describe('Difference of two texts', () => {
  it('keeps what both have and marks the rest', () => {
    expect(drawn('a\nb\nc\nd\n', 'a\nx\nc\nd\ne\n')).toEqual([' a', '-b', '+x', ' c', ' d', '+e']);
  });

  it('takes an empty text to have no lines', () => {
    expect(drawn('', 'a\n')).toEqual(['+a']);
    expect(drawn('', '')).toEqual([]);
  });

  it('tells repeated lines apart', () => {
    expect(drawn('a\na\n', 'a\na\na\n')).toEqual([' a', ' a', '+a']);
  });

  it('does not take a Windows line end for a change', () => {
    expect(drawn('a\r\nb\r\n', 'a\nb\n')).toEqual([' a', ' b']);
  });

  it('numbers the lines of either text', () => {
    const lines = diffLines('a\nb', 'b');
    expect(lines.map(({ before, after }) => [before, after])).toEqual([
      [1, undefined],
      [2, 1],
    ]);
  });

  it('shows texts that are too long to compare as one replacement', () => {
    const many = (word: string) => Array.from({ length: 3000 }, (_, at) => word + at).join('\n');
    const lines = diffLines(many('a'), many('b'));
    expect(lines.filter(({ kind }) => kind === 'removed')).toHaveLength(3000);
    expect(lines.filter(({ kind }) => kind === 'added')).toHaveLength(3000);
  });

  it('folds equal lines far from a change', () => {
    const text = Array.from({ length: 20 }, (_, at) => `${at}`).join('\n');
    const parts = foldSame(diffLines(text, `${text}\nnew`));
    expect(parts.map(({ isFolded, lines }) => [isFolded, lines.length])).toEqual([
      [true, 17],
      [false, 4],
    ]);
  });
});
