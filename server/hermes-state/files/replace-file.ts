import { randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import {
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  realpath,
  rename,
  stat,
  unlink,
  type FileHandle,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isInside } from '../read-confined.ts';
import { FileUnusable } from './file.errors.ts';
import { isTemporaryOf, temporaryName } from './file-locks.ts';

const staleTemporaryMs = 3_600_000;
const newFileMode = 0o600;

/**
 * Puts a text in the place of a file below a root (a real path) so that every reader, and whoever comes after a crash, finds the old
 * one or the new one: temporary file beside it, fsync, rename, fsync of the folder. Mode and owner stay; a new file gets
 * mode 0600 and the owner of its folder. Throws {@link FileUnusable}.
 */
export async function replaceFile(root: string, path: string, text: string): Promise<void> {
  const folder = await openFolder(root, dirname(resolve(root, path))).catch((error: unknown) => {
    throw unusable(path, error);
  });
  try {
    const place = await placeOf(folder, dirname(resolve(root, path)));
    const file = join(place, basename(path));
    const old = await factsOf(file);
    if (old !== undefined && (!old.isFile() || old.nlink > 1))
      throw new FileUnusable(path, 'not_regular');
    await sweep(place, path);
    const temporary = join(place, temporaryName(path, randomUUID()));
    const handle = await open(temporary, 'wx', newFileMode);
    try {
      await keepOwner(handle, old ?? (await folder.stat()), path);
      await handle.chmod(old === undefined ? newFileMode : old.mode & 0o7777);
      await handle.writeFile(text);
      await handle.sync();
      await rename(temporary, file);
    } catch (error) {
      await unlink(temporary).catch(() => undefined);
      throw error;
    } finally {
      await handle.close();
    }
    await folder.sync();
  } catch (error) {
    throw unusable(path, error);
  } finally {
    await folder.close();
  }
}

/**
 * Makes the folder of a file that is to come, as Hermes makes it: mode 0700, owned as the folder it lies in, which must
 * be there. Throws {@link FileUnusable} when that leads out of the root.
 */
export async function makeFolder(root: string, folder: string): Promise<void> {
  const wanted = resolve(root, folder);
  if (await stat(wanted).catch(() => undefined)) return;
  const parent = await openFolder(root, dirname(wanted));
  try {
    const made = join(await placeOf(parent, dirname(wanted)), basename(wanted));
    await mkdir(made, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      // Somebody else was faster.
      if (error.code !== 'EEXIST') throw error;
    });
    const handle = await openFolder(root, wanted);
    try {
      await keepOwner(handle, await parent.stat(), folder);
    } finally {
      await handle.close();
    }
  } finally {
    await parent.close();
  }
}

async function openFolder(root: string, folder: string): Promise<FileHandle> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  const real = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => realpath(folder));
  if (real === root || isInside(root, real)) return handle;
  await handle.close();
  throw new FileUnusable(folder, 'outside_root');
}

/** Linux names an open folder: whoever puts another one in its place meanwhile is not written to. */
async function placeOf(folder: FileHandle, path: string): Promise<string> {
  const opened = `/proc/self/fd/${folder.fd}`;
  return (await stat(opened).catch(() => undefined)) ? opened : path;
}

async function factsOf(file: string): Promise<Stats | undefined> {
  return lstat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** Hermes runs as one user, and has to be able to read its files afterwards. */
async function keepOwner(handle: FileHandle, like: Stats, path: string): Promise<void> {
  const now = await handle.stat();
  if (now.uid === like.uid && now.gid === like.gid) return;
  try {
    await handle.chown(like.uid, like.gid);
  } catch {
    if (now.uid !== like.uid) throw new FileUnusable(path, 'owner');
    // The group alone cannot always be given away; the owner is who has to read it.
  }
}

/** Temporary files of a process that died while it wrote. */
async function sweep(place: string, path: string): Promise<void> {
  for (const name of await readdir(place)) {
    if (!isTemporaryOf(path, name)) continue;
    const found = await stat(join(place, name)).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > staleTemporaryMs)
      await unlink(join(place, name)).catch(() => undefined);
  }
}

/** What somebody can do something about, as that. */
export function unusable(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new FileUnusable(path, 'permission');
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP')
    return new FileUnusable(path, 'not_regular');
  return error;
}
