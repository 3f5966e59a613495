import { rm } from 'node:fs/promises';
import type { TestPostgres } from './start-postgres.ts';

export default async function stopPostgres(): Promise<void> {
  const { testPostgres } = globalThis as { testPostgres?: TestPostgres };
  if (!testPostgres) return;
  await testPostgres.server.stop();
  await rm(testPostgres.directory, { recursive: true, force: true });
}
