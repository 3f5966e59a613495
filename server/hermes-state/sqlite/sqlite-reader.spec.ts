import {
  chmod,
  cp,
  link,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { folderState } from '../../testing/folder-state.ts';
import { startSqliteWriter, type SqliteWriter } from '../../testing/sqlite-writer.ts';
import { testSettings } from '../../testing/test-settings.ts';
import { HermesHome } from '../hermes-home.ts';
import { SqliteReader } from './sqlite-reader.ts';
import type { SqliteStatement } from './sqlite-work.ts';

let folder: string;
let dataDir: string;
let reader: SqliteReader;
const writers: SqliteWriter[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-sqlite-'));
  dataDir = join(folder, 'data');
  await mkdir(join(folder, 'home'));
  const settings = testSettings({ hermesHome: join(folder, 'home'), dataDir });
  reader = new SqliteReader(new HermesHome(settings), settings);
});
afterEach(async () => {
  await reader.onApplicationShutdown();
  await Promise.all(writers.splice(0).map((writer) => writer.kill()));
  await rm(folder, { recursive: true, force: true });
});

const home = (name = 'state.db') => join(folder, 'home', name);
const write = async (...sql: string[]) => {
  const writer = await startSqliteWriter(home(), ...sql);
  writers.push(writer);
  return writer;
};
const table = 'create table note(id integer primary key, text)';
const insert = (text: string) => `insert into note(text) values ('${text}')`;
const ask = (statement: SqliteStatement, path = 'state.db') =>
  reader.read({ root: 'hermes', path }, () => ({ found: statement }));
const texts = async (path?: string) => {
  const answer = await ask({ sql: 'select text from note order by id' }, path);
  return answer.status === 'present' ? answer.value.found.rows.map(({ text }) => text) : answer;
};
const unreadable = (reason: string) => ({ status: 'unreadable', reason });
/** What a reader leaves as it was: everything but the notes about readers in the `-shm` file of an open database. */
const homeState = async () => {
  const state = await folderState(join(folder, 'home'));
  delete state['state.db-shm'];
  return state;
};
const deepQuery =
  'with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n';

describe('a database in WAL mode', () => {
  it('is read with rows its writer has not moved into it yet', async () => {
    const writer = await write('pragma journal_mode = wal', table, insert('first'));
    const before = await homeState();
    expect(await texts()).toEqual(['first']);
    expect(await homeState()).toEqual(before);
    await writer.run(insert('second'));
    expect(await texts()).toEqual(['first', 'second']);
    // In place: no copy was made.
    await expect(readdir(join(dataDir, 'sqlite-copies'))).rejects.toThrow('ENOENT');
  });

  it('is read while its writer holds a transaction open', async () => {
    await write(
      'pragma journal_mode = wal',
      table,
      insert('first'),
      'begin immediate',
      insert('open'),
    );
    expect(await texts()).toEqual(['first']);
  });

  it('is read with unread rows after its writer was killed, and stays as it was left', async () => {
    const writer = await write('pragma journal_mode = wal', table, insert('kept'));
    await writer.kill();
    const before = await folderState(join(folder, 'home'));
    expect(Object.keys(before)).toContain('state.db-shm');
    expect(await texts()).toEqual(['kept']);
    expect(await folderState(join(folder, 'home'))).toEqual(before);
  });

  it('is read with unread rows without a -shm file, and gets none', async () => {
    const writer = await write('pragma journal_mode = wal', table, insert('kept'));
    await writer.kill();
    await rm(home('state.db-shm'));
    const before = await folderState(join(folder, 'home'));
    expect(await texts()).toEqual(['kept']);
    expect(await folderState(join(folder, 'home'))).toEqual(before);
  });

  it('that was closed gets no files beside it, and is copied once per change', async () => {
    const writer = await write('pragma journal_mode = wal', table, insert('first'));
    await writer.close();
    const before = await folderState(join(folder, 'home'));
    expect(Object.keys(before)).toEqual(['state.db']);
    expect(await texts()).toEqual(['first']);
    const copies = await readdir(join(dataDir, 'sqlite-copies'));
    expect(await texts()).toEqual(['first']);
    expect(await readdir(join(dataDir, 'sqlite-copies'))).toEqual(copies);
    expect(await folderState(join(folder, 'home'))).toEqual(before);
    await (await write(insert('second'))).close();
    expect(await texts()).toEqual(['first', 'second']);
    expect(await readdir(join(dataDir, 'sqlite-copies'))).toHaveLength(1);
  });

  it('is no longer copied anywhere once the reader has stopped', async () => {
    await (await write('pragma journal_mode = wal', table)).close();
    await texts();
    await reader.onApplicationShutdown();
    expect(await readdir(dataDir)).toEqual([]);
  });
});

