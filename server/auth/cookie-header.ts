/** Every value a cookie was sent with, in order. A browser sends a name twice when two paths or domains have set it. */
export function cookieValues(header: string | undefined, name: string): string[] {
  return pairsOf(header)
    .filter((pair) => nameOf(pair) === name)
    .map((pair) => decoded(pair.slice(pair.indexOf('=') + 1).trim()));
}

/** The header with only those cookies of this name whose value is wanted. Others stay as they are. */
export function keepCookies(
  header: string,
  name: string,
  isWanted: (value: string) => boolean,
): string {
  return pairsOf(header)
    .filter((pair) => nameOf(pair) !== name || cookieValues(pair, name).every(isWanted))
    .join(';');
}

function pairsOf(header: string | undefined): string[] {
  return header?.split(';') ?? [];
}

function nameOf(pair: string): string {
  return pair.slice(0, Math.max(0, pair.indexOf('='))).trim();
}

function decoded(value: string): string {
  const bare = value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}
