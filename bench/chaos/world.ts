import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { runScript, type Program } from '../processes.ts';
import { Clients } from './client.ts';
import { makeControl, type Control } from './control.ts';
import { History } from './history.ts';
import { Instance, steadyPorts } from './instance.ts';
import { ChaosPostgres } from './postgres.ts';
import { Random } from './random.ts';

/** Somebody who may ask. */
export interface User {
  readonly id: string;
  readonly key: string;
}

/** What the upstream noted of a call. Times in milliseconds since the epoch. */
export interface UpstreamEvent {
  readonly what: 'called' | 'left' | 'done';
  readonly id?: string;
  readonly at: number;
}

const upstreamScript = fileURLToPath(new URL('upstream.js', import.meta.url));

/** Everything a scenario plays with, in real processes: PostgreSQL, an upstream, the product, and clients. */
export class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'hcp-chaos-'));
  readonly postgres = new ChaosPostgres(this.folder);
  readonly history = new History(join(this.folder, 'history.jsonl'));
  readonly random: Random;
  readonly instances: Instance[] = [];
  readonly users: User[] = [];
  /** Requests whose answers held what no answer may hold. */
  readonly leaks: string[] = [];
  readonly clients: Clients;
  readonly secrets = {
    admin: `admin-${randomBytes(12).toString('hex')}`,
    upstream: `sk-upstream-${randomBytes(12).toString('hex')}`,
  };
  private readonly undo: (() => Promise<unknown> | void)[] = [];
  private readonly cwd: string | undefined;
  private upstream: Program | undefined;
  private upstreamPort = '';

  private constructor(seed: number, control: Control | undefined) {
    this.random = new Random(seed);
    this.cwd = control && makeControl(control, this.folder);
    this.clients = new Clients(
      () => [this.secrets.upstream, this.secrets.admin, ...this.users.map(({ key }) => key)],
      (id) => this.leaks.push(id),
    );
  }

  static async open(seed: number, control?: Control): Promise<World> {
    const world = new World(seed, control);
    await world.postgres.start();
    [world.upstreamPort = ''] = await steadyPorts(1);
    await world.restartUpstream();
    world.whenClosed(() => world.upstream?.stop('SIGKILL'));
    return world;
  }

  /** Takes the upstream away, if there is one, in the middle of whatever it does. */
  async restartUpstream(): Promise<void> {
    await this.upstream?.stop('SIGKILL');
    this.upstream = await runScript(upstreamScript, [this.upstreamLog, this.upstreamPort]);
  }

  /** Starts one process of the product. Its data folder is its own unless one is named. */
  async addInstance(environment: NodeJS.ProcessEnv = {}): Promise<Instance> {
    const instance = await this.prepareInstance(environment);
    await instance.start();
    return instance;
  }

  /** The same without starting it. */
  async prepareInstance(environment: NodeJS.ProcessEnv = {}): Promise<Instance> {
    const [console, pre, post] = await steadyPorts(3);
    const upstreamUrl = `http://127.0.0.1:${this.upstreamPort}`;
    const dataDir = join(this.folder, `data-${this.instances.length}`);
    mkdirSync(environment.HERMES_DATA_DIR ?? dataDir, { recursive: true });
    const instance = new Instance(
      {
        DATABASE_URL: this.postgres.url,
        HERMES_ADMIN_PASSWORD: this.secrets.admin,
        HERMES_DATA_DIR: dataDir,
        HERMES_HOME: join(this.folder, 'no-hermes'),
        HERMES_BIN: join(this.folder, 'no-hermes', 'hermes'),
        HERMES_CONSOLE_PORT: console,
        HERMES_PRE_AI_API_PORT: pre,
        HERMES_POST_AI_API_PORT: post,
        HERMES_PRE_UPSTREAM_URL: upstreamUrl,
        HERMES_POST_UPSTREAM_URL: upstreamUrl,
        HERMES_PRE_UPSTREAM_API_KEY: this.secrets.upstream,
        HERMES_POST_UPSTREAM_API_KEY: this.secrets.upstream,
        ...environment,
      },
      this.cwd,
    );
    this.instances.push(instance);
    return instance;
  }

  async addUsers(
    count: number,
    fields: { requestsPerMinute?: number; monthlyTokenCap?: number } = {},
  ): Promise<User[]> {
    const made: User[] = [];
    for (let index = 0; index < count; index++)
      made.push(await this.instances[0]!.running.createKey(fields));
    this.users.push(...made);
    return made;
  }

  /** What the upstream was asked so far. */
  upstreamEvents(): UpstreamEvent[] {
    if (!existsSync(this.upstreamLog)) return [];
    return readFileSync(this.upstreamLog, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as UpstreamEvent);
  }

  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.postgres.url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  whenClosed(work: () => Promise<unknown> | void): void {
    this.undo.push(work);
  }

  /** Ends every process. The folder stays when somebody will want to look at it. */
  async close(options: { readonly keepFolder: boolean }): Promise<void> {
    this.clients.close();
    await Promise.all(this.instances.map((instance) => instance.kill()));
    for (const work of this.undo.reverse()) await work();
    await this.postgres.stop();
    for (const [index, instance] of this.instances.entries())
      writeFileSync(join(this.folder, `output-${index}.log`), instance.output);
    if (!options.keepFolder) rmSync(this.folder, { recursive: true, force: true });
  }

  private get upstreamLog(): string {
    return join(this.folder, 'upstream.jsonl');
  }
}
