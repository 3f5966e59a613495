import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { takeDataFolder } from '../data-folder.ts';
import { EmbeddedPostgres } from '../database/embedded-postgres.ts';
import { StartError } from '../database/start-error.ts';
import { readSettings, SettingsError, type Settings } from '../settings.ts';
import { version } from '../version.ts';
import { dumpName, manifestName, run, type Manifest } from './archive.ts';
import { databaseEnvironment } from './database-tools.ts';

const usage = 'Usage: npm run backup -- <file.tar.gz> [--homes]';

/** Homes that hold logins and state of Hermes and its siblings, by the setting that says where they lie. */
export const homesOf = (settings: Settings) => [
  { setting: 'HERMES_HOME', path: settings.hermesHome },
  { setting: 'CODEX_HOME', path: settings.codexHome },
  { setting: 'CLAUDE_CONFIG_DIR', path: settings.claudeConfigDir },
  { setting: 'GEMINI_HOME', path: settings.geminiHome },
];

/**
 * The command `npm run backup`: database, data folder and, with `--homes`, the homes of Hermes and its siblings in one
 * archive that only its owner can read. The product must be stopped: what is copied must not change meanwhile. Resolves
 * with the exit code.
 */
export async function backUp(
  environment: NodeJS.ProcessEnv,
  args: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  try {
    const [file, ...options] = args;
    if (!file || file.startsWith('-') || options.some((option) => option !== '--homes'))
      throw new StartError(usage);
    const settings = readSettings(environment);
    await takeDataFolder(settings.dataDir);
    await write(resolve(file), settings, options.includes('--homes'), environment);
    say(`Written: ${resolve(file)}. It holds secrets, and every prompt and answer of the log.`);
    return 0;
  } catch (error) {
    if (error instanceof SettingsError) error.problems.forEach(say);
    else say(`No backup was made: ${(error as Error).message}`);
    return 2;
  }
}

async function write(
  file: string,
  settings: Settings,
  withHomes: boolean,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  if (existsSync(file)) throw new StartError(`${file} is there already.`);
  const staging = await mkdtemp(join(tmpdir(), 'hermes-backup-'));
  const draft = `${file}.part`;
  try {
    const isInside = (entry: string) => entry !== 'run' && entry !== 'postgres';
    const entries = (await readdir(settings.dataDir)).filter(isInside);
    const homes = withHomes ? homesOf(settings).filter(({ path }) => existsSync(path)) : [];
    mustDiffer(['postgres', ...homes.map(({ path }) => basename(path))]);
    const parts: string[] = ['-C', staging, manifestName];
    const manifest: Manifest = {
      product: 'hermes-control-plane',
      version,
      createdAt: new Date().toISOString(),
      database: settings.databaseUrl === undefined ? 'embedded' : 'external',
      entries,
      homes: homes.map(({ setting }) => ({ setting, entry: `homes/${setting}` })),
    };
    await writeFile(join(staging, manifestName), JSON.stringify(manifest, null, 2));
    // Each becomes an entry of a fixed name, wherever it lies.
    const renamed: string[] = [];
    const add = (path: string, entry: string) => {
      parts.push('-C', dirname(path), basename(path));
      renamed.push('--transform', `s,^${escaped(basename(path))}\\(/\\|$\\),${entry}\\1,S`);
    };
    if (settings.databaseUrl === undefined) add(await quietCluster(settings), 'postgres');
    else {
      const env = databaseEnvironment(settings.databaseUrl, environment);
      await run('pg_dump', ['--format=custom', '--file', join(staging, dumpName)], env);
      parts.push(dumpName);
    }
    for (const { setting, path } of homes) add(path, `homes/${setting}`);
    if (entries.length > 0) parts.push('-C', settings.dataDir, ...entries.map((e) => `./${e}`));
    await writeFile(draft, '', { mode: 0o600 });
    await run('tar', ['--numeric-owner', '-czf', draft, ...renamed, ...parts], environment);
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
    await rm(staging, { recursive: true, force: true });
  }
}

/** The embedded database after a clean stop, so that a copy of its files is whole. */
async function quietCluster({ dataDir }: Settings): Promise<string> {
  const embedded = new EmbeddedPostgres({ directory: join(dataDir, 'postgres') });
  await embedded.start();
  await embedded.stop();
  return embedded.folder;
}

/** tar tells what it packs by their names. */
function mustDiffer(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new StartError(`Two of the folders are named ${twice}. Copy the homes by hand.`);
}

const escaped = (name: string) => name.replace(/[.[\]*^$\\,]/g, '\\$&');
