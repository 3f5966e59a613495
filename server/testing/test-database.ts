import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { Database } from '../database/database.ts';

/** A migrated database of its own. */
export interface TestDatabase {
  readonly url: string;
  /** Also ends what is still connected. */
  drop(): Promise<void>;
}

export async function createTestDatabase(template = 'template_hermes'): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name} template ${template}`);
  const url = new URL(process.env.TEST_POSTGRES_URL!.replace('@/', '@placeholder/'));
  url.pathname = `/${name}`;
  return {
    url: url.href.replace('@placeholder/', '@/'),
    drop: () => administer(`drop database if exists ${name} with (force)`),
  };
}

/** A connected {@link Database} over a fresh clone; `close` also drops the clone. */
export async function openTestDatabase(): Promise<{ database: Database; close(): Promise<void> }> {
  const clone = await createTestDatabase();
  const database = new Database(clone.url);
  const reason = await database.tryConnect();
  if (reason !== undefined) throw new Error(reason);
  return {
    database,
    close: async () => {
      await database.close();
      await clone.drop();
    },
  };
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.TEST_POSTGRES_URL });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
