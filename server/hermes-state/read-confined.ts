import { constants, type Stats } from 'node:fs';
import { lstat, open, opendir, readlink, realpath, type FileHandle } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { FileFacts, FolderEntry, FolderList, StateFile, Unreadable } from './state-file.ts';

const defaultMaxBytes = 1_048_576;
const defaultMostEntries = 10_000;
/** Hermes replaces files by renaming others over them, often just when they are read. */
const mostAttempts = 5;
const reasons: Readonly<Record<string, Unreadable>> = {
  EACCES: 'permission',
  EPERM: 'permission',
  // A link in place of the file, or links that lead in a circle.
  ELOOP: 'not_regular',
  EISDIR: 'not_regular',
  ENXIO: 'not_regular',
};
/** A folder on the way is a file. */
const absent = new Set(['ENOENT', 'ENOTDIR']);

/**
 * Reads a text file below a root, whatever somebody put there: no link is followed out, no pipe or device is waited for,
 * nothing large is loaded. A byte order mark is part of the text.
 */
export async function readConfined(
  root: string,
  path: string,
  maxBytes = defaultMaxBytes,
): Promise<StateFile<string>> {
  const opened = await openConfined(root, path);
  if (opened.status !== 'present') return opened;
  const { handle, facts } = opened.value;
  try {
    if (facts.bytes > maxBytes) return { status: 'unreadable', reason: 'too_large' };
    return await readText(handle, maxBytes);
  } catch (error) {
    return unreadable(error);
  } finally {
    await handle.close();
  }
}

/**
 * Opens a regular file below a root for reading; the caller closes the handle. The open file itself is examined, not its
 * name, which could change in between.
 */
export async function openConfined(
  root: string,
  path: string,
  attempt = 1,
): Promise<StateFile<{ readonly handle: FileHandle; readonly facts: FileFacts }>> {
  const file = confine(root, path);
  if (file === undefined) return { status: 'unreadable', reason: 'outside_root' };
  let handle: FileHandle | undefined;
  try {
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
    handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const found = await handle.stat();
    // It was replaced since it was opened.
    if (found.nlink === 0 && attempt < mostAttempts) {
      const gone = handle;
      handle = undefined;
      await gone.close();
      return await openConfined(root, path, attempt + 1);
    }
    // A second name of the same file may belong to somebody outside the root.
    const isPlain = found.isFile() && found.nlink === 1;
    if (isPlain && isInside(await realpath(root), await placeOf(handle, file)))
      return { status: 'present', value: { handle, facts: factsOf(found) } };
    await handle.close();
    return { status: 'unreadable', reason: isPlain ? 'outside_root' : 'not_regular' };
  } catch (error) {
    await handle?.close();
    return unreadable(error);
  }
}

/**
 * Opens a folder below a root, `.` being the root itself, which may be a link; the caller closes the handle. For its
 * facts and its mode.
 */
export async function openConfinedFolder(
  root: string,
  path: string,
): Promise<StateFile<{ readonly handle: FileHandle; readonly facts: FileFacts }>> {
  const isRoot = path === '.';
  const folder = isRoot ? resolve(root) : confine(root, path);
  if (folder === undefined) return { status: 'unreadable', reason: 'outside_root' };
  let handle: FileHandle | undefined;
  try {
    const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;
    handle = await open(folder, O_RDONLY | O_DIRECTORY | (isRoot ? 0 : O_NOFOLLOW));
    const facts = factsOf(await handle.stat());
    if (isRoot || isInside(await realpath(root), await placeOf(handle, folder)))
      return { status: 'present', value: { handle, facts } };
    await handle.close();
    return { status: 'unreadable', reason: 'outside_root' };
  } catch (error) {
    await handle?.close();
    if ((error as NodeJS.ErrnoException).code !== 'ENOTDIR') return unreadable(error);
    // A file or a link is in its place.
    return { status: 'unreadable', reason: 'not_regular' };
  }
}

/** What a folder below a root holds, `.` being the root itself. Links are named, not followed. */
export async function listConfined(
  root: string,
  path: string,
  mostEntries = defaultMostEntries,
): Promise<StateFile<FolderList>> {
  const folder = path === '.' ? resolve(root) : confine(root, path);
  if (folder === undefined) return { status: 'unreadable', reason: 'outside_root' };
  try {
    const realRoot = await realpath(root);
    const real = await realpath(folder);
    if (real !== realRoot && !isInside(realRoot, real))
      return { status: 'unreadable', reason: 'outside_root' };
    const place = relative(realRoot, real);
    const entries: FolderEntry[] = [];
    // Leaving the loop closes the folder.
    for await (const { name } of await opendir(real)) {
      if (entries.length === mostEntries)
        return { status: 'present', value: { place, entries, isCut: true } };
      const found = await lstat(join(real, name)).catch(() => undefined);
      if (found) entries.push({ name, kind: kindOf(found), ...factsOf(found) });
    }
    entries.sort((one, other) => (one.name < other.name ? -1 : 1));
    return { status: 'present', value: { place, entries, isCut: false } };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR') return { status: 'unreadable', reason: 'not_regular' };
    return unreadable(error);
  }
}

async function readText(handle: FileHandle, maxBytes: number): Promise<StateFile<string>> {
  // It may grow while it is read.
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(Math.min(65_536, maxBytes + 1 - length));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, length);
    if (bytesRead === 0) break;
    chunks.push(chunk.subarray(0, bytesRead));
    length += bytesRead;
    if (length > maxBytes) return { status: 'unreadable', reason: 'too_large' };
  }
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return { status: 'present', value: decoder.decode(Buffer.concat(chunks)) };
  } catch {
    return { status: 'unreadable', reason: 'not_utf8' };
  }
}

/** Where a path below a root leads by its name alone; nothing when that is not below it. */
function confine(root: string, path: string): string | undefined {
  if (isAbsolute(path) || path.includes('\0')) return undefined;
  const file = resolve(root, path);
  return isInside(resolve(root), file) ? file : undefined;
}

function unreadable(error: unknown): StateFile<never> {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (absent.has(code)) return { status: 'missing' };
  return { status: 'unreadable', reason: reasons[code] ?? 'io_error' };
}

function factsOf(found: Stats): FileFacts {
  return {
    bytes: found.size,
    modifiedAt: found.mtime.toISOString(),
    mode: found.mode & 0o7777,
    uid: found.uid,
  };
}

function kindOf(found: Stats): FolderEntry['kind'] {
  if (found.isFile()) return 'file';
  if (found.isDirectory()) return 'folder';
  return found.isSymbolicLink() ? 'link' : 'other';
}

/** Where the open file really lies. Linux tells it of the handle; elsewhere the name is asked again. */
async function placeOf(handle: FileHandle, file: string): Promise<string> {
  return readlink(join('/proc/self/fd', String(handle.fd))).catch(() => realpath(file));
}

/** Whether a path lies below a root. */
export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
