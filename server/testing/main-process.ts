import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { RunFile } from '../hermes-process/run-file.ts';
import { startTimeOf } from '../http/process-start-time.ts';
import { freePorts } from './free-ports.ts';
import { adminPassword } from './test-product.ts';
import { anyPorts } from './test-settings.ts';

/** The built server as a process of its own. `bin/jest-tests.mjs` has it built. */
export interface MainProcess {
  readonly consoleUrl: string;
  /** Of the gateway `pre`, without `/v1`. */
  readonly preUrl: string;
  readonly dataDir: string;
  /** Everything it printed so far. */
  output(): string;
  signal(name: NodeJS.Signals): void;
  /** SIGKILL, also for what it began itself, except the embedded database and what it keeps running. */
  kill(): void;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

export const scratchFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'hcp-main-'));

const project = join(import.meta.dirname, '..', '..');
const builtServer = [process.execPath, join(project, 'dist', 'server', 'main.js')];
/** As a newcomer starts it. */
export const npmStart = ['npm', '--prefix', project, 'start'];

/** Starts it with nothing of the environment but `PATH` and what is given. */
export async function runMain(
  dataDir: string,
  environment: NodeJS.ProcessEnv = {},
  [command, ...args] = builtServer,
): Promise<MainProcess> {
  const [console, pre, post] = await freePorts(3);
  const child = spawn(command!, args, {
    cwd: tmpdir(),
    env: {
      PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
      HERMES_ADMIN_PASSWORD: adminPassword,
      HERMES_DATA_DIR: dataDir,
      HERMES_HOME: join(dataDir, 'no-hermes'),
      HERMES_CONSOLE_PORT: String(console),
      HERMES_PRE_AI_API_PORT: String(pre),
      HERMES_POST_AI_API_PORT: String(post),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that nothing it began outlives a test.
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return {
    consoleUrl: `http://127.0.0.1:${environment.HERMES_CONSOLE_PORT ?? console}`,
    preUrl: `http://127.0.0.1:${environment.HERMES_PRE_AI_API_PORT ?? pre}`,
    dataDir,
    output: () => output,
    signal: (name) => child.kill(name),
    kill: () => killGroup(child.pid!),
    ended: once(child, 'close').then(([code, signal]) => (code ?? signal) as number),
  };
}

/** The embedded database's process, if it runs. */
export async function postmasterOf(dataDir: string): Promise<number | undefined> {
  const file = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  return startTimeOf(pid) === undefined ? undefined : pid;
}

/** Ends what is left of a test, failed ones included, and removes the folder. */
export async function cleanUp(dataDir: string, ...processes: MainProcess[]): Promise<void> {
  for (const main of processes) main.kill();
  await Promise.all(processes.map((main) => main.ended));
  await killChildren(dataDir);
  const postmaster = await postmasterOf(dataDir);
  if (postmaster !== undefined) process.kill(postmaster, 'SIGKILL');
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
}

/** What it kept running is in groups of its own, so that it outlives a crash. */
async function killChildren(dataDir: string): Promise<void> {
  const folder = join(dataDir, 'run');
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => each.startsWith('hermes-'))) {
    const run = new RunFile(join(folder, name)).read();
    if (run) killGroup(run.pid);
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}

/** Starts it, waits for its end and removes its folder: for starts that are refused. */
export async function runToEnd(
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly code: number | NodeJS.Signals; readonly lines: readonly string[] }> {
  const dataDir = await scratchFolder();
  try {
    const main = await runMain(dataDir, { ...anyPorts, ...environment });
    const code = await main.ended;
    const lines = main.output().trim().split('\n');
    return { code, lines: lines.filter((line) => !line.startsWith('Warning: Node')) };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
