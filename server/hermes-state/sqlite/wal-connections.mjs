// @ts-check
import { closeSync, openSync } from 'node:fs';
import koffi from 'koffi';

/** `F_GETLK` and `F_WRLCK` of Linux (fcntl.h). */
const [getLock, writeLock, noLock] = [5, 1, 2];
/** The byte of a `-shm` file that every connection holds a shared lock on (sqlite.org/walformat.html, 2.3). */
const connectionByte = 128;

/** @type {((handle: number, command: number, lock: object) => number) | undefined} */
let fileControl;

/**
 * Whether a connection has the database of this `-shm` file open, be it in another container. `false` also where it cannot
 * be told. Not to be called while this process has the database open: closing a file gives up all locks of the process on
 * it (POSIX, fcntl).
 *
 * @param {string} shm
 */
export function hasWalConnection(shm) {
  if (process.platform !== 'linux') return false;
  fileControl ??= loadFileControl();
  const handle = openSync(shm, 'r');
  try {
    const lock = { type: writeLock, whence: 0, start: connectionByte, length: 1, pid: 0 };
    return fileControl(handle, getLock, lock) === 0 && lock.type !== noLock;
  } finally {
    closeSync(handle);
  }
}

function loadFileControl() {
  const lock = koffi.struct({
    type: 'short',
    whence: 'short',
    start: 'int64_t',
    length: 'int64_t',
    pid: 'int',
  });
  const fcntl = koffi.load(null).func('int fcntl(int, int, ...)');
  const inAndOut = koffi.inout(koffi.pointer(lock));
  return (
    /** @type {number} */ handle,
    /** @type {number} */ command,
    /** @type {object} */ value,
  ) => fcntl(handle, command, inAndOut, value);
}
