import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { takeDataFolder } from '../data-folder.ts';
import { EmbeddedPostgres } from '../database/embedded-postgres.ts';
import { StartError } from '../database/start-error.ts';
import { readSettings, SettingsError, type Settings } from '../settings.ts';
import { dumpName, readManifest, run, type Manifest } from './archive.ts';
import { homesOf } from './backup.ts';
import { databaseEnvironment } from './database-tools.ts';

/** With the modes and owners they had. */
const unpacking = ['--numeric-owner', '-xzpf'];
const usage = 'Usage: npm run restore -- <file.tar.gz> [--homes] [--replace]';

/**
 * The command `npm run restore`: puts a backup where the settings say. What is in the way stays unless `--replace` is
 * given, and then it is moved aside, not deleted. Resolves with the exit code.
 */
export async function restore(
  environment: NodeJS.ProcessEnv,
  args: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  try {
    const [given, ...options] = args;
    const known = ['--homes', '--replace'];
    if (!given || given.startsWith('-') || options.some((option) => !known.includes(option)))
      throw new StartError(usage);
    const file = resolve(given);
    const settings = readSettings(environment);
    const manifest = await readManifest(file, environment);
    const isEmbedded = settings.databaseUrl === undefined;
    if (isEmbedded !== (manifest.database === 'embedded'))
      throw new StartError(
        isEmbedded
          ? 'It holds a dump of a PostgreSQL of yours: set DATABASE_URL.'
          : 'It holds an embedded database: unset DATABASE_URL.',
      );
    await takeDataFolder(settings.dataDir);
    const plan = {
      file,
      settings,
      manifest,
      environment,
      isReplacing: options.includes('--replace'),
    };
    await restoreData(plan, say);
    if (options.includes('--homes')) await restoreHomes(plan, say);
    say(`Restored what was backed up at ${manifest.createdAt} with version ${manifest.version}.`);
    return 0;
  } catch (error) {
    if (error instanceof SettingsError) error.problems.forEach(say);
    else say(`Not restored: ${(error as Error).message}`);
    return 2;
  }
}

interface Plan {
  readonly file: string;
  readonly settings: Settings;
  readonly manifest: Manifest;
  readonly environment: NodeJS.ProcessEnv;
  readonly isReplacing: boolean;
}

async function restoreData(plan: Plan, say: (line: string) => void): Promise<void> {
  const { file, settings, manifest, environment } = plan;
  const { dataDir, databaseUrl } = settings;
  const cluster = new EmbeddedPostgres({ directory: join(dataDir, 'postgres') }).folder;
  // What can fail for reasons of its own comes first.
  if (databaseUrl !== undefined) await restoreDatabase(databaseUrl, plan, say);
  const isInTheWay = (name: string) => name !== 'run' && !name.includes('.before-');
  const paths = new Set(
    (await readdir(dataDir)).filter(isInTheWay).map((name) => join(dataDir, name)),
  );
  if (databaseUrl === undefined && existsSync(cluster)) paths.add(cluster);
  await clear([...paths], plan, say);
  const entries = manifest.entries.map((entry) => `./${entry}`);
  if (entries.length > 0)
    await run('tar', [...unpacking, file, '-C', dataDir, ...entries], environment);
  if (databaseUrl === undefined) await unpack(plan, 'postgres', cluster);
}

async function restoreDatabase(
  url: string,
  plan: Plan,
  say: (line: string) => void,
): Promise<void> {
  const staging = await mkdtemp(join(tmpdir(), 'hermes-restore-'));
  try {
    await run('tar', ['-xzf', plan.file, '-C', staging, dumpName], plan.environment);
    const putBack = await clearDatabase(url, plan, say);
    const environment = databaseEnvironment(url, plan.environment);
    const options = ['--no-owner', '--single-transaction', '--dbname'];
    const args = [...options, environment.PGDATABASE ?? '', join(staging, dumpName)];
    await run('pg_restore', args, environment).catch(async (error: unknown) => {
      await putBack();
      throw error;
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/**
 * Moves the tables of a database aside, or refuses. `pg_restore --clean` cannot drop partitioned tables one by one.
 * Answers what brings them back.
 */
async function clearDatabase(
  url: string,
  { isReplacing }: Plan,
  say: (line: string) => void,
): Promise<() => Promise<void>> {
  const execute = async (sql: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return client.query(sql).finally(() => client.end());
  };
  const { rows } = await execute(`select 1 from pg_tables where schemaname = 'public' limit 1`);
  if (rows.length === 0) return async () => undefined;
  if (!isReplacing)
    throw new StartError('The database holds tables already. Name an empty one, or add --replace.');
  const aside = `before_${new Date().toISOString().replace(/\D/g, '')}`;
  await execute(`begin; alter schema public rename to ${aside}; create schema public; commit`);
  say(`Moved aside: the schema public is now ${aside}.`);
  return async () => {
    await execute(
      `begin; drop schema public cascade; alter schema ${aside} rename to public; commit`,
    );
    say('The schema public is what it was.');
  };
}

async function restoreHomes(plan: Plan, say: (line: string) => void): Promise<void> {
  for (const { setting, entry } of plan.manifest.homes) {
    const { path } = homesOf(plan.settings).find((home) => home.setting === setting)!;
    if (existsSync(path)) await clear([path], plan, say);
    await unpack(plan, entry, path);
  }
}

/** Moves aside what a restore would write over, or refuses. */
async function clear(
  paths: readonly string[],
  { isReplacing }: Plan,
  say: (line: string) => void,
): Promise<void> {
  if (paths.length === 0) return;
  if (!isReplacing)
    throw new StartError(`${paths[0]} is there already. Move it away, or add --replace.`);
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  for (const path of paths) {
    await rename(path, `${path}.before-${stamp}`);
    say(`Moved aside: ${path}.before-${stamp}`);
  }
}

async function unpack({ file, environment }: Plan, entry: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  const depth = entry.split('/').length;
  const args = [...unpacking, file, '-C', to, `--strip-components=${depth}`, entry];
  await run('tar', args, environment);
}
