import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../server/testing/free-ports.ts';

const startProgram = join(import.meta.dirname, '..', 'bin', 'start.mjs');
const startTimeoutMs = 150_000;
const stopTimeoutMs = 30_000;

/** The built product as a newcomer starts it: embedded database, demo upstream, a generated password. */
export interface RunningProduct {
  readonly consoleUrl: string;
  /** Addresses of the gateways, without `/v1`. */
  readonly pre: string;
  readonly post: string;
  readonly username: string;
  readonly password: string;
  /** Ends it as a service manager would, and removes what it wrote. */
  stop(): Promise<void>;
}

/** Resolves when the product is ready. Throws with what it printed when it does not get there. */
export async function startProduct(environment: NodeJS.ProcessEnv = {}): Promise<RunningProduct> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hcp-browser-'));
  const [consolePort, prePort, postPort] = await freePorts(3);
  const child = spawn(process.execPath, [startProgram], {
    // A developer's `.env` lies in the repository: it must not decide what is tested, or which database is written.
    cwd: dataDir,
    env: {
      // Whatever is set or installed here is not part of what is tested.
      PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
      HOME: dataDir,
      HERMES_DATA_DIR: dataDir,
      HERMES_HOME: join(dataDir, 'hermes'),
      HERMES_CONSOLE_PORT: String(consolePort),
      HERMES_PRE_AI_API_PORT: String(prePort),
      HERMES_POST_AI_API_PORT: String(postPort),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const stop = async () => {
    await end(child);
    await rm(dataDir, { recursive: true, force: true });
  };
  const consoleUrl = `http://127.0.0.1:${consolePort}`;
  try {
    await untilReady(consoleUrl, child);
    return {
      consoleUrl,
      pre: `http://127.0.0.1:${prePort}`,
      post: `http://127.0.0.1:${postPort}`,
      username: environment.HERMES_ADMIN_USERNAME ?? 'admin',
      password:
        environment.HERMES_ADMIN_PASSWORD ??
        (await readFile(join(dataDir, 'admin-password'), 'utf8')).trim(),
      stop,
    };
  } catch (error) {
    await stop();
    throw new Error(`The product did not start:\n${output}`, { cause: error });
  }
}

async function untilReady(consoleUrl: string, child: ChildProcess): Promise<void> {
  const until = performance.now() + startTimeoutMs;
  while (performance.now() < until) {
    if (hasEnded(child)) throw new Error('It ended.');
    const isReady = await fetch(`${consoleUrl}/health/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) return;
    await sleep(50);
  }
  throw new Error(`Not ready after ${startTimeoutMs} ms.`);
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const tooLong = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await exited;
  clearTimeout(tooLong);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
