// @ts-check
import { closeSync, lstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** Every SQLite file begins with this (sqlite.org/fileformat2.html, 1.3). */
const magic = 'SQLite format 3\0';

/** Why a database is not read. `reason` is one of `Unreadable`, or `missing`. */
export class Refusal extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * @typedef {object} DatabasePlace
 * @property {string} file Without a link in it.
 * @property {bigint} inode
 * @property {bigint} size In bytes.
 * @property {boolean} isWal Rows may lie in the `-wal` file beside it.
 * @property {string} identity Changes when the database or its `-wal` or `-journal` changes.
 */

/**
 * Finds a database below a root, whatever somebody put there: no link out, no second name of a file that belongs to
 * somebody else, also not for the files that SQLite opens beside it. Throws {@link Refusal}.
 *
 * @param {string} root
 * @param {string} path
 * @returns {DatabasePlace}
 */
export function findDatabase(root, path) {
  const named = resolve(root, path);
  if (isAbsolute(path) || path.includes('\0') || !isInside(resolve(root), named))
    throw new Refusal('outside_root');
  const found = regularFile(named);
  if (!found) throw new Refusal('missing');
  const file = join(realpathSync(dirname(named)), named.slice(dirname(named).length + 1));
  if (!isInside(realpathSync(root), file)) throw new Refusal('outside_root');
  const [wal, journal] = [regularFile(`${file}-wal`), regularFile(`${file}-journal`)];
  regularFile(`${file}-shm`);
  const header = readHeader(file);
  if (header.length === 0) throw new Refusal('empty_database');
  if (header.toString('latin1', 0, 16) !== magic) throw new Refusal('not_database');
  return {
    file,
    inode: found.ino,
    size: found.size,
    // A `-wal` with content is read by SQLite whatever the header says.
    isWal: header[18] === 2 || header[19] === 2 || (wal?.size ?? 0n) > 0n,
    identity: [found, wal, journal].map(identityOf).join(' '),
  };
}

/** @param {string} file */
export function regularFile(file) {
  const found = lstatSync(file, { bigint: true, throwIfNoEntry: false });
  if (found && (!found.isFile() || found.nlink > 1n)) throw new Refusal('not_regular');
  return found;
}

/** @param {import('node:fs').BigIntStats | undefined} found */
function identityOf(found) {
  return found ? `${found.dev}.${found.ino}.${found.size}.${found.mtimeNs}` : '-';
}

/** @param {string} file */
function readHeader(file) {
  const header = Buffer.alloc(100);
  const handle = openSync(file, 'r');
  try {
    return header.subarray(0, readSync(handle, header, 0, header.length, 0));
  } finally {
    closeSync(handle);
  }
}

/**
 * @param {string} root
 * @param {string} path
 */
function isInside(root, path) {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
