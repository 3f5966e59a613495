import { constants } from 'node:fs';
import { open, readlink, realpath, type FileHandle } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { StateFile, Unreadable } from './state-file.ts';

const defaultMaxBytes = 1_048_576;
const reasons: Readonly<Record<string, Unreadable>> = {
  EACCES: 'permission',
  EPERM: 'permission',
  // A link in place of the file, or links that lead in a circle.
  ELOOP: 'not_regular',
  EISDIR: 'not_regular',
  ENXIO: 'not_regular',
};

/**
 * Reads a text file below a root, whatever somebody put there: no link is followed out, no pipe or device is waited for,
 * nothing large is loaded. The open file itself is examined, not its name, which could change in between.
 */
export async function readConfined(
  root: string,
  path: string,
  maxBytes = defaultMaxBytes,
): Promise<StateFile<string>> {
  const file = resolve(root, path);
  if (isAbsolute(path) || path.includes('\0') || !isInside(resolve(root), file))
    return { status: 'unreadable', reason: 'outside_root' };
  let handle: FileHandle | undefined;
  try {
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
    handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    return await readOpened(handle, { root, file, maxBytes });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // ENOTDIR: a folder on the way is a file.
    if (code === 'ENOENT' || code === 'ENOTDIR') return { status: 'missing' };
    return { status: 'unreadable', reason: reasons[code] ?? 'io_error' };
  } finally {
    await handle?.close();
  }
}

async function readOpened(
  handle: FileHandle,
  { root, file, maxBytes }: { root: string; file: string; maxBytes: number },
): Promise<StateFile<string>> {
  const found = await handle.stat();
  // A second name of the same file may belong to somebody outside the root.
  if (!found.isFile() || found.nlink > 1) return { status: 'unreadable', reason: 'not_regular' };
  if (!isInside(await realpath(root), await placeOf(handle, file)))
    return { status: 'unreadable', reason: 'outside_root' };
  if (found.size > maxBytes) return { status: 'unreadable', reason: 'too_large' };
  // It may grow while it is read.
  const bytes = Buffer.alloc(maxBytes + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
    length += bytesRead;
    if (bytesRead === 0 || length === bytes.length) break;
  }
  if (length > maxBytes) return { status: 'unreadable', reason: 'too_large' };
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    return { status: 'present', value: decoder.decode(bytes.subarray(0, length)) };
  } catch {
    return { status: 'unreadable', reason: 'not_utf8' };
  }
}

/** Where the open file really lies. Linux tells it of the handle; elsewhere the name is asked again. */
async function placeOf(handle: FileHandle, file: string): Promise<string> {
  return readlink(join('/proc/self/fd', String(handle.fd))).catch(() => realpath(file));
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
