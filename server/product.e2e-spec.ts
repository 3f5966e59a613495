import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { Database } from './database/database.ts';
import { StartError } from './database/start-error.ts';
import { startProduct } from './product.ts';
import { readSettings } from './settings.ts';
import { eventually } from './testing/eventually.ts';
import { anyPorts } from './testing/test-settings.ts';
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';

describe('startProduct', () => {
  let dataDir: string;
  let clone: TestDatabase;
  let database: Database;
  let onlooker: pg.Client;

  beforeAll(async () => {
    Logger.overrideLogger(['fatal']);
    dataDir = await mkdtemp(join(tmpdir(), 'hcp-product-'));
    clone = await createTestDatabase();
    database = new Database(clone.url);
    await database.tryConnect();
    onlooker = new pg.Client(clone.url);
    await onlooker.connect();
  });
  afterAll(async () => {
    await onlooker?.end();
    await database?.close();
    await clone?.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const password = { HERMES_ADMIN_PASSWORD: 'a test password, long enough' };
  const settings = (environment: NodeJS.ProcessEnv = {}) =>
    readSettings({
      DATABASE_URL: clone.url,
      HERMES_DATA_DIR: dataDir,
      HERMES_HOME: join(dataDir, 'hermes'),
      HERMES_BIN: join(dataDir, 'no-hermes'),
      ...anyPorts,
      ...environment,
    });
  const count = async (from: string): Promise<number> =>
    (await onlooker.query<{ count: number }>(`select count(*)::int from ${from}`)).rows[0]!.count;
  const nothingRuns = async () => {
    expect(await count('gateway_instance')).toBe(0);
    await eventually(async () =>
      expect(
        await count(
          `pg_stat_activity
           where datname = current_database() and application_name = 'hermes-changes'`,
        ),
      ).toBe(0),
    );
  };

  it('leaves nothing running when the console cannot be built', async () => {
    await writeFile(join(dataDir, 'admin-password'), 'too short');
    await expect(startProduct(settings(), database)).rejects.toThrow(StartError);
    await nothingRuns();
  });

  it('leaves nothing running when it cannot listen', async () => {
    const elsewhere = settings({ ...password, HERMES_BIND_HOST: '8.8.8.8' });
    await expect(startProduct(elsewhere, database)).rejects.toThrow(StartError);
    await nothingRuns();
  });

  it('has no timer left when it was stopped', async () => {
    const set = jest.spyOn(globalThis, 'setInterval');
    const cleared = jest.spyOn(globalThis, 'clearInterval');
    const product = await startProduct(settings(password), database);
    await product.stop();
    const ended = new Set(cleared.mock.calls.map(([timer]) => timer));
    const left = set.mock.calls.filter((_, index) => !ended.has(set.mock.results[index]!.value));
    expect(left).toEqual([]);
  });
});
