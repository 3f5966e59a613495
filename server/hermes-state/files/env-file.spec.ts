import fc from 'fast-check';
import { parseEnv, removeFromEnv, setInEnv } from './env-file.ts';

const file =
  '\uFEFF# Keys\r\nA=1\r\nexport B="two words"  # note\r\n\r\nC=\'it # stays\'\r\nA=2 # last\r\nnot a line\r\nD=a#b\r\nE=\r\nF="x\\n\\"y\\""\r\nG';

describe('an environment file', () => {
  it('is read as Hermes reads it', () => {
    const { values, entries, unparsable } = parseEnv(file);
    expect(Object.fromEntries(values)).toEqual({
      ...{ A: '2', B: 'two words', C: 'it # stays', D: 'a#b', E: '', F: 'x\n"y"' },
    });
    expect(entries.map(({ key, line, isOverridden }) => [key, line, isOverridden])).toEqual([
      ['A', 2, true],
      ['B', 3, false],
      ['C', 5, false],
      ['A', 6, false],
      ['D', 8, false],
      ['E', 9, false],
      ['F', 10, false],
      ['G', 11, false],
    ]);
    expect(unparsable).toEqual([7]);
  });

  it.each([
    ['the last line of a key', 'A', '3', 'A=2 # last', 'A=3 # last'],
    ['what is exported', 'B', 'one', '"two words"  #', 'one  #'],
    ['what needs quotes', 'C', 'a "b" \\ #', "'it # stays'", '"a \\"b\\" \\\\ #"'],
    ['nothing yet', 'E', 'x', 'E=\r\n', 'E=x\r\n'],
    ['a name without a value', 'G', 'x', '\r\nG', '\r\nG=x'],
    ['a new key', 'NEW', 'x', '\r\nG', '\r\nG\r\nNEW=x\r\n'],
  ])('has %s set, and not another byte', (_, key, value, before, after) => {
    expect(setInEnv(file, key, value)).toBe(file.replace(before, () => after));
  });

  it('loses all lines of a key, and not another byte', () => {
    expect(removeFromEnv(file, 'A')).toBe(
      file.replace('A=1\r\n', '').replace('A=2 # last\r\n', ''),
    );
    expect(removeFromEnv(file, 'X')).toBe(file);
  });

  it.each([
    ['a line end', 'A', 'x\nB=2'],
    ['a letter beyond ASCII', 'A', 'ключ'],
    ['a control character', 'A', 'a\0'],
  ])('takes no value with %s', (_, key, value) => {
    expect(() => setInEnv('', key, value)).toThrow('printable ASCII');
  });

  it.each(['', 'a b', 'A=B', '1A', 'A#', 'Ä'])('takes no name such as "%s"', (key) => {
    expect(() => setInEnv('', key, 'x')).toThrow('not a name');
  });

  const line = fc.oneof(
    fc.constantFrom('', '# comment', 'A=1', 'export A="x y" # c', "B='q'", 'bad line', 'C = 5'),
    fc.string({ unit: 'grapheme-ascii', maxLength: 15 }),
  );
  const text = fc
    .tuple(fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
    .map(([lines, lineEnd, isOpen]) => lines.join(lineEnd) + (isOpen ? '' : lineEnd));

  it('whatever it holds, says the new value and all others as before', () => {
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('A', 'B', 'C', 'NEW'),
        fc.string({ unit: fc.integer({ min: 32, max: 126 }).map((c) => String.fromCharCode(c)) }),
        (before, key, value) => {
          const values = new Map(parseEnv(before).values);
          const after = patched(() => setInEnv(before, key, value));
          if (after === undefined) return;
          expect(parseEnv(after).values).toEqual(values.set(key, value));
          const removed = removeFromEnv(after, key);
          values.delete(key);
          expect(parseEnv(removed).values).toEqual(values);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('with many open quotes is read in one pass', () => {
    // In time that grows with its square this would take hours.
    expect(parseEnv(`A="\nB='\n`.repeat(300_000)).values.size).toBeLessThan(3);
  });
});

function patched(patch: () => string): string | undefined {
  try {
    return patch();
  } catch {
    return undefined;
  }
}
