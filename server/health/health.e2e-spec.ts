import { Database } from '../database/database.ts';
import { createBreakableDatabase, type BreakableDatabase } from '../testing/breakable-database.ts';
import { eventually } from '../testing/eventually.ts';
import { startTestConsole, type ConsoleClient, type TestConsole } from '../testing/test-console.ts';
import { Readiness } from './readiness.ts';

describe('health', () => {
  let breakable: BreakableDatabase;
  let database: Database;
  let console: TestConsole;
  let stranger: ConsoleClient;
  const ready = async () => {
    const { status, body } = await stranger.get('/health/ready');
    return [status, body];
  };

  beforeEach(async () => {
    breakable = await createBreakableDatabase();
    database = new Database(breakable.url);
    console = await startTestConsole(database);
    stranger = console.newClient();
  });
  afterEach(async () => {
    await console.close();
    await database.close();
    await breakable.drop();
  });

  it('is not ready before the database was reached, but alive', async () => {
    expect(await ready()).toEqual([
      503,
      { status: 'not_ready', checks: { database: { ok: false, reason: 'not reached yet' } } },
    ]);
    const live = await stranger.get('/health/live');
    expect([live.status, live.body]).toEqual([200, { status: 'live' }]);
  });

  it('is ready with the database, and not while it is away', async () => {
    await database.tryConnect();
    expect(await ready()).toEqual([200, { status: 'ready', checks: { database: { ok: true } } }]);
    await breakable.cut();
    const away = { ok: false, reason: 'does not answer' };
    await eventually(async () =>
      expect(await ready()).toEqual([503, { status: 'not_ready', checks: { database: away } }]),
    );
    await breakable.restore();
    await eventually(async () => expect((await ready())[0]).toBe(200));
  });

  it('asks the database once, however often it is asked', async () => {
    await database.tryConnect();
    const ping = jest.spyOn(database, 'ping');
    await Promise.all(Array.from({ length: 30 }, ready));
    expect(ping).toHaveBeenCalledTimes(1);
  });

  it('is not ready any more once the process is about to stop', async () => {
    await database.tryConnect();
    console.app.get(Readiness).drain();
    expect(await ready()).toEqual([
      503,
      { status: 'draining', checks: { database: { ok: true } } },
    ]);
  });
});
