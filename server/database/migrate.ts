import pg from 'pg';
import type { DataSource } from 'typeorm';
import { StartError } from './start-error.ts';
import { advisoryLocks } from './advisory-locks.ts';

/**
 * Brings the schema up to this build, one process at a time: TypeORM takes no lock of its own, and simultaneous starts
 * fail without one. The lock belongs to a session, so it also ends with a killed process.
 */
export async function migrate(url: string, dataSource: DataSource): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [advisoryLocks.migrations]);
    if (!dataSource.isInitialized) await dataSource.initialize();
    await refuseNewerSchema(client, dataSource);
    await dataSource.runMigrations();
  } finally {
    await client.end();
  }
}

async function refuseNewerSchema(client: pg.Client, dataSource: DataSource): Promise<void> {
  const table = await client.query("select to_regclass('migrations') as name");
  if (table.rows[0].name === null) return;
  const applied = await client.query<{ name: string }>('select name from migrations order by id');
  const known = new Set(dataSource.migrations.map((migration) => migration.name));
  const unknown = applied.rows.filter((row) => !known.has(row.name)).map((row) => row.name);
  if (unknown.length > 0)
    throw new StartError(
      `The database was written by a newer version (unknown: ${unknown.join(', ')}). Start that version, or restore a backup.`,
    );
}
