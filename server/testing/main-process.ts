import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminPassword } from './test-product.ts';

/** The built server as a process of its own. `bin/jest-tests.mjs` has it built. */
export interface MainProcess {
  readonly consoleUrl: string;
  readonly dataDir: string;
  /** Everything it printed so far. */
  output(): string;
  signal(name: NodeJS.Signals): void;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

export const scratchFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'hcp-main-'));

export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** Starts it with nothing of the environment but `PATH` and what is given. */
export async function runMain(
  dataDir: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<MainProcess> {
  const [console, pre, post] = await freePorts(3);
  const main = join(import.meta.dirname, '..', '..', 'dist', 'server', 'main.js');
  const child = spawn(process.execPath, [main], {
    cwd: tmpdir(),
    env: {
      PATH: '/usr/bin:/bin',
      HERMES_ADMIN_PASSWORD: adminPassword,
      HERMES_DATA_DIR: dataDir,
      HERMES_HOME: join(dataDir, 'no-hermes'),
      HERMES_CONSOLE_PORT: String(console),
      HERMES_PRE_AI_API_PORT: String(pre),
      HERMES_POST_AI_API_PORT: String(post),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return {
    consoleUrl: `http://127.0.0.1:${console}`,
    dataDir,
    output: () => output,
    signal: (name) => child.kill(name),
    ended: once(child, 'close').then(([code, signal]) => (code ?? signal) as number),
  };
}

/** Starts it, waits for its end and removes its folder: for starts that are refused. */
export async function runToEnd(
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly code: number | NodeJS.Signals; readonly lines: readonly string[] }> {
  const dataDir = await scratchFolder();
  try {
    const main = await runMain(dataDir, environment);
    const code = await main.ended;
    const lines = main.output().trim().split('\n');
    return { code, lines: lines.filter((line) => !line.startsWith('Warning: Node')) };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
