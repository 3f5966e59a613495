import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { takeDataFolder } from '../data-folder.ts';
import { EmbeddedPostgres } from '../database/embedded-postgres.ts';
import { StartError } from '../database/start-error.ts';
import { readSettings, SettingsError, type Settings } from '../settings.ts';
import { dumpName, readManifest, run, type Manifest } from './archive.ts';
import { homesOf } from './backup.ts';
import { databaseEnvironment } from './database-tools.ts';

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
  const inTheWay = (await readdir(dataDir)).filter((name) => name !== 'run');
  const paths = new Set(inTheWay.map((name) => join(dataDir, name)));
  if (databaseUrl === undefined && existsSync(cluster)) paths.add(cluster);
  await clear([...paths], plan, say);
  if (manifest.entries.length > 0)
    await run(
      'tar',
      ['--numeric-owner', '-xzpf', file, '-C', dataDir, ...manifest.entries.map((e) => `./${e}`)],
      environment,
    );
  if (databaseUrl === undefined) return unpack(plan, 'postgres', cluster);
  const staging = await mkdtemp(join(tmpdir(), 'hermes-restore-'));
  try {
    await run('tar', ['-xzf', file, '-C', staging, dumpName], environment);
    const env = databaseEnvironment(databaseUrl, environment);
    const options = ['--clean', '--if-exists', '--no-owner', '--single-transaction'];
    const database = ['--dbname', env.PGDATABASE ?? ''];
    await run('pg_restore', [...options, ...database, join(staging, dumpName)], env);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
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
  await run(
    'tar',
    ['--numeric-owner', '-xzpf', file, '-C', to, `--strip-components=${depth}`, entry],
    environment,
  );
}
