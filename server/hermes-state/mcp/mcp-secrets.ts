import { redact } from '../../redaction.ts';
import { recordOf } from '../accounts/identity.ts';
import { isSecretName } from '../files/secret-names.ts';
import { argsOf, isReference, scalarText, valuesOf, type McpEntry } from './mcp-entry.ts';

const shortestInLine = 4;
/** `--token=x`, `TOKEN=x`, `Authorization: x`. */
const assigned = /^(-{0,2}[\w.-]+)\s*[=:]\s*(.+)$/s;

/** Everything of an entry that must not be seen: all values of variables and headers, and what looks like a secret. */
export function secretsOf(entry: McpEntry): string[] {
  const oauth = recordOf(entry.oauth);
  const found = [
    ...[...valuesOf(entry.env), ...valuesOf(entry.headers)].map(([, value]) => value),
    ...secretsInLine([scalarText(entry.command) ?? '', ...argsOf(entry)]),
    ...secretsInUrl(scalarText(entry.url) ?? ''),
    scalarText(oauth.client_secret) ?? '',
  ];
  return [...new Set(found.filter((text) => text !== '' && !isReference(text)))];
}

/** Of all entries of `mcp_servers`, whatever stands there. */
export function secretsOfServers(servers: unknown): string[] {
  return Object.values(recordOf(servers)).flatMap((entry) => secretsOf(recordOf(entry)));
}

/** Of a command line: what stands behind or after a name that says it is secret, and what looks like a secret. */
export function secretsInLine(words: readonly string[]): string[] {
  const found = words.flatMap((word, index) => {
    const before = words[index - 1] ?? '';
    if (before.startsWith('-') && isSecretName(nameOf(before))) return [word];
    const [, name, value] = assigned.exec(word) ?? [];
    if (name !== undefined && isSecretName(nameOf(name)))
      return [value!.replace(/^(Bearer|Basic|Token)\s+/i, '')];
    if (/^https?:\/\//i.test(word)) return secretsInUrl(word);
    // A whole line in one word, such as behind `sh -c`.
    const inner = word.split(/[\s"']+/).filter((part) => part !== '');
    if (inner.length > 1) return secretsInLine(inner);
    return redact(word) === word ? [] : [word];
  });
  return found.filter((text) => text.length >= shortestInLine && !isReference(text));
}

/** The password, values of the query, and pieces of the path that are too odd to be words. */
export function secretsInUrl(text: string): string[] {
  if (!URL.canParse(text)) return redact(text) === text || text === '' ? [] : [text];
  // As it is written: a parsed one is encoded in another way.
  const [, login = '', path = '', query = ''] =
    /^[a-z][\w+.-]*:\/\/(?:([^@/?#]*)@)?[^/?#]*([^?#]*)(?:\?([^#]*))?/i.exec(text) ?? [];
  const found = [
    ...login.split(':').slice(-1),
    ...query.split('&').map((pair) => pair.replace(/^[^=]*=?/, '')),
    ...path
      .split('/')
      .filter((piece) => piece.length >= 20 && /\d/.test(piece) && /[a-z]/i.test(piece)),
  ];
  return found.filter((piece) => piece.length >= shortestInLine && !isReference(piece));
}

const nameOf = (flag: string): string => flag.replace(/^-+/, '');
