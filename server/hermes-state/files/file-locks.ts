import { basename, dirname, join } from 'node:path';

/** Lock files beside what they guard; see Hermes' own writers. */
const ownLocks: Readonly<Record<string, string>> = {
  'auth.json': 'auth.lock',
  'cron/jobs.json': 'cron/.jobs.lock',
  'shell-hooks-allowlist.json': 'shell-hooks-allowlist.json.lock',
  'skills/.usage.json': 'skills/.usage.json.lock',
};
const memories = /^memories\/[^/]+\.md$/;

const profileHome = /^profiles\/[^/]+(?=\/)/;

/**
 * What to lock around a write, as a path below the Hermes root: the file that Hermes locks, else the folder, which keeps
 * several consoles apart and needs no file.
 */
export function lockOf(path: string): string {
  const home = profileHome.exec(path)?.[0] ?? '.';
  const inHome = home === '.' ? path : path.slice(home.length + 1);
  const lock = ownLocks[inHome] ?? (memories.test(inHome) ? `${inHome}.lock` : undefined);
  return lock === undefined ? dirname(path) : join(home, lock);
}

/** A name that no reader of Hermes takes for its own. */
export function temporaryName(path: string, id: string): string {
  return `.${basename(path)}.hcp-${id}.tmp`;
}

/** Whether a name was made by {@link temporaryName} for this file. */
export function isTemporaryOf(path: string, name: string): boolean {
  return name.startsWith(`.${basename(path)}.hcp-`) && name.endsWith('.tmp');
}
