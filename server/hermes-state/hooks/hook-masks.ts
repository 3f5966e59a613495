import type { KnownSecrets } from '../commands/known-secrets.ts';
import { maskedText, secretsInYaml } from '../files/secret-masks.ts';

/** Takes the secrets out of a text that leaves the server. */
export type Mask = (text: string) => string;

/** What is given to an option of a command that is named like a secret; a reference to a variable is none. */
const option =
  /(?<=^|\s)(--?(?:[\w-]{0,40}[_-])?(?:key|token|secret|passw(?:or)?d|credentials?)[= ][ \t]*)(?!\$\{|‹|-)(?:"[^"\n]*"|'[^'\n]*'|[^\s"']+)/gi;

/** For texts that stand in a configuration or are like it, with what is known of the profile besides. */
export async function maskOf(
  known: KnownSecrets,
  profile: string,
  ...texts: readonly string[]
): Promise<Mask> {
  const secrets = [...new Set(texts.flatMap((text) => secretsInYaml(text)))];
  const rest = await known.maskFor(profile);
  return (text) => rest(maskedText(text, secrets).replace(option, '$1[hidden]'));
}

/** A secret that a program names and holds in quotes. */
const inQuotes =
  /((?:key|token|secret|passw(?:or)?d|credential)s?["']?\s*(?::[^=\n]{0,40})?[:=]\s*[rbf]?)(["'])(?:(?!\2)[^\n]){6,}\2/gi;

/** For the text of a program. */
export async function programMask(known: KnownSecrets, profile: string): Promise<Mask> {
  const rest = await known.maskFor(profile);
  return (text) => rest(text.replace(inQuotes, '$1$2[hidden]$2'));
}
