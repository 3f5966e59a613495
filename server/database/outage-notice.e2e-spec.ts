import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { ChangeListener } from '../api-users/change-listener.ts';
import { RefusalCounters } from '../audit/refusal-counters.ts';
import { createBreakableDatabase, type BreakableDatabase } from '../testing/breakable-database.ts';
import { eventually } from '../testing/eventually.ts';
import { Database } from './database.ts';

describe('The log of an outage', () => {
  let breakable: BreakableDatabase;
  let lines: string[];
  beforeEach(async () => {
    breakable = await createBreakableDatabase();
    lines = [];
    for (const level of ['log', 'warn'] as const)
      jest
        .spyOn(Logger.prototype, level)
        .mockImplementation((...said: unknown[]) => lines.push(String(said[0])));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await breakable.drop();
  });

  it('has a line when connections break, whatever their number, and one when there is one again', async () => {
    const database = new Database(breakable.url);
    await database.tryConnect();
    const held = await Promise.all([1, 2, 3].map(() => database.hot.connect()));
    for (const client of held) client.release();
    await breakable.cut();
    await eventually(() => expect(database.hot.totalCount).toBe(0));
    await expect(database.hot.query('select 1')).rejects.toThrow();
    await breakable.restore();
    await database.hot.query('select 1');
    expect(lines).toEqual([
      expect.stringContaining('The database is away: '),
      'The database is there again.',
    ]);
    await database.close();
  });

  it('has a line for a start without the database, however long it is away', async () => {
    await breakable.cut();
    const database = new Database(breakable.url);
    const tries = [await database.tryConnect(), await database.tryConnect()];
    expect(tries).not.toContain(undefined);
    const connecting = database.connectWhenBack();
    await breakable.restore();
    await connecting;
    expect(lines).toEqual([
      expect.stringContaining('nothing is served before it is there'),
      'The database is there again.',
    ]);
    await database.close();
  });

  it('has a line for changes that are not heard, however often it is tried', async () => {
    let tries = 0;
    const away = createServer((socket) => {
      tries++;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(away, 'listening');
    const { port } = away.address() as AddressInfo;
    const listener = new ChangeListener(`postgres://hermes@127.0.0.1:${port}/hermes`, {
      changed: () => undefined,
      listening: () => undefined,
    });
    listener.start();
    await eventually(() => expect(tries).toBeGreaterThan(3));
    await listener.stop();
    away.close();
    expect(lines).toEqual([expect.stringContaining('Changes of API users are not heard')]);
  });

  it('has a line when changes are heard again', async () => {
    await breakable.cut();
    const listener = new ChangeListener(breakable.url, {
      changed: () => undefined,
      listening: () => undefined,
    });
    listener.start();
    await eventually(() => expect(lines).toHaveLength(1));
    await breakable.restore();
    await eventually(() => expect(lines).toHaveLength(2));
    await listener.stop();
    expect(lines[1]).toBe('Changes of API users are heard again.');
  });

  it('has a line for refusals that wait, however often they are written', async () => {
    const database = new Database(breakable.url);
    await database.tryConnect();
    const counters = new RefusalCounters(database);
    counters.count('pre', 'invalid_api_key', null);
    await breakable.cut();
    await counters.flush();
    await counters.flush();
    await breakable.restore();
    await eventually(async () => {
      await counters.flush();
      expect(lines).toContain('Refusals are written again.');
    });
    expect(lines.filter((line) => line.includes('Refusals'))).toEqual([
      expect.stringContaining('Refusals are kept in memory for now'),
      'Refusals are written again.',
    ]);
    await database.close();
  });
});
