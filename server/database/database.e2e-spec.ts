import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { createBreakableDatabase } from '../testing/breakable-database.ts';
import { eventually } from '../testing/eventually.ts';
import { createTestDatabase } from '../testing/test-database.ts';
import { Database } from './database.ts';

describe('Database', () => {
  it('is ready once the schema is in place', async () => {
    const clone = await createTestDatabase('template0');
    const database = new Database(clone.url);
    expect(await database.tryConnect()).toBeUndefined();
    expect(database.isReady).toBe(true);
    const tables = await database.hot.query("select to_regclass('audit_request') as name");
    expect(tables.rows[0].name).toBe('audit_request');
    await database.close();
    await clone.drop();
  });

  it('says why it is away instead of failing', async () => {
    const database = new Database('postgres://hermes@127.0.0.1:1/hermes');
    expect(await database.tryConnect()).toContain('ECONNREFUSED');
    expect(database.isReady).toBe(false);
    await database.close();
  });

  it('is ready soon after the database is back, however long that was away', async () => {
    const clone = await createBreakableDatabase();
    await clone.cut();
    const database = new Database(clone.url);
    // The longest pauses that chance can choose.
    const chance = jest.spyOn(Math, 'random').mockReturnValue(0.999);
    const connected = database.connectWhenBack();
    try {
      // Long enough for pauses that would double without end to be longer than what follows.
      await sleep(4000);
      await clone.restore();
      await eventually(() => expect(database.isReady).toBe(true), 3000);
    } finally {
      chance.mockRestore();
      await database.close();
      await connected;
      await clone.drop();
    }
  });

  it('refuses a schema that a newer version wrote', async () => {
    const clone = await createTestDatabase();
    const client = new pg.Client({ connectionString: clone.url });
    await client.connect();
    await client.query(
      `insert into migrations(timestamp, name) values (9999999999999, 'Later9999999999999')`,
    );
    await client.end();
    const database = new Database(clone.url);
    await expect(database.tryConnect()).rejects.toThrow(
      'newer version (unknown: Later9999999999999)',
    );
    await database.close();
    await clone.drop();
  });

  it('lets what runs after connecting finish before it closes', async () => {
    const clone = await createTestDatabase();
    const database = new Database(clone.url);
    await database.tryConnect();
    let outcome = 'unfinished';
    database.onReady(async () => {
      await database.console.query('select pg_sleep(0.2)');
      await database.console.query('select 1').then(
        () => (outcome = 'finished'),
        (error: Error) => (outcome = error.message),
      );
    });
    await database.close();
    expect(outcome).toBe('finished');
    await clone.drop();
  });

  it('migrates once when several processes start together', async () => {
    const clone = await createTestDatabase('template0');
    const databases = Array.from({ length: 6 }, () => new Database(clone.url));
    const reasons = await Promise.all(databases.map((database) => database.tryConnect()));
    expect(reasons).toEqual(Array(6).fill(undefined));
    const applied = await databases[0]!.hot.query('select count(*)::int as n from migrations');
    expect(applied.rows[0].n).toBe(databases[0]!.dataSource.migrations.length);
    await Promise.all(databases.map((database) => database.close()));
    await clone.drop();
  });
});
