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
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';

describe('a start that fails', () => {
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

  const settings = (environment: NodeJS.ProcessEnv = {}) =>
    readSettings({
      DATABASE_URL: clone.url,
      HERMES_DATA_DIR: dataDir,
      HERMES_HOME: join(dataDir, 'hermes'),
      HERMES_BIN: join(dataDir, 'no-hermes'),
      HERMES_CONSOLE_PORT: '0',
      HERMES_PRE_AI_API_PORT: '0',
      HERMES_POST_AI_API_PORT: '0',
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

  it('because the console cannot be built leaves nothing running', async () => {
    await writeFile(join(dataDir, 'admin-password'), 'too short');
    await expect(startProduct(settings(), database)).rejects.toThrow(StartError);
    await nothingRuns();
  });

  it('because it cannot listen leaves nothing running', async () => {
    const elsewhere = settings({
      HERMES_ADMIN_PASSWORD: 'a test password, long enough',
      HERMES_BIND_HOST: '8.8.8.8',
    });
    await expect(startProduct(elsewhere, database)).rejects.toThrow(StartError);
    await nothingRuns();
  });
});
