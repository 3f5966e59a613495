import { Inject, Injectable } from '@nestjs/common';
import { redact } from '../../redaction.ts';
import type { Settings } from '../../settings.ts';
import { secretsOf } from '../../settings-secrets.ts';
import { SETTINGS } from '../../settings-token.ts';
import { HermesHome } from '../hermes-home.ts';
import { mcpTokensIn } from '../mcp/profile-mcp-tokens.ts';
import { configSecretsIn } from './config-secrets.ts';

const secretName = /(key|token|secret|password|passwd|credential)s?$/i;
/** A shorter one would take ordinary words out of every text with it. */
const shortestSecret = 8;
/** Of each file: one that holds more must not keep those of others from being known. */
const mostSecrets = 500;
/** In characters. */
const longestSecret = 2000;
/** Patterns are tried on pieces, because some take longer than the text does. */
const pieceLength = 8192;

/** What must not be seen in what Hermes prints: our own secrets, those in the files of a profile, and what looks like one. */
@Injectable()
export class KnownSecrets {
  private readonly ours: readonly string[];

  constructor(
    @Inject(SETTINGS) settings: Settings,
    private readonly home: HermesHome,
  ) {
    this.ours = secretsOf(settings);
  }

  /** A function that takes them out of a text; `more` are secrets only the caller knows. */
  async maskFor(profile: string, more: readonly string[] = []): Promise<(text: string) => string> {
    const known = [...new Set([...(await this.list(profile)), ...more])]
      .filter((text) => text !== '')
      // One may hold another.
      .sort((a, b) => b.length - a.length);
    return (text) => maskText(text, known);
  }

  /** The secrets themselves, for finding where they stand; they must not leave the server. */
  async list(profile: string): Promise<string[]> {
    const folders = [...new Set(['.', this.home.profilePath(profile)])];
    const found = await Promise.all(folders.map((folder) => this.secretsIn(folder)));
    return [...new Set([...this.ours, ...found.flat()])];
  }

  private async secretsIn(folder: string): Promise<string[]> {
    const [configured, tokens, environment, ...files] = await Promise.all([
      configSecretsIn(this.home, folder),
      mcpTokensIn(this.home, folder),
      this.home.readText('hermes', `${folder}/.env`),
      this.home.readJson('hermes', `${folder}/auth.json`),
      this.home.readJson('hermes', `${folder}/.anthropic_oauth.json`),
      this.home.readJson('hermes', `${folder}/shared/nous_auth.json`),
      this.home.readJson('hermes', `${folder}/webhook_subscriptions.json`),
    ]);
    const found = [
      configured,
      gathered(tokens),
      environment.status === 'present' ? secretsOfEnvironment(environment.value) : [],
      ...files.map((file) => (file.status === 'present' ? gathered(file.value) : [])),
    ];
    return found.flatMap((secrets) =>
      secrets.filter((text) => text.length >= shortestSecret).slice(0, mostSecrets),
    );
  }
}

/** What has to be read of a text, in characters, of which `most` are to be shown by {@link maskedStart}. */
export const readFor = (most: number): number => most + 2 * longestSecret;

/**
 * The first `most` characters of a text without its secrets. They are taken out before it is cut, for half a secret is
 * not recognised; what of it was never read, or is not looked at, lies far enough behind what is shown.
 */
export function maskedStart(text: string, most: number, mask: (text: string) => string): string {
  const read = text.slice(0, readFor(most));
  const clean = mask(read);
  const isWhole = read.length < readFor(most);
  return clean.slice(0, isWhole ? most : Math.min(most, clean.length - longestSecret));
}

/** Takes known secrets and what looks like one out of a text of any length. */
export function maskText(text: string, known: readonly string[]): string {
  let clean = text;
  for (const secret of known) clean = clean.replaceAll(secret, '[hidden]');
  if (clean.length <= pieceLength) return redact(clean);
  return piecesOf(clean)
    .map((piece) => redact(piece))
    .join('');
}

/** Cut where no secret is, if there is such a place. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length;) {
    const window = text.slice(from, from + pieceLength);
    const gap = Math.max(...[' ', '"', ',', '\n'].map((end) => window.lastIndexOf(end)));
    const length = window.length === pieceLength && gap > pieceLength / 2 ? gap : window.length;
    pieces.push(window.slice(0, length));
    from += length;
  }
  return pieces;
}

function secretsOfEnvironment(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [, name = '', value = ''] = /^\s*(?:export\s+)?(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    return secretName.test(name) ? [value.replace(/^(["'])(.*)\1$/, '$2')] : [];
  });
}

function gathered(value: unknown): string[] {
  const found: string[] = [];
  gather(value, found);
  return found;
}

/** Every text below a name that says it is a secret. */
function gather(value: unknown, found: string[], depth = 0): void {
  if (typeof value !== 'object' || value === null || depth > 8) return;
  for (const [name, inner] of Object.entries(value)) {
    if (found.length >= mostSecrets) return;
    if (typeof inner === 'string' && secretName.test(name)) found.push(inner);
    else gather(inner, found, depth + 1);
  }
}
