/** In characters: a pattern of that many is made in some 30 ms. */
const longestPattern = 65_536;
/** Of very long ones V8 makes no pattern; there cannot be many of them in a text, so each may take its pass. */
const longestInPattern = 1000;

/**
 * A function that puts something else in the place of each of many texts, the longer first: thousands of them take one
 * pass over a text, not thousands. `before` and `behind` are patterns of what has to stand around those that are not very long.
 */
export function replacerOf(
  texts: Iterable<string>,
  replacement: (found: string) => string,
  { before = '', behind = '' } = {},
): (text: string) => string {
  const longestFirst = [...new Set(texts)]
    .filter((text) => text !== '')
    .sort((one, other) => other.length - one.length);
  const huge = longestFirst.filter(({ length }) => length > longestInPattern);
  const parts = longestFirst
    .slice(huge.length)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const patterns = batchesOf(parts).map(
    (batch) => new RegExp(`${before}(?:${batch.join('|')})${behind}`, 'g'),
  );
  return (text) => {
    const kept = huge.reduce((rest, each) => rest.replaceAll(each, () => replacement(each)), text);
    return patterns.reduce((rest, pattern) => rest.replace(pattern, replacement), kept);
  };
}

function batchesOf(parts: readonly string[]): string[][] {
  const batches: string[][] = [];
  let length = longestPattern;
  for (const part of parts) {
    if (length + part.length > longestPattern) {
      batches.push([]);
      length = 0;
    }
    batches.at(-1)!.push(part);
    length += part.length;
  }
  return batches;
}
