import { join } from 'node:path';
import pg from 'pg';
import type { ChainPlace } from './admin-events/admin-events.contract.ts';
import { verifyChain } from './admin-events/verify-chain.ts';
import { takeDataFolder } from './data-folder.ts';
import { EmbeddedPostgres } from './database/embedded-postgres.ts';
import { StartError } from './database/start-error.ts';
import { readSettings, SettingsError, type Settings } from './settings.ts';

const usage = 'Usage: npm run verify-events [-- --head <sequence>:<hash>]';

/**
 * The command `npm run verify-events`: goes through the administrators' events in the database of the settings and says
 * whether all are as they were written. Resolves with the exit code: 0 whole, 1 broken, 2 not verified.
 */
export async function verifyEvents(
  environment: NodeJS.ProcessEnv,
  args: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  try {
    const noted = notedPlace(args);
    const result = await withDatabase(readSettings(environment), (client) =>
      verifyChain(client, noted),
    );
    const { checked, head, firstBroken } = result;
    say(`${checked} ${checked === 1 ? 'event is' : 'events are'} as written.`);
    if (head) say(`Head: ${head.sequence}:${head.hash}`);
    if (result.ok) return 0;
    say(`BROKEN: event ${firstBroken!.sequence} is ${firstBroken!.reason}.`);
    return 1;
  } catch (error) {
    if (error instanceof SettingsError) error.problems.forEach(say);
    else say(`Not verified: ${(error as Error).message}`);
    return 2;
  }
}

/** A place somebody noted earlier: only it can show that the end was cut off. */
function notedPlace(args: readonly string[]): ChainPlace | undefined {
  if (args.length === 0) return undefined;
  const [, sequence, hash] =
    /^(\d+):([\da-f]{64})$/i.exec(args[0] === '--head' ? (args[1] ?? '') : '') ?? [];
  if (sequence === undefined || hash === undefined || args.length !== 2)
    throw new StartError(usage);
  return { sequence: Number(sequence), hash };
}

/** The embedded database may be running, for a console that is up, or not; it is left as it was found. */
async function withDatabase<T>(
  settings: Settings,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  if (settings.databaseUrl !== undefined) return withClient(settings.databaseUrl, work);
  const embedded = new EmbeddedPostgres({ directory: join(settings.dataDir, 'postgres') });
  const wasRunning = await withClient(embedded.url, async () => true).catch(() => false);
  if (wasRunning) return withClient(embedded.url, work);
  // A console that were started meanwhile would use the server that is stopped here.
  await takeDataFolder(settings.dataDir);
  await embedded.start();
  try {
    return await withClient(embedded.url, work);
  } finally {
    await embedded.stop();
  }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    application_name: 'hermes-verify',
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
