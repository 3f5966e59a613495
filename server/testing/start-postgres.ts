import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createDataSource } from '../database/data-source.ts';
import { EmbeddedPostgres } from '../database/embedded-postgres.ts';
import { migrate } from '../database/migrate.ts';

export interface TestPostgres {
  readonly directory: string;
  readonly server: EmbeddedPostgres;
}

/** One throw-away cluster for the whole run, with a migrated template that every test file clones in some 40 ms. */
export default async function startPostgres(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'hcp-test-'));
  const server = new EmbeddedPostgres({ directory, unsafeFast: true });
  try {
    await server.start();
    const client = new pg.Client({ connectionString: server.urlOf('postgres') });
    await client.connect();
    await client.query('create database template_hermes');
    await client.end();
    const dataSource = createDataSource(server.urlOf('template_hermes'));
    await migrate(server.urlOf('template_hermes'), dataSource);
    await dataSource.destroy();
    forgetEntities();
  } catch (error) {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
  // Whatever folders the tests make go with this one.
  process.env.TMPDIR = directory;
  process.env.TEST_POSTGRES_URL = server.urlOf('postgres');
  (globalThis as { testPostgres?: TestPostgres }).testPostgres = { directory, server };
}

/**
 * TypeORM lists entities in a global variable, which every test file would inherit from here and add its own copies to: with
 * them everything else of the file would stay in memory to the end of the run.
 */
function forgetEntities(): void {
  delete (globalThis as { typeormMetadataArgsStorage?: unknown }).typeormMetadataArgsStorage;
}
