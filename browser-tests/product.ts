import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The built product as a newcomer starts it: embedded database, demo upstream, a generated password. */
export interface RunningProduct {
  readonly consoleUrl: string;
  readonly pre: string;
  readonly post: string;
  readonly password: string;
  stop(): Promise<void>;
}

export async function startProduct(environment: NodeJS.ProcessEnv = {}): Promise<RunningProduct> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hcp-browser-'));
  const [consolePort, prePort, postPort] = await freePorts(3);
  const child = spawn(process.execPath, ['bin/start.mjs'], {
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
  await until(
    () => output.includes('is running'),
    () => output,
    child,
  );
  return {
    consoleUrl: `http://127.0.0.1:${consolePort}`,
    pre: `http://127.0.0.1:${prePort}`,
    post: `http://127.0.0.1:${postPort}`,
    password: (await readFile(join(dataDir, 'admin-password'), 'utf8')).trim(),
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function until(
  isDone: () => boolean,
  output: () => string,
  child: ChildProcess,
): Promise<void> {
  for (let tries = 0; !isDone(); tries++) {
    if (child.exitCode !== null || tries > 1200) throw new Error(`It did not start:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
