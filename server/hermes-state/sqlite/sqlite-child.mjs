// @ts-check
import { lstatSync } from 'node:fs';
import Database from 'better-sqlite3';
import { copyOf } from './database-copies.mjs';
import { findDatabase, Refusal } from './database-place.mjs';
import { hasWalConnection } from './wal-connections.mjs';

/**
 * @typedef {import('./sqlite-work.ts').SqliteRequest} Request
 * @typedef {import('./sqlite-work.ts').SqliteStatement} Statement
 * @typedef {import('./sqlite-work.ts').SqliteRows} Rows
 * @typedef {import('./sqlite-work.ts').SqliteValue} Value
 */

/** How long a writer is waited for, in milliseconds. */
const busyTimeoutMs = 1000;
const mostTables = 500;

/** What a question names and the database, or our SQLite, does not have. */
const missing = /no such (table|column|tokenizer|module)|vtable constructor failed|tokenizer/;

/** @type {readonly [RegExp, string][]} */
const reasons = [
  [/^SQLITE_NOTADB/, 'not_database'],
  [/^SQLITE_(CORRUPT|FORMAT)/, 'damaged'],
  [/^SQLITE_(BUSY|LOCKED|PROTOCOL)/, 'busy'],
  [/^(SQLITE_(PERM|AUTH)|EACCES|EPERM)/, 'permission'],
  [/^(SQLITE_(NOMEM|TOOBIG|FULL)|ENOSPC)/, 'too_large'],
  [/^(ENOENT|ENOTDIR)/, 'missing'],
  [/^(ELOOP|EISDIR|ENXIO)/, 'not_regular'],
  [/^(SQLITE_(CANTOPEN|IOERR|READONLY)|E[A-Z]+$)/, 'io_error'],
];

// A Ctrl-C in a terminal reaches this process too. It ends when the one that started it does or says so.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => process.exit(0));
process.on('message', (/** @type {Request} */ request) => process.send?.(answer(request)));
process.send?.('ready');

/** @param {Request} request */
function answer(request) {
  try {
    return { status: 'present', value: read(request) };
  } catch (error) {
    const { code = '', message } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'SQLITE_ERROR' && missing.test(message))
      return { status: 'unreadable', reason: 'too_old' };
    const reason =
      error instanceof Refusal
        ? error.reason
        : reasons.find(([pattern]) => pattern.test(code))?.[1];
    if (reason === 'missing') return { status: 'missing' };
    return reason ? { status: 'unreadable', reason } : { status: 'failed', message };
  }
}

/** @param {Request} request */
function read(request) {
  const place = findDatabase(request.root, request.path);
  if (place.isWal && !hasWriter(place.file)) return readCopy(request);
  try {
    return readFile(place.file, request, place.inode);
  } catch (error) {
    const { code = '' } = /** @type {NodeJS.ErrnoException} */ (error);
    // A writer died and left a journal to roll back, or its `-wal` vanished at this moment.
    if (/^SQLITE_(READONLY|CANTOPEN)/.test(code)) return readCopy(request);
    throw error;
  }
}

/** @param {Request} request */
function readCopy(request) {
  return readFile(copyOf(request, request.copies), request);
}

/**
 * Only then both files are in place and SQLite makes none.
 *
 * @param {string} file
 */
function hasWriter(file) {
  const [wal, shm] = ['-wal', '-shm'].map((ending) =>
    lstatSync(file + ending, { throwIfNoEntry: false }),
  );
  return wal !== undefined && shm !== undefined && hasWalConnection(`${file}-shm`);
}

/**
 * Everything is read as of one moment.
 *
 * @param {string} file
 * @param {Request} request
 * @param {bigint} [inode] What the file must still be once it is open.
 */
function readFile(file, request, inode) {
  const database = new Database(file, {
    readonly: inode !== undefined,
    fileMustExist: true,
    timeout: busyTimeoutMs,
  });
  try {
    // Nothing in the file may run anything, and a file that is cut must not end the process.
    for (const pragma of [
      'query_only = on',
      'trusted_schema = off',
      'mmap_size = 0',
      'temp_store = memory',
    ])
      database.pragma(pragma);
    database.exec('begin');
    const schema = readSchema(database);
    if (inode !== undefined && lstatSync(file, { bigint: true }).ino !== inode)
      throw new Refusal('not_regular');
    const { statements } = request;
    if (!statements) return schema;
    let left = request.maxBytes;
    return Object.fromEntries(
      Object.entries(statements).map(([name, statement]) => {
        const rows = readRows(database, statement, left);
        left -= rows.bytes;
        return [name, /** @type {Rows} */ ({ rows: rows.rows, isCut: rows.isCut })];
      }),
    );
  } finally {
    database.close();
  }
}

/**
 * Real tables only: a view could be a query without end.
 *
 * @param {import('better-sqlite3').Database} database
 */
function readSchema(database) {
  const found = /** @type {{ name: string, columns: string | null }[]} */ (
    database
      .prepare(
        `select name,
                case when sql not like 'create virtual%'
                     then (select json_group_array(name) from pragma_table_info(main.name)) end as columns
         from (select name, sql from sqlite_schema where type = 'table' limit ?) as main`,
      )
      .all(mostTables)
  );
  return Object.fromEntries(
    found.map(({ name, columns }) => [name, /** @type {string[]} */ (JSON.parse(columns ?? '[]'))]),
  );
}

/**
 * @param {import('better-sqlite3').Database} database
 * @param {Statement} statement
 * @param {number} maxBytes
 */
function readRows(database, { sql, params = [], maxRows = 1000 }, maxBytes) {
  const rows = [];
  let bytes = 0;
  for (const found of database
    .prepare(sql)
    .safeIntegers()
    .iterate(...bound(params))) {
    if (rows.length === maxRows) return { rows, bytes, isCut: true };
    const row = /** @type {Record<string, unknown>} */ (found);
    /** @type {Record<string, Value>} */
    const plain = {};
    for (const name in row) bytes += 16 + sizeOf((plain[name] = plainValue(row[name])));
    if (bytes > maxBytes) return { rows, bytes, isCut: true };
    rows.push(plain);
  }
  return { rows, bytes, isCut: false };
}

/**
 * `?1` and so on are names for better-sqlite3.
 *
 * @param {readonly Value[]} params
 */
function bound(params) {
  return params.length === 0 ? [] : [Object.fromEntries(params.map((value, n) => [n + 1, value]))];
}

/**
 * @param {unknown} value
 * @returns {Value}
 */
function plainValue(value) {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  return /** @type {Value} */ (value);
}

/** @param {Value} value */
function sizeOf(value) {
  return typeof value === 'string' ? value.length : 0;
}
