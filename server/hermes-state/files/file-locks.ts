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

/** A lock file, or a folder, which needs no file of its own. */
export interface FileLock {
  readonly path: string;
  readonly isFolder: boolean;
}

/**
 * What to lock around a write, as a path below the Hermes root: the file that Hermes locks, else the folder, which keeps
 * several consoles apart.
 */
export function lockOf(path: string): FileLock {
  const home = profileHome.exec(path)?.[0] ?? '.';
  const inHome = home === '.' ? path : path.slice(home.length + 1);
  const lock = ownLocks[inHome] ?? (memories.test(inHome) ? `${inHome}.lock` : undefined);
  if (lock === undefined) return { path: dirname(path), isFolder: true };
  return { path: join(home, lock), isFolder: false };
}

/** A name that no reader of Hermes takes for its own. */
export function temporaryName(path: string, id: string): string {
  return `.${basename(path)}.hcp-${id}.tmp`;
}

/** Whether a name was made by {@link temporaryName} for this file. */
export function isTemporaryOf(path: string, name: string): boolean {
  return name.startsWith(`.${basename(path)}.hcp-`) && name.endsWith('.tmp');
}
