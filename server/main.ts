import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { AdministratorCredential } from './auth/administrator-credential.ts';
import { takeDataFolder } from './data-folder.ts';
import { Database } from './database/database.ts';
import { EmbeddedPostgres } from './database/embedded-postgres.ts';
import { PostgresSupervisor } from './database/postgres-supervisor.ts';
import { StartError } from './database/start-error.ts';
import { demoLine } from './demo-line.ts';
import { ProcessLogger } from './process-logger.ts';
import { startProduct, type Product } from './product.ts';
import { runtimeWarnings } from './runtime-warnings.ts';
import { gatewayNames, readSettings, SettingsError, type Settings } from './settings.ts';

/** Longer than any drain: a process that hangs while stopping must not stay. */
const stopGraceMs = 15_000;

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  Logger.overrideLogger(new ProcessLogger(settings.production));
  for (const warning of runtimeWarnings()) say(`Warning: ${warning}`);
  // Before anything in it is touched: what another process uses is not ours to start, stop or take over.
  await takeDataFolder(settings.dataDir);
  const embedded = settings.databaseUrl
    ? undefined
    : new EmbeddedPostgres({ directory: join(settings.dataDir, 'postgres') });
  const supervisor = embedded && new PostgresSupervisor(embedded);
  const database = new Database(settings.databaseUrl ?? embedded!.url);
  let product: Product | undefined;
  const start = async () => {
    await embedded?.start();
    supervisor?.start();
    const away = await database.tryConnect();
    product = await startProduct(settings, database);
    if (away !== undefined)
      void database.connectWhenBack().catch((error: unknown) => fail(error, stop));
    announce(settings, product);
  };
  const starting = start();
  const stop = async () => {
    // Half a start cannot be undone: it finishes first.
    await starting.catch(() => undefined);
    await product?.stop();
    await database.close();
    // Last: everything above may still have something to write.
    await supervisor?.stop();
  };
  stopOnSignal(stop, settings.drainTimeoutMs + settings.drainDelayMs + stopGraceMs);
  process.on('uncaughtException', (error) => void fail(error, stop));
  process.on('unhandledRejection', (error) => void fail(error, stop));
  await starting.catch((error: unknown) => fail(error, stop));
}

function announce(settings: Settings, product: Product): void {
  const { ports, upstreams } = product;
  const host = settings.bindHost.includes(':') ? `[${settings.bindHost}]` : settings.bindHost;
  const { username, file } = product.console.get(AdministratorCredential);
  say('');
  say('Hermes Control Plane is running.');
  say(`  Console       http://${host}:${ports.console}`);
  say(`  Gateway pre   http://${host}:${ports.pre}/v1`);
  say(`  Gateway post  http://${host}:${ports.post}/v1`);
  say(
    `  Sign in as    ${username}, password ${file ? `in ${file}` : 'from HERMES_ADMIN_PASSWORD'}`,
  );
  const demo = demoLine(gatewayNames.filter((name) => upstreams[name].state.kind === 'demo'));
  if (demo !== undefined) say(`  ${demo}`);
  say('  Prompts and answers are recorded. Tell your users.');
  say('');
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
