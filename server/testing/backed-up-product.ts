import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { IssuedKey } from '../api-users/api-users.contract.ts';
import { cookieFor } from './dashboard-client.ts';
import { eventually } from './eventually.ts';
import { cleanUp, runMain, scratchFolder, type MainProcess } from './main-process.ts';
import { adminPassword } from './test-product.ts';

const project = join(import.meta.dirname, '..', '..');

/** An installation with its homes in a folder of its own, and the commands that back it up and restore it. */
export class BackedUpProduct {
  readonly dataDir: string;
  readonly archive: string;
  private main: MainProcess | undefined;

  private constructor(
    readonly scratch: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {
    this.dataDir = join(scratch, 'data');
    this.archive = join(scratch, 'backup.tar.gz');
  }

  static async prepare(environment: NodeJS.ProcessEnv = {}): Promise<BackedUpProduct> {
    const scratch = await scratchFolder();
    // The embedded database runs under an account of its own when these tests are run by root.
    await chmod(scratch, 0o711);
    return new BackedUpProduct(scratch, environment);
  }

  /** Stops what runs and takes everything away. */
  cleanUp(): Promise<void> {
    return cleanUp(this.scratch, ...(this.main ? [this.main] : []));
  }

  /** Runs one of the two commands to its end. */
  async command(
    name: 'backup' | 'restore',
    args: readonly string[],
    environment: NodeJS.ProcessEnv = {},
  ): Promise<{ code: number; said: string }> {
    const child = spawn(process.execPath, [join(project, `bin/${name}.mjs`), ...args], {
      env: {
        PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
        HERMES_ADMIN_PASSWORD: adminPassword,
        HERMES_DATA_DIR: this.dataDir,
        HERMES_HOME: join(this.scratch, 'hermes'),
        CODEX_HOME: join(this.scratch, 'codex'),
        CLAUDE_CONFIG_DIR: join(this.scratch, 'claude'),
        GEMINI_HOME: join(this.scratch, 'gemini'),
        ...this.environment,
        ...environment,
      },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    const [code] = (await once(child, 'close')) as [number];
    return { code, said };
  }

  async start(): Promise<void> {
    const main = await runMain(this.dataDir, this.environment);
    this.main = main;
    const isReady = () =>
      fetch(`${main.consoleUrl}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    await eventually(async () => expect([await isReady(), main.output()]).toContain(true), 60_000);
  }

  async stop(): Promise<void> {
    this.main!.signal('SIGTERM');
    expect(await this.main!.ended).toBe(0);
  }

  signIn(): Promise<string> {
    return cookieFor(this.main!.consoleUrl);
  }

  async createKey(cookie: string): Promise<string> {
    const made = await fetch(`${this.main!.consoleUrl}/api/admin/api-users`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({
        displayName: 'Ada',
        gateways: ['pre'],
        requestsPerMinute: 100,
        monthlyTokenCap: 100_000,
      }),
    });
    return ((await made.json()) as IssuedKey).key;
  }

  ask(key: string, content: string): Promise<Response> {
    return fetch(`${this.main!.preUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'demo', messages: [{ role: 'user', content }] }),
    });
  }

  async names(cookie: string): Promise<readonly string[]> {
    const { items } = await this.get<{ displayName: string }>('/api/admin/api-users', cookie);
    return items.map(({ displayName }) => displayName);
  }

  async prompts(cookie: string): Promise<readonly string[]> {
    const { items } = await this.get<{ promptPreview: string }>('/api/admin/logs', cookie);
    return items.map(({ promptPreview }) => promptPreview);
  }

  private async get<Item>(path: string, cookie: string): Promise<{ items: readonly Item[] }> {
    const answer = await fetch(this.main!.consoleUrl + path, { headers: { cookie } });
    return (await answer.json()) as { items: readonly Item[] };
  }
}
