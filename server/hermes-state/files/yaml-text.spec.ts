import { parseYaml } from './yaml-text.ts';

const valueOf = (text: string) => parseYaml(text).value;

describe('a YAML text', () => {
  it('is read as PyYAML reads it', () => {
    expect(
      valueOf(
        'a: off\nb: Yes\nc: y\nd: 1e3\ne: 1.0e+3\nf: 0o7\ng: 010\nh: 1:30\ni: ~\nj: 2026-11-21\nk: 1_000\nl: .inf\nm: "on"\nn: -0x1F\no:\np: 08',
      ),
    ).toEqual({
      ...{ a: false, b: true, c: 'y', d: '1e3', e: 1000, f: '0o7', g: 8, h: 90, i: null },
      ...{ j: '2026-11-21', k: 1000, l: Infinity, m: 'on', n: -31, o: null, p: '08' },
    });
  });

  it('has its merge keys and aliases resolved, each into a value of its own', () => {
    const value = valueOf('base: &b {x: 1, y: 2}\none:\n  <<: *b\n  y: 3\ntwo: *b\n') as Record<
      string,
      unknown
    >;
    expect(value).toEqual({ base: { x: 1, y: 2 }, one: { x: 1, y: 3 }, two: { x: 1, y: 2 } });
    expect(value.two).not.toBe(value.base);
  });

  it('that says nothing is no broken one', () => {
    for (const text of ['', '# only this\n', '\uFEFF', '---\n'])
      expect(parseYaml(text)).toEqual({ value: null, problems: [], isBroken: false });
  });

  it('with a key twice is read with the last one, and says so', () => {
    expect(parseYaml('a: 1\nb:\n  c: 1\n  c: 2\na: 3\n')).toEqual({
      value: { a: 3, b: { c: 2 } },
      problems: [
        {
          kind: 'duplicate_key',
          message: '"a" stands twice in one mapping; the last one counts.',
          line: 5,
        },
        {
          kind: 'duplicate_key',
          message: '"c" stands twice in one mapping; the last one counts.',
          line: 4,
        },
      ],
      isBroken: false,
    });
  });

  it.each([
    ['an open quote', 'a: 1\nb: "x\n'],
    ['a wrong indent', 'a:\n  b: 1\n c: 2\n'],
    ['two documents', 'a: 1\n---\nb: 2\n'],
    ['an alias to nothing', 'a: *b\n'],
    ['a tag nobody knows', 'a: !!python/object:os.system x\n'],
    ['a tab as indent', 'a:\n\tb: 1\n'],
    ['a NUL', 'a: \0\n'],
    ['a lone equals sign', 'a: =\n'],
    ['an alias that contains itself', 'a: &a [*a]\n'],
  ])('with %s is broken, with a line', (_, text) => {
    const { value, isBroken, problems } = parseYaml(text);
    expect([value, isBroken]).toEqual([null, true]);
    expect(problems[0]!.line).toBeGreaterThan(0);
  });

  it('that unfolds to billions of values is refused', () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      level === 0
        ? 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]'
        : `a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]`,
    );
    expect(parseYaml(levels.join('\n')).isBroken).toBe(true);
  });

  it.each([
    ['brackets', '['.repeat(100_000)],
    ['brackets on lines', '[\n'.repeat(100_000)],
    ['dashes', '- '.repeat(100_000)],
    ['mappings', '{a: '.repeat(100_000)],
    ['indents', Array.from({ length: 600 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
    ['length', `a: ${'x'.repeat(600_000)}`],
  ])('too much of %s is refused', (_, text) => {
    expect(parseYaml(text).isBroken).toBe(true);
  });

  it('cannot reach a prototype', () => {
    const value = valueOf('__proto__: {polluted: 1}\na: {constructor: 1, b: 2}\n');
    expect(value).toEqual({ a: { b: 2 } });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