describe('a database with a rollback journal', () => {
  it('is read while somebody writes, without a trace', async () => {
    await write(table, insert('first'), 'begin immediate', insert('open'));
    const before = await homeState();
    expect(await texts()).toEqual(['first']);
    expect(await homeState()).toEqual(before);
  });

  it('is busy while its writer lets nobody in', async () => {
    const writer = await write(table, insert('first'), 'begin exclusive');
    expect(await texts()).toEqual(unreadable('busy'));
    await writer.run('commit');
    expect(await texts()).toEqual(['first']);
  });

  it('whose writer was killed amid a change is read as it was before the change', async () => {
    const many = 'with recursive n(i) as (select 1 union all select i + 1 from n limit 2000)';
    const writer = await write(
      'pragma cache_size = 1',
      table,
      `${many} insert into note(text) select 'kept' || hex(randomblob(400)) from n`,
      `begin; update note set text = replace(text, 'kept', 'lost')`,
    );
    await writer.kill();
    const before = await folderState(join(folder, 'home'));
    expect(Object.keys(before)).toContain('state.db-journal');
    const sql = `select count(*) as text from note where text like 'kept%'`;
    expect(await ask({ sql })).toMatchObject({ value: { found: { rows: [{ text: 2000 }] } } });
    expect(await folderState(join(folder, 'home'))).toEqual(before);
  });
});

describe('what is no usable database', () => {
  it.each([
    ['that is missing', { status: 'missing' }, () => Promise.resolve()],
    ['without content', unreadable('empty_database'), () => writeFile(home(), '')],
    ['that is text', unreadable('not_database'), () => writeFile(home(), 'x'.repeat(9000))],
    [
      'that was cut off',
      unreadable('damaged'),
      async () => {
        await (await write(table, insert('x'.repeat(20_000)))).close();
        await truncate(home(), 8192);
      },
    ],
    ['that lacks what is asked for', unreadable('too_old'), () => write('create table old(a)')],
    [
      'with a view in place of the table',
      unreadable('too_old'),
      () => write(`create view note as ${deepQuery}`),
    ],
    ['that is a folder', unreadable('not_regular'), () => mkdir(home())],
    [
      'that is a link out of the home',
      unreadable('not_regular'),
      () => symlink(join(folder, 'other.db'), home()),
    ],
    ['that is a link to itself', unreadable('not_regular'), () => symlink('state.db', home())],
    [
      'whose -wal is a link out of the home',
      unreadable('not_regular'),
      async () => {
        await (await write(table)).close();
        await symlink(join(folder, 'made-by-reading'), home('state.db-wal'));
      },
    ],
    [
      'with a second name',
      unreadable('not_regular'),
      async () => {
        await (await write(table)).close();
        await link(home(), join(folder, 'other.db'));
      },
    ],
  ])('%s is named as such', async (_, expected, make) => {
    await make();
    const before = await homeState();
    const answer = await reader.read({ root: 'hermes', path: 'state.db' }, ({ note }) =>
      note ? { found: { sql: 'select text from note' } } : undefined,
    );
    expect(answer).toEqual(expected);
    expect(await homeState()).toEqual(before);
  });

  it('in a folder that is a link out of the home is not read', async () => {
    await (await write(table)).close();
    await mkdir(join(folder, 'elsewhere'));
    await cp(home(), join(folder, 'elsewhere/state.db'));
    await symlink(join(folder, 'elsewhere'), home('evil'));
    expect(await texts('evil/state.db')).toEqual(unreadable('outside_root'));
  });

  it.each(['../state.db', '/etc/passwd', 'a\0b'])('at the path %j is not opened', async (path) => {
    expect(await texts(path)).toEqual(unreadable('outside_root'));
  });

  it('that nobody may read is named as such', async () => {
    await (await write(table)).close();
    await chmod(home(), 0);
    // Nothing is closed to root.
    const expected = process.getuid?.() === 0 ? [] : unreadable('permission');
    expect(await texts()).toEqual(expected);
  });
});

it('tells the columns of tables, and of none that need what is not there', async () => {
  await write(table, 'create virtual table words using fts5(text)', 'create view v as select 1');
  // A tokenizer of its own, as Hermes has one, is not in our SQLite.
  new Database(home())
    .unsafeMode()
    .exec(
      `pragma writable_schema = on; update sqlite_schema set sql = 'create virtual table words using fts5(text, tokenize = ''cjk'')' where name = 'words'`,
    )
    .close();
  let found: unknown;
  await reader.read({ root: 'hermes', path: 'state.db' }, (schema) => {
    found = schema;
    return { one: { sql: 'select 1' } };
  });
  expect(found).toMatchObject({ note: ['id', 'text'], words: [] });
  expect(found).not.toHaveProperty('v');
});

it('refuses to write', async () => {
  await (await write('pragma journal_mode = wal', table, insert('kept'))).close();
  expect(await ask({ sql: 'delete from note returning id' })).toEqual(unreadable('io_error'));
  expect(await texts()).toEqual(['kept']);
});
