import { createHash } from 'node:crypto';
import { DomainError } from '../../http/domain-error.ts';
import { redact } from '../../redaction.ts';
import { recordOf } from '../accounts/identity.ts';
import { secretsOfServers } from '../mcp/mcp-secrets.ts';
import { replacerOf } from './any-of.ts';
import { isSecretName } from './secret-names.ts';
import { parseYaml, type ParsedYaml } from './yaml-text.ts';

export { isSecretName } from './secret-names.ts';

const shortest = 6;
const shortestAnywhere = 12;
/** A mask in a text that is edited. It is valid as a plain value of YAML, and says which secret it stands for. */
const mask = /‹hidden:[^›\s]{0,12}:([0-9a-f]{16})›/g;

/** A mask was altered, or stands for a secret that is not there any more. */
export class MaskUnknown extends DomainError {
  readonly code = 'mask_unknown';
  readonly status = 422;

  constructor() {
    super(
      'A hidden secret in the text was altered or is not known any more. Type the secret itself, or load the file again.',
    );
  }
}

/**
 * Every secret that a YAML text holds, by the names of its keys or by its looks, in comments and in texts that do not
 * parse too. What was parsed of it already need not be parsed again.
 */
export function secretsInYaml(
  text: string,
  { value, isBroken }: ParsedYaml = parseYaml(text),
): string[] {
  const found = new Set<string>();
  if (!isBroken) {
    gather(value, false, found);
    // Their names do not tell. Short ones are words.
    for (const secret of secretsOfServers(recordOf(value).mcp_servers))
      if (secret.length >= shortestAnywhere) add(secret, found);
  }
  // A header in a list of texts is found only this way, and so is what stands in a comment.
  for (const [, name = '', written = ''] of text.matchAll(assignment))
    if (isSecretName(name)) add(written.replace(/^(["'])(.*)\1$/, '$2'), found);
  for (const word of text.split(/[\s"',;{}[\]<>]+/)) if (looksSecret(word)) add(word, found);
  return [...found];
}

/** `name: value`, also of a value on the next line, in quotes or as a block. */
const assignment =
  /["']?([\w.-]{2,80})["']?[ \t]*[:=][ \t]*(?:[|>][-+\d]*[ \t]*\r?\n\s*|\r?\n[ \t]+(?![\w.-]+:))?("[^"\r\n]*"|'[^'\r\n]*'|(?:Bearer |Basic )?[^\s,}\]"'{[&*!|>#][^\s,}\]"']*)/g;

/** Puts a mask in the place of each secret, the same one wherever it stands. */
export function maskedText(text: string, secrets: readonly string[]): string {
  const isLong = (secret: string) => secret.length >= shortestAnywhere;
  const withoutLong = replacerOf(secrets.filter(isLong), maskOf);
  // A short one may be an ordinary word elsewhere: it is hidden where it is a value.
  const withoutShort = replacerOf(
    secrets.filter((secret) => !isLong(secret)),
    maskOf,
    { before: `(?<=[\\s"'=:])`, behind: `(?=["'\\s,}\\]]|$)` },
  );
  return withoutShort(withoutLong(text));
}

/** Puts the secrets back. Throws {@link MaskUnknown} when a mask stands for none of them. */
export function unmaskedText(text: string, secrets: readonly string[]): string {
  const byPrint = new Map(secrets.map((secret) => [printOf(secret), secret]));
  const whole = text.replaceAll(mask, (_, print: string) => {
    const secret = byPrint.get(print);
    if (secret === undefined) throw new MaskUnknown();
    return secret;
  });
  if (whole.includes('‹hidden:')) throw new MaskUnknown();
  return whole;
}

function gather(value: unknown, isSecret: boolean, found: Set<string>): void {
  if (typeof value === 'string') {
    if (isSecret) add(value, found);
  } else if (typeof value === 'number') {
    if (isSecret) add(String(value), found);
  } else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value))
      gather(inner, Array.isArray(value) ? isSecret : isSecretName(name), found);
}

function add(text: string, found: Set<string>): void {
  // A reference to a variable is none; the scheme of a header is not the secret.
  const secret = text.replace(/^(Bearer|Basic|Token)\s+/i, '').trim();
  if (
    secret.length < shortest ||
    /^(true|false|null)$/i.test(secret) ||
    /^\$\{[^}]*\}?$/.test(secret) ||
    secret.includes('\n')
  )
    return;
  found.add(secret);
}

function looksSecret(text: string): boolean {
  return text.length >= shortest && text.length <= 2000 && redact(text) !== text;
}

/** What stands for a secret in a text that is edited. */
export function maskOf(secret: string): string {
  const shown = secret.length < 16 ? '' : `${safe(secret.slice(0, 4))}…${safe(secret.slice(-4))}`;
  return `‹hidden:${shown}:${printOf(secret)}›`;
}

/** What could end a plain value of YAML, or the mask itself. */
function safe(text: string): string {
  return text.replace(/[^\w.+/=-]/g, '·');
}

function printOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 16);
}
