import { readFile } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { SqliteReader, type SqliteLimits } from './sqlite-reader.ts';
import type { SqliteStatement } from './sqlite-work.ts';

let fixture: HermesHomeFixture;
let reader: SqliteReader;

beforeEach(async () => {
  fixture = await createHermesHome();
  reader = new SqliteReader(fixture.home, fixture.settings);
});
afterEach(async () => {
  await reader.onApplicationShutdown();
  await fixture.remove();
});

/** Makes a database with a table of notes. */
const fill = (...sql: string[]) => {
  const database = new Database(fixture.at('.hermes/state.db'));
  for (const text of ['create table note(id integer primary key, text)', ...sql])
    database.exec(text);
  database.close();
};
const insert = (text: string) => `insert into note(text) values ('${text}')`;
const ask = (statement: SqliteStatement, limits?: SqliteLimits) =>
  reader.read({ root: 'hermes', path: 'state.db' }, () => ({ found: statement }), limits);
const texts = async () => {
  const answer = await ask({ sql: 'select text from note order by id' });
  return answer.status === 'present' ? answer.value.found.rows.map(({ text }) => text) : answer;
};
const unreadable = (reason: string) => ({ status: 'unreadable', reason });
/** The processes that read for us. */
const killReaders = async () => {
  const children = await readFile(`/proc/self/task/${process.pid}/children`, 'utf8');
  for (const pid of children.trim().split(' ').map(Number))
    if ((await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('sqlite-child'))
      process.kill(pid, 'SIGKILL');
};
const deepQuery =
  'with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n';

describe('limits', () => {
  it('end a question that takes too long, and the next one is answered', async () => {
    fill(insert('first'));
    expect(await ask({ sql: deepQuery }, { timeLimitMs: 300 })).toEqual(unreadable('time_limit'));
    expect(await texts()).toEqual(['first']);
  });

  it('leave other questions alone while one takes long', async () => {
    fill(insert('first'));
    const slow = ask({ sql: deepQuery }, { timeLimitMs: 60_000 });
    expect(await texts()).toEqual(['first']);
    await reader.onApplicationShutdown();
    expect(await slow).toEqual(unreadable('io_error'));
  });

  it('cut rows and bytes, and say so', async () => {
    fill(...['a', 'b', 'c'].map((letter) => insert(letter.repeat(1000))));
    const sql = 'select text from note';
    const lengths = async (statement: SqliteStatement, limits?: SqliteLimits) => {
      const answer = await ask(statement, limits);
      const { rows, isCut } = answer.status === 'present' ? answer.value.found : { rows: [] };
      return [rows.length, isCut];
    };
    expect(await lengths({ sql })).toEqual([3, false]);
    expect(await lengths({ sql, maxRows: 3 })).toEqual([3, false]);
    expect(await lengths({ sql, maxRows: 2 })).toEqual([2, true]);
    expect(await lengths({ sql }, { maxBytes: 2500 })).toEqual([2, true]);
  });

  it('do not keep numbers beyond what JavaScript counts exactly from being shown', async () => {
    fill(`insert into note(text) values (9223372036854775807), (x'c3a4'), (null)`);
    expect(await texts()).toEqual([2 ** 63, 'ä', null]);
  });
});

it('goes on after its process was killed, busy or not', async () => {
  fill(insert('first'));
  const busy = ask({ sql: deepQuery }, { timeLimitMs: 60_000 });
  expect(await texts()).toEqual(['first']);
  await killReaders();
  expect(await busy).toEqual(unreadable('io_error'));
  expect(await texts()).toEqual(['first']);
});
