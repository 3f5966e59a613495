import { stringify } from 'yaml';
import { maskSecret } from '../masked-secret.ts';

const secretName = /(key|token|secret|password|passwd|credential|authorization|cookie)s?$/i;
/** `${NAME}` says where a secret is, not what it is. */
const reference = /^\$\{\w+\}$/;

/**
 * A configuration as text for a comparison: sorted, without comments, secrets masked with their fingerprints. `clean` takes
 * known secrets out of other texts.
 */
export function maskedConfig(value: unknown, clean: (text: string) => string): string {
  return stringify(masked(value, '', clean), {
    sortMapEntries: true,
    aliasDuplicateObjects: false,
  });
}

/** The names of a `.env` with masked values, one a line, sorted. */
export function maskedEnvironment(text: string): string {
  const entries = text.split('\n').flatMap((line) => {
    const [, name, value = ''] = /^\s*(?:export\s+)?(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) return [];
    return [`${name}=${shown(value.replace(/^(["'])(.*)\1$/, '$2'))}`];
  });
  return entries.sort().join('\n');
}

function masked(value: unknown, name: string, clean: (text: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => masked(item, name, clean));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([inner, content]) => [
        clean(inner),
        masked(content, inner, clean),
      ]),
    );
  // A number may be a password; `max_tokens` is none.
  if (typeof value === 'number') return /(secret|passw(or)?d|pin)$/i.test(name) ? '••••' : value;
  if (typeof value !== 'string') return value;
  return secretName.test(name) && !reference.test(value) ? shown(value) : clean(value);
}

function shown(secret: string): string {
  const mask = maskSecret(secret);
  return mask === null ? '' : `${mask.masked} (sha256 ${mask.fingerprint})`;
}
