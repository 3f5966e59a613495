import { diffLines } from '../../ui/line-diff';

/** What two people made of one base, put together. */
export interface Merged {
  readonly units: readonly string[];
  /** Places that both changed, each in another way. */
  readonly conflicts: number;
}

/** What becomes of a place that both changed. */
export type ConflictRule = (mine: readonly string[], theirs: readonly string[]) => string[];

/** Merges lists of lines, entries or whatever a text consists of (diff3). */
export function mergeUnits(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
  rule: ConflictRule,
): Merged {
  const number = numbering();
  const myPlaces = placesIn(base, mine, number);
  const theirPlaces = placesIn(base, theirs, number);
  const units: string[] = [];
  let conflicts = 0;
  let [b, m, t] = [0, 0, 0];
  for (let at = 0; at <= base.length; at++) {
    const isEnd = at === base.length;
    const [myPlace, theirPlace] = isEnd
      ? [mine.length, theirs.length]
      : [myPlaces.get(at), theirPlaces.get(at)];
    // Only what all three have holds the pieces between together.
    if (myPlace === undefined || theirPlace === undefined) continue;
    const pieces = [
      base.slice(b, at),
      mine.slice(m, myPlace),
      theirs.slice(t, theirPlace),
    ] as const;
    const [was, my, their] = pieces;
    if (isSame(my, was)) units.push(...their);
    else if (isSame(their, was) || isSame(their, my)) units.push(...my);
    else {
      conflicts++;
      units.push(...rule(my, their));
    }
    if (!isEnd) units.push(theirs[theirPlace]!);
    [b, m, t] = [at + 1, myPlace + 1, theirPlace + 1];
  }
  return { units, conflicts };
}

const signs = ['<<<<<<< mine', '=======', '>>>>>>> theirs'] as const;

/** Merges line by line; where both changed the same lines, both stand between signs for a person to decide. */
export function mergeLines(
  base: string,
  mine: string,
  theirs: string,
): { readonly text: string; readonly conflicts: number } {
  const { units, conflicts } = mergeUnits(
    base.split('\n'),
    mine.split('\n'),
    theirs.split('\n'),
    (my, their) => [signs[0], ...my, signs[1], ...their, signs[2]],
  );
  return { text: units.join('\n'), conflicts };
}

/** Whether a person still has to decide something that {@link mergeLines} could not. */
export function hasConflictSigns(text: string): boolean {
  const lines = new Set(text.split(/\r?\n/));
  return lines.has(signs[0]) && lines.has(signs[2]);
}

/** Where each unit of the base that is still there stands in the other list. */
function placesIn(
  base: readonly string[],
  other: readonly string[],
  number: (unit: string) => string,
): ReadonlyMap<number, number> {
  const lines = diffLines(base.map(number).join('\n'), other.map(number).join('\n'));
  return new Map(
    lines
      .filter(({ kind }) => kind === 'same')
      .map(({ before, after }) => [before! - 1, after! - 1]),
  );
}

/** Units hold line ends: each is compared as a number that stands for it. */
function numbering(): (unit: string) => string {
  const numbers = new Map<string, string>();
  return (unit) => {
    const known = numbers.get(unit) ?? String(numbers.size);
    numbers.set(unit, known);
    return known;
  };
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((unit, index) => unit === other[index]);
