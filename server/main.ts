import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { Logger } from '@nestjs/common';
import { takeDataFolder } from './data-folder.ts';
import type { Database } from './database/database.ts';
import { EmbeddedPostgres } from './database/embedded-postgres.ts';
import { PostgresSupervisor } from './database/postgres-supervisor.ts';
import { StartError } from './database/start-error.ts';
import { LogLines } from './log-lines.ts';
import { longestStopMs, stopGraceMs } from './longest-stop.ts';
import { ProcessLogger } from './process-logger.ts';
import type { Product } from './product.ts';
import { runtimeWarnings } from './runtime-warnings.ts';
import { secretsOf } from './settings-secrets.ts';
import { readSettings, SettingsError } from './settings.ts';

async function main(): Promise<void> {
  const settings = readSettings(process.env, readEnvFile());
  const log = new LogLines(secretsOf(settings));
  Logger.overrideLogger(new ProcessLogger(settings.production, log));
  // The console shows what the terminal does.
  const tell = (line: string) => {
    say(line);
    if (line !== '') log.add(line.startsWith('Warning') ? 'warn' : 'log', 'Start', line.trim());
  };
  for (const warning of runtimeWarnings()) tell(`Warning: ${warning}`);
  // Before anything in it is touched: what another process uses is not ours to start, stop or take over.
  await takeDataFolder(settings.dataDir);
  const embedded = settings.databaseUrl
    ? undefined
    : new EmbeddedPostgres({ directory: join(settings.dataDir, 'postgres') });
  const supervisor = embedded && new PostgresSupervisor(embedded);
  let database: Database | undefined;
  let product: Product | undefined;
  const start = async () => {
    // While PostgreSQL starts, in processes of its own, this one loads the rest of the program.
    const [{ Database }, { startProduct }, { announcement }] = await Promise.all([
      import('./database/database.ts'),
      import('./product.ts'),
      import('./announcement.ts'),
      embedded?.start(),
    ]);
    supervisor?.start();
    database = new Database(settings.databaseUrl ?? embedded!.url);
    const away = await database.tryConnect();
    product = await startProduct(settings, database, log);
    if (away !== undefined)
      void database.connectWhenBack().catch((error: unknown) => fail(error, stop));
    announcement(settings, product).forEach(tell);
  };
  const starting = start();
  const stop = async () => {
    // Half a start cannot be undone: it finishes first.
    await starting.catch(() => undefined);
    await product?.stop();
    await database?.close();
    // Last: everything above may still have something to write.
    await supervisor?.stop();
  };
  stopOnSignal(stop, longestStopMs(settings));
  process.on('uncaughtException', (error) => void fail(error, stop));
  process.on('unhandledRejection', (error) => void fail(error, stop));
  await starting.catch((error: unknown) => fail(error, stop));
}

/** Loaded before this program starts; read again only to say where a setting comes from. */
function readEnvFile(): NodeJS.Dict<string> {
  return existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
}

function stopOnSignal(stop: () => Promise<void>, hangMs: number): void {
  let isStopping = false;
  const onSignal = () => {
    // A second signal means: now.
    if (isStopping) process.exit(1);
    isStopping = true;
    say('Stopping: running requests may finish.');
    setTimeout(() => process.exit(1), hangMs).unref();
    void stop().then(
      () => process.exit(0),
      (error: unknown) => {
        say(`Stopping failed: ${(error as Error).message}`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/** Says why in a line, closes what was opened, and ends the process. */
async function fail(error: unknown, stop: () => Promise<void>): Promise<never> {
  report(error);
  setTimeout(() => process.exit(1), stopGraceMs).unref();
  await stop().catch(() => undefined);
  process.exit(1);
}

function report(error: unknown): void {
  if (error instanceof SettingsError) for (const line of error.problems) say(line);
  else if (error instanceof StartError) say(error.message);
  else say(`Unexpected: ${(error as Error).stack ?? String(error)}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main().catch((error: unknown) => {
  report(error);
  process.exit(1);
});
