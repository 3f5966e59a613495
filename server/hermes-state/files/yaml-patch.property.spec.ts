import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { valueAt, withoutAt, withValueAt } from './plain-values.ts';
import { writtenOddly, plainText, type Manner } from '../../testing/odd-yaml.ts';
import { YamlNotPatchable } from './yaml-not-patchable.ts';
import { arrangeInYaml, removeInYaml, setInYaml } from './yaml-patch.ts';
import { parseYaml } from './yaml-text.ts';

type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.constantFrom('off', 'yes', '~', '', '1e3', '010', '2026-11-21', '- a', 'a: b', '# c', ' x '),
  fc.constantFrom('${KEY}', "it's", 'say "x"', 'two\nlines', 'end\n\n', '\n', '\ttab', '=', '<<'),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const key = fc.oneof(
  fc.constantFrom('a', 'b', 'model', 'off', '1', 'with space', 'a:b', '#x', '<<x', ''),
  fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 6 }),
);
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const root = fc.dictionary(key, value, { maxKeys: 5, noNullPrototype: true }).map(plainText);
const manner: fc.Arbitrary<Manner> = fc.record({
  seed: fc.integer(),
  step: fc.constantFrom(2, 3, 4),
  isListIndented: fc.boolean(),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  hasMark: fc.boolean(),
  hasLastLineEnd: fc.boolean(),
});

/** Every place in a value. */
function pathsOf(inner: Value, path: (string | number)[] = []): (string | number)[][] {
  if (typeof inner !== 'object' || inner === null) return [path];
  const steps = Array.isArray(inner) ? [...inner.keys()] : Object.keys(inner);
  return [path, ...steps.flatMap((step) => pathsOf((inner as never)[step], [...path, step]))];
}

const runs = { numRuns: Number(process.env.FAST_CHECK_RUNS ?? 200) };

/** Comment lines and comments behind values, which must all still be there. */
const commentsOf = (text: string) => [...text.matchAll(/#c\d+#/g)].map(([comment]) => comment);

describe('any YAML text, however it is written', () => {
  it('is read as what it says', () => {
    fc.assert(
      fc.property(root, manner, (said, how) => {
        const { value: read, isBroken } = parseYaml(writtenOddly(said, how));
        expect(isBroken).toBe(false);
        expect(read ?? {}).toEqual(said);
      }),
      runs,
    );
  });

  it('says one thing else and keeps every other line after a text in it was set', () => {
    fc.assert(
      fc.property(root, manner, fc.nat(), scalar, (said, how, pick, wanted) => {
        const text = writtenOddly(said, how);
        const paths = pathsOf(said).filter((path) => {
          const old = valueAt(said, path);
          return path.length > 0 && (typeof old !== 'object' || old === null);
        });
        fc.pre(paths.length > 0);
        const path = paths[pick % paths.length]!;
        const after = setInYaml(text, path, plainText(wanted));
        expect(parseYaml(after).value ?? {}).toEqual(withValueAt(said, path, plainText(wanted)));
        const oneLine = typeof wanted !== 'string' || !wanted.includes('\n');
        const old = valueAt(said, path);
        if (oneLine && (typeof old !== 'string' || !old.includes('\n')))
          expect(differingLines(text, after)).toBeLessThanOrEqual(1);
        expect(commentsOf(after)).toEqual(commentsOf(text));
      }),
      runs,
    );
  });

  it('says what was wanted after anything was set anywhere, or is left alone', () => {
    fc.assert(
      fc.property(root, manner, fc.nat(), key, value, (said, how, pick, name, wanted) => {
        const text = writtenOddly(said, how);
        const paths = pathsOf(said);
        const at = paths[pick % paths.length]!;
        const holder = valueAt(said, at);
        const isMapping = typeof holder === 'object' && holder !== null && !Array.isArray(holder);
        const path = isMapping ? [...at, name] : at;
        const clean = plainText(wanted);
        const after = patched(() => setInYaml(text, path, clean));
        if (after !== undefined)
          expect(parseYaml(after).value ?? {}).toEqual(withValueAt(said, path, clean));
      }),
      runs,
    );
  });

  it('says all else after something was removed, or is left alone', () => {
    fc.assert(
      fc.property(root, manner, fc.nat(), (said, how, pick) => {
        const text = writtenOddly(said, how);
        const paths = pathsOf(said).filter((path) => path.length > 0);
        fc.pre(paths.length > 0);
        const path = paths[pick % paths.length]!;
        const after = patched(() => removeInYaml(text, path));
        if (after !== undefined)
          expect(parseYaml(after).value ?? {}).toEqual(withoutAt(said, path));
      }),
      runs,
    );
  });

  it('keeps the lines of all items of a list in any new order', () => {
    fc.assert(
      fc.property(
        root,
        manner,
        fc.nat(),
        fc.infiniteStream(fc.nat()),
        (said, how, pick, random) => {
          const text = writtenOddly(said, how);
          const lists = pathsOf(said).filter((path) => Array.isArray(valueAt(said, path)));
          fc.pre(lists.length > 0);
          const path = lists[pick % lists.length]!;
          const list = valueAt(said, path) as Value[];
          fc.pre(list.length > 1);
          const order = [...list.keys()]
            .map((at) => ({ at, by: random.next().value as number }))
            .sort((one, other) => one.by - other.by)
            .map(({ at }) => ({ keep: at }));
          const after = patched(() => arrangeInYaml(text, path, order));
          if (after === undefined) return;
          const wanted = order.map(({ keep }) => list[keep]);
          expect(parseYaml(after).value).toEqual(withValueAt(said, path, wanted));
          expect(linesOf(after).sort()).toEqual(linesOf(text).sort());
          if (
            isDeepStrictEqual(
              order,
              [...list.keys()].map((at) => ({ keep: at })),
            )
          )
            expect(after).toBe(text);
        },
      ),
      runs,
    );
  });

  it('is patched nearly always', () => {
    let refused = 0;
    const count = 300;
    const cases = fc.sample(fc.tuple(root, manner, fc.nat(), value), { numRuns: count, seed: 1 });
    for (const [said, how, pick, wanted] of cases) {
      const paths = pathsOf(said).filter((path) => path.length > 0);
      const path = paths.length > 0 ? paths[pick % paths.length]! : ['new'];
      if (patched(() => setInYaml(writtenOddly(said, how), path, plainText(wanted))) === undefined)
        refused += 1;
    }
    expect(refused / count).toBeLessThan(0.02);
  });
});

function patched(patch: () => string): string | undefined {
  try {
    return patch();
  } catch (error) {
    if (error instanceof YamlNotPatchable) return undefined;
    throw error;
  }
}

/** Lines without the brackets' insides: order within a line may change there. */
function linesOf(text: string): string[] {
  return text.split(/\r?\n/).map((line) => [...line.replace(/,/g, '')].sort().join(''));
}

function differingLines(before: string, after: string): number {
  const [one, other] = [before.split('\n'), after.split('\n')];
  if (one.length !== other.length) return Infinity;
  return one.filter((line, at) => line !== other[at]).length;
}
