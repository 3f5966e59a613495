import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { isInside } from '../read-confined.ts';
import type { HookScript } from './hooks.contract.ts';

const scriptEnding = /\.(sh|bash|zsh|fish|py|pyw|rb|pl|lua|js|mjs|cjs|ts)$/i;
const variable = /\$\{(?:env:)?([^}]+)\}/g;

/** A command with the values that Hermes puts in when it loads its configuration. */
export interface ExpandedCommand {
  readonly text: string;
  /** Some variable is not in `.env`: only the environment of Hermes itself can tell it. */
  readonly isPartial: boolean;
}

/** Puts the variables of `.env` into a command, as Hermes does. */
export function expandCommand(
  written: string,
  environment: ReadonlyMap<string, string>,
): ExpandedCommand {
  let isPartial = false;
  const text = written.replace(variable, (reference, name: string) => {
    const value = environment.get(name);
    isPartial ||= value === undefined;
    return value ?? reference;
  });
  return { text: text.trim(), isPartial };
}

/** Names a command without telling it. */
export function commandIdOf(command: string): string {
  return createHash('sha256').update(command).digest('hex').slice(0, 16);
}

/** Words of a command line as `shlex` of Python cuts it; nothing when a quotation does not end. */
export function wordsOfCommand(command: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < command.length; at++) {
    const letter = command[at]!;
    if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (letter === "'") {
      const end = command.indexOf("'", at + 1);
      if (end < 0) return undefined;
      word = (word ?? '') + command.slice(at + 1, end);
      at = end;
    } else if (letter === '"') {
      const [, text] = /^"((?:\\[^]|[^"\\])*)"/.exec(command.slice(at)) ?? [];
      if (text === undefined) return undefined;
      word = (word ?? '') + text.replace(/\\(["\\])/g, '$1');
      at += text.length + 1;
    } else if (letter === '\\') {
      if (at + 1 === command.length) return undefined;
      word = (word ?? '') + command[++at]!;
    } else word = (word ?? '') + letter;
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** What Hermes takes for the script of a command, and whether it is called by itself. */
export function scriptNameOf(command: string): { readonly name: string; readonly isBare: boolean } {
  const words = wordsOfCommand(command) ?? [];
  const name =
    words.find((word) => scriptEnding.test(word)) ??
    words.find((word) => word.includes('/') || word.startsWith('~')) ??
    words[0] ??
    command;
  return { name, isBare: words[0] === name };
}

/** Where `~` leads for whom the home of Hermes belongs to. */
export function ownerFolder(hermesRoot: string): string {
  return basename(hermesRoot) === '.hermes' ? dirname(hermesRoot) : homedir();
}

/** Looks at the script of a command: at its mode and time only, since it may lie anywhere on the machine. */
export async function lookAtScript(
  command: string,
  hermesRoot: string,
  mtimeAtConsent: string | null,
): Promise<HookScript> {
  const { name, isBare } = scriptNameOf(command);
  const expanded = name.replace(/^~(?=\/|$)/, ownerFolder(hermesRoot));
  const nothing = {
    name,
    isExecutable: null,
    mustBeExecutable: isBare,
    modifiedAt: null,
    drift: 'unknown',
    isShowable: false,
  } as const;
  if (!isAbsolute(expanded) || expanded.includes('\0'))
    return { ...nothing, path: null, status: 'unknown' };
  try {
    const found = await stat(expanded, { bigint: true });
    const modifiedAt = pythonTime(found.mtimeNs);
    return {
      ...nothing,
      path: expanded,
      status: found.isFile() ? 'present' : 'not_file',
      isExecutable: found.isFile() ? (found.mode & 0o111n) !== 0n : null,
      modifiedAt,
      drift: driftOf(modifiedAt, mtimeAtConsent),
      isShowable: found.isFile() && isInside(hermesRoot, expanded),
    };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isGone = code === 'ENOENT' || code === 'ENOTDIR';
    return { ...nothing, path: expanded, status: isGone ? 'missing' : 'unknown' };
  }
}

/** The path of a script below the root of Hermes. */
export function pathInRoot(hermesRoot: string, path: string): string {
  return relative(hermesRoot, join(path));
}

/** A time as Python writes down what it reads from the file system: microseconds, rounded from a float of seconds. */
export function pythonTime(nanoseconds: bigint): string {
  const seconds =
    Number(nanoseconds / 1_000_000_000n) + 1e-9 * Number(nanoseconds % 1_000_000_000n);
  const whole = Math.floor(seconds);
  const micros = roundHalfEven((seconds - whole) * 1e6);
  const at = new Date((whole + Math.floor(micros / 1e6)) * 1000).toISOString().slice(0, 19);
  const rest = micros % 1e6;
  return rest === 0 ? `${at}Z` : `${at}.${String(rest).padStart(6, '0')}Z`;
}

function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below === 0.5) return below % 2 === 0 ? below : below + 1;
  return Math.round(value);
}

/** Hermes' doctor warns of a newer script only; an older one it passes over. */
function driftOf(now: string, before: string | null): HookScript['drift'] {
  const [one, other] = [microsOf(now), microsOf(before ?? '')];
  if (one === undefined || other === undefined) return 'unknown';
  return one === other ? 'unchanged' : one > other ? 'newer' : 'older';
}

/** Microseconds since 1970 of an ISO time; nothing for what is none. */
function microsOf(iso: string): number | undefined {
  const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:?\d\d)?$/.exec(iso);
  if (!found) return undefined;
  const seconds = Date.parse(`${found[1]}${found[3] ?? 'Z'}`);
  return Number.isNaN(seconds)
    ? undefined
    : seconds * 1000 + Number((found[2] ?? '').padEnd(6, '0'));
}
