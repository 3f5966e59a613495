// @ts-check
import { createHash, randomUUID } from 'node:crypto';
import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { findDatabase, Refusal, regularFile } from './database-place.mjs';

/** 2 GiB. */
const largestCopy = 2n ** 31n;
/** A writer may get in between; it does not always. */
const attempts = 4;

/** @param {string} text */
const nameOf = (text) => createHash('sha256').update(text).digest('hex').slice(0, 32);

/**
 * Answers a copy of a database in a private folder, `-wal` and `-journal` included, so that SQLite may make and change there
 * what it needs. It is kept until the original changes. Throws {@link Refusal}: `busy` when it is never at rest.
 *
 * @param {{ root: string, path: string }} where
 * @param {string} folder
 * @returns {string}
 */
export function copyOf({ root, path }, folder) {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const place = findDatabase(root, path);
    if (place.size > largestCopy) throw new Refusal('too_large');
    const family = nameOf(place.file);
    const kept = join(folder, `${family}-${nameOf(place.identity)}`);
    const copy = join(kept, basename(place.file));
    if (existsSync(copy)) return copy;
    const draft = join(folder, `draft-${randomUUID()}`);
    try {
      mkdirSync(draft, { recursive: true, mode: 0o700 });
      for (const ending of ['', '-wal', '-journal'])
        if (regularFile(place.file + ending))
          copyFileSync(
            place.file + ending,
            join(draft, basename(place.file) + ending),
            constants.COPYFILE_FICLONE,
          );
      if (findDatabase(root, path).identity !== place.identity) continue;
      forget(folder, family);
      renameSync(draft, kept);
      return copy;
    } catch (error) {
      // Another process of ours was faster.
      if (existsSync(copy)) return copy;
      if (!isGone(error)) throw error;
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }
  throw new Refusal('busy');
}

/**
 * Earlier states of the same database.
 *
 * @param {string} folder
 * @param {string} family
 */
function forget(folder, family) {
  for (const name of readdirSync(folder))
    if (name.startsWith(`${family}-`)) rmSync(join(folder, name), { recursive: true, force: true });
}

/** @param {unknown} error */
function isGone(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT';
}
