import {
  charactersOf,
  entriesOf,
  entryProblem,
  withEntriesExchanged,
  withEntry,
  withEntryChanged,
  withoutEntry,
} from './memory-text.format.ts';

const texts = (text: string) => entriesOf(text).map((entry) => entry.text);

describe('the entries of a memory', () => {
  it('are divided by lines of §, and empty ones are none', () => {
    expect(texts('\n likes tea \n§\n\n§\nlives\nin Vienna\n')).toEqual([
      'likes tea',
      'lives\nin Vienna',
    ]);
    expect(texts(' \n')).toEqual([]);
  });

  it('may hold a § that has no line to itself', () => {
    expect(texts('see § 5\n§ 6')).toEqual(['see § 5\n§ 6']);
  });

  it('are found behind line ends of Windows and of old Macs', () => {
    expect(texts('a\r\n§\r\nb\r§\rc')).toEqual(['a', 'b', 'c']);
  });

  it('are marked when an earlier one says the same', () => {
    expect(entriesOf('a\n§\nb\n§\na').map(({ isRepeated }) => isRepeated)).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('are counted in code points, joined, without repetition', () => {
    expect(charactersOf(entriesOf('  😀b\n§\nc\n§\nc\n'))).toBe('😀b'.length - 1 + 3 + 1);
  });

  it('of four million characters are found in one pass', () => {
    // In time that grows with its square this would take hours.
    const text = `${' '.repeat(2_000_000)}a${'\n§\nb'.repeat(1000)}${'x'.repeat(1_900_000)}`;
    expect(entriesOf(text)).toHaveLength(1001);
  });
});

describe('a change of an entry', () => {
  const text = '\ufeffone \n§\n two\r\nlines\n§\n\n§\nthree\n\n';

  it('leaves every other byte as it is', () => {
    expect(withEntryChanged('a \n§\n b \n§\nc\n', 1, ' new ')).toBe('a \n§\n new \n§\nc\n');
  });

  it('takes over the line ends of the file', () => {
    expect(withEntry('a\r\n§\r\nb\r\n', 'c\nd')).toBe('a\r\n§\r\nb\r\n§\r\nc\r\nd\r\n');
  });

  it('adds to an empty file', () => {
    expect(withEntry('', ' a\n')).toBe('a');
    expect(texts(withEntry('\n', 'a'))).toEqual(['a']);
  });

  it('removes the first, a middle and the last one together with one line between', () => {
    expect(withoutEntry('a\n§\nb\n§\nc\n', 0)).toBe('b\n§\nc\n');
    expect(withoutEntry('a\n§\nb\n§\nc\n', 1)).toBe('a\n§\nc\n');
    expect(withoutEntry('a\n§\nb\n§\nc\n', 2)).toBe('a\n§\nb\n');
    expect(withoutEntry(' a\n', 0)).toBe(' \n');
  });

  it('exchanges two neighbours and not what stands between', () => {
    expect(withEntriesExchanged(text, 1)).toBe('\ufeffone \n§\n three\n§\n\n§\ntwo\r\nlines\n\n');
  });

  it('that would end the entry is refused', () => {
    expect(entryProblem('a\n § \nb')).toMatch('§');
    expect(entryProblem(' \n')).toMatch('empty');
    expect(entryProblem('see § 5')).toBeUndefined();
  });
});
