/**
 * How well a text fits what was typed; `undefined` when it does not fit at all. All typed letters have to occur in
 * order. Beginnings of words and letters in a row count most, and a short text beats a long one.
 */
export function fitness(typed: string, text: string): number | undefined {
  const needle = fold(typed).replaceAll(' ', '');
  const hay = fold(text);
  if (needle === '') return 0;
  const best = [...hay.matchAll(new RegExp(escaped(needle[0] ?? ''), 'g'))]
    .map(({ index }) => fitFrom(index, needle, hay))
    .filter((score) => score !== undefined)
    .reduce<number | undefined>((most, score) => Math.max(most ?? score, score), undefined);
  return best === undefined ? undefined : best - hay.length / 100;
}

/** The items that fit, best first; equal ones stay in their order. */
export function ranked<Item>(
  typed: string,
  items: readonly Item[],
  textsOf: (item: Item) => { readonly name: string; readonly words?: string | undefined },
): readonly Item[] {
  return items
    .map((item) => {
      const { name, words } = textsOf(item);
      const byName = fitness(typed, name);
      const byWords = words === undefined ? undefined : fitnessOfWords(typed, words);
      // What it is called weighs more than what else it is found by.
      const scores = [byName, byWords === undefined ? undefined : byWords / 2 - 2];
      const known = scores.filter((score) => score !== undefined);
      return { item, score: known.length === 0 ? undefined : Math.max(...known) };
    })
    .filter((each): each is { item: Item; score: number } => each.score !== undefined)
    .sort((one, other) => other.score - one.score)
    .map(({ item }) => item);
}

/** Further words are found by their beginnings alone: letters spread over many of them would fit nearly anything. */
function fitnessOfWords(typed: string, words: string): number | undefined {
  const known = fold(words).split(/\s+/);
  let score = 0;
  for (const part of fold(typed).split(/\s+/)) {
    const fits = known.filter((word) => word.startsWith(part)).map((word) => fitness(part, word));
    if (fits.length === 0) return undefined;
    score += Math.max(...fits.map((fit) => fit ?? 0));
  }
  return score;
}

function fitFrom(start: number, needle: string, hay: string): number | undefined {
  let score = 0;
  let last = start - 1;
  for (const letter of needle) {
    const at = hay.indexOf(letter, last + 1);
    if (at < 0) return undefined;
    const isRow = at === last + 1 && at > start;
    const isWordStart = at === 0 || !/[\p{L}\p{N}]/u.test(hay[at - 1] ?? '');
    score += 1 + (isRow ? 4 : 0) + (isWordStart ? 4 : 0) - Math.min(3, (at - last - 1) / 4);
    last = at;
  }
  return score;
}

/** Small letters without accents. */
const fold = (text: string): string =>
  text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '').trim();

const escaped = (letter: string): string => letter.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
