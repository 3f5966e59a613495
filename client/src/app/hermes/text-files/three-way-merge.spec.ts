import { hasConflictSigns, mergeLines } from './three-way-merge';

const base = 'one\ntwo\nthree\nfour\nfive\n';

describe('A merge of lines', () => {
  it('takes what each side changed', () => {
    const mine = base.replace('two', 'TWO').replace('five', 'five\nsix');
    const theirs = base.replace('four\n', '');
    expect(mergeLines(base, mine, theirs)).toEqual({
      text: 'one\nTWO\nthree\nfive\nsix\n',
      conflicts: 0,
    });
  });

  it('takes once what both changed in the same way', () => {
    const both = base.replace('three', '3');
    expect(mergeLines(base, both, both)).toEqual({ text: both, conflicts: 0 });
  });

  it('shows both where they contradict each other', () => {
    const { text, conflicts } = mergeLines(
      base,
      base.replace('three', 'drei'),
      base.replace('three', 'trois'),
    );
    expect(conflicts).toBe(1);
    expect(text).toBe('one\ntwo\n<<<<<<< mine\ndrei\n=======\ntrois\n>>>>>>> theirs\nfour\nfive\n');
    expect(hasConflictSigns(text)).toBe(true);
    expect(hasConflictSigns(base)).toBe(false);
  });

  it('keeps the line ends of each line, and a missing last one', () => {
    expect(mergeLines('a\r\nb\r\nc', 'a\r\nb\r\nC', 'A\r\nb\r\nc').text).toBe('A\r\nb\r\nC');
  });

  it('brings empty texts together', () => {
    expect(mergeLines('', 'mine\n', '').text).toBe('mine\n');
  });
});
