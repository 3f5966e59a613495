/**
 * Patterns for ILIKE that find `text` in stored bodies. Bodies are kept as they passed, so inside JSON the text may be
 * written with escapes: quotes and line breaks always, other than ASCII characters by some clients.
 */
export function searchPatterns(text: string): string[] {
  const inJson = JSON.stringify(text).slice(1, -1);
  const inAsciiJson = inJson.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return [...new Set([text, inJson, inAsciiJson])].map((form) => `%${escapeWildcards(form)}%`);
}

/** PostgreSQL takes no NUL in text; in stored bodies it was replaced the same way. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

function escapeWildcards(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
