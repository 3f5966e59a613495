import { Logger } from '@nestjs/common';
import { Database } from '../database/database.ts';
import { createBreakableDatabase, type BreakableDatabase } from '../testing/breakable-database.ts';
import { PostgresThrottlerStorage } from './throttle-storage.ts';

describe('PostgresThrottlerStorage', () => {
  let breakable: BreakableDatabase;
  let database: Database;
  let storage: PostgresThrottlerStorage;
  const hit = (key: string, limit = 2, blockMs = 0, windowMs = 60_000) =>
    storage.increment(key, windowMs, limit, blockMs, 'test');
  const age = (key: string, seconds: number) =>
    database.console.query(
      `update throttle set expires_at = expires_at - $2 * interval '1 second',
         blocked_until = blocked_until - $2 * interval '1 second' where key = $1`,
      [key, seconds],
    );

  beforeAll(async () => {
    Logger.overrideLogger(false);
    breakable = await createBreakableDatabase();
    database = new Database(breakable.url);
    await database.tryConnect();
    storage = new PostgresThrottlerStorage(database);
  });
  afterAll(async () => {
    storage?.onApplicationShutdown();
    await database?.close();
    await breakable?.drop();
  });

  it('lets the limit through and blocks the next one to the end of the window', async () => {
    expect((await hit('a')).isBlocked).toBe(false);
    expect(await hit('a')).toMatchObject({ totalHits: 2, isBlocked: false, timeToExpire: 60 });
    expect(await hit('a')).toMatchObject({ totalHits: 3, isBlocked: true, timeToBlockExpire: 60 });
  });

  it('does not prolong a block', async () => {
    for (let time = 0; time < 3; time++) await hit('b');
    await age('b', 20);
    expect((await hit('b')).timeToBlockExpire).toBe(40);
  });

  it('blocks for longer than the window when told so', async () => {
    for (let time = 0; time < 2; time++) await hit('c', 2, 90_000);
    expect((await hit('c', 2, 90_000)).timeToBlockExpire).toBe(90);
    await age('c', 70);
    expect((await hit('c', 2, 90_000)).isBlocked).toBe(true);
    await age('c', 30);
    expect(await hit('c', 2, 90_000)).toMatchObject({ totalHits: 1, isBlocked: false });
  });

  it('begins a new window when the old one is over', async () => {
    for (let time = 0; time < 2; time++) await hit('d');
    await age('d', 61);
    expect(await hit('d')).toMatchObject({ totalHits: 1, isBlocked: false, timeToExpire: 60 });
  });

  it('takes a hit back', async () => {
    for (let time = 0; time < 2; time++) await hit('e');
    await storage.giveBack('e');
    expect((await hit('e')).isBlocked).toBe(false);
  });

  it('admits exactly the limit when all come at once', async () => {
    const records = await Promise.all(Array.from({ length: 40 }, () => hit('f', 10)));
    expect(records.filter(({ isBlocked }) => !isBlocked)).toHaveLength(10);
  });

  it('forgets windows that are over', async () => {
    await hit('g');
    await hit('h');
    await age('g', 61);
    await storage.prune();
    const left = await database.console.query(`select key from throttle where key in ('g', 'h')`);
    expect(left.rows).toEqual([{ key: 'h' }]);
  });

  it('counts in memory while the database is away', async () => {
    await breakable.cut();
    for (let time = 0; time < 2; time++) expect((await hit('i')).isBlocked).toBe(false);
    expect((await hit('i')).isBlocked).toBe(true);
    await breakable.restore();
    expect((await hit('j')).totalHits).toBe(1);
  });
});
