/** Chinese, Japanese and Korean, which are written without gaps between words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const operators = new Set(['AND', 'OR', 'NOT']);

/** How a search is put to the database. */
export interface SearchPlan {
  readonly method: 'words' | 'letters' | 'scan';
  /** For `match`; absent when every message is looked at. */
  readonly match?: string;
  /** The words themselves: for looking at every message, and for titles. */
  readonly words: readonly string[];
}

/**
 * What somebody typed as a query of FTS5 that cannot be wrong: words and "phrases", all of which must be there, with
 * AND, OR and NOT between them, `*` behind the beginning of a word. Everything else is looked for as it stands (FTS5, 3).
 */
export function planSearch(
  typed: string,
  has: { readonly words: boolean; readonly letters: boolean },
): SearchPlan {
  const terms = termsOf(typed);
  const words = terms.filter((term) => term.kind === 'word').map(({ text }) => text);
  const isUnspaced = unspaced.test(typed);
  // An index of three letters each finds nothing shorter.
  const isLong = words.every((word) => [...word].length >= 3);
  const match = matchOf(terms);
  if (match === '') return { method: 'scan', words };
  if (isUnspaced)
    return has.letters && isLong ? { method: 'letters', match, words } : { method: 'scan', words };
  return has.words ? { method: 'words', match, words } : { method: 'scan', words };
}

type Term =
  | { readonly kind: 'operator'; readonly text: string }
  | { readonly kind: 'word'; readonly text: string; readonly isBeginning: boolean };

function termsOf(typed: string): Term[] {
  const found = typed.replaceAll('\0', ' ').matchAll(/"([^"]*)"?|([^\s"]+)/gu);
  const terms = [...found].flatMap(([, phrase, bare]): Term[] => {
    if (bare !== undefined && operators.has(bare)) return [{ kind: 'operator', text: bare }];
    const isBeginning = bare?.endsWith('*') ?? false;
    const text = (phrase ?? bare ?? '').replaceAll(/[*"]/g, '').trim();
    // Without a letter or a digit there is no word in it.
    return /[\p{L}\p{N}]/u.test(text) ? [{ kind: 'word', text, isBeginning }] : [];
  });
  // An operator needs a word on each side.
  return terms.filter(
    (term, index) =>
      term.kind === 'word' ||
      (terms[index - 1]?.kind === 'word' && terms[index + 1]?.kind === 'word'),
  );
}

function matchOf(terms: readonly Term[]): string {
  return terms
    .map((term) =>
      term.kind === 'operator' ? term.text : `"${term.text}"${term.isBeginning ? ' *' : ''}`,
    )
    .join(' ');
}
