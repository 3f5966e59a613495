import { readFile, rm } from 'node:fs/promises';
import Sqlite from 'better-sqlite3';
import type { Job } from '../hermes-state/commands/jobs.contract.ts';
import type { CronJob, CronJobs } from '../hermes-state/cron/cron.contract.ts';
import { eventually } from './eventually.ts';
import { executionsSchema, writeFakeHermesCron } from './fake-hermes-cron.ts';
import { createHermesHome, type HermesHomeFixture } from './hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from './test-product.ts';

/** Stands in a prompt and in `.env`, and must not be seen. */
export const cronSecret = 'sk-or-v1-5d1e6c0f7a8b9c2d3e4f5a6b7c8d9e0f';
const route = '/api/admin/hermes/cron';

/** A job of an agent, as Hermes 0.19 writes it, with a field nobody knows. */
export const digest = {
  id: '13a0d213221d',
  name: 'Digest',
  prompt: `Use ${cronSecret} well.`,
  skills: ['plan'],
  schedule: { kind: 'cron', expr: '0 9 * * 1-5', display: '0 9 * * 1-5' },
  repeat: { times: null, completed: 1 },
  enabled: true,
  state: 'scheduled',
  next_run_at: '2099-11-23T09:00:00+01:00',
  last_status: 'ok',
  deliver: ['telegram:-100', 'local'],
  future: '12345678901234567890',
};
/** A job without an agent, which should have run long ago. */
export const watchdog = {
  id: '7ae2a377b6be',
  name: 'Watchdog',
  prompt: '',
  script: 'disk.sh',
  no_agent: true,
  schedule: { kind: 'interval', minutes: 120 },
  enabled: true,
  state: 'scheduled',
  next_run_at: '2026-01-01T00:00:00+00:00',
  last_error: `it said ${cronSecret}`,
};

/** A job to be made. */
export const cronDraft = {
  name: 'New one',
  schedule: 'every 2h',
  prompt: '- look\n- tell',
  mode: 'agent',
  script: '',
  deliver: 'local',
  repeat: null,
  skills: ['plan'],
  workdir: '',
  model: 'fake-chat',
  provider: 'custom:local',
  baseUrl: null,
  toolsets: ['file'],
  contextFrom: ['13a0d213221d'],
};

/** A console over a home with {@link digest} and {@link watchdog}, in the zone of Vienna, and a `hermes cron` for it. */
export class CronUnderTest {
  private constructor(
    readonly fixture: HermesHomeFixture,
    readonly product: TestProduct,
  ) {}

  static async start(): Promise<CronUnderTest> {
    const fixture = await createHermesHome();
    await writeFakeHermesCron(fixture.at('bin/hermes'));
    const product = await startTestProduct({
      HERMES_HOME: fixture.at('.hermes'),
      HERMES_BIN: fixture.at('bin/hermes'),
    });
    return new CronUnderTest(fixture, product);
  }

  async stop(): Promise<void> {
    await this.product.stop();
    await this.fixture.remove();
  }

  /** Puts everything back to how it was at first. */
  async reset(): Promise<void> {
    const { at, put } = this.fixture;
    await rm(at('.hermes'), { recursive: true, force: true });
    for (const name of ['sabotage', 'hold', 'calls.jsonl'])
      await rm(at(`bin/${name}`), { force: true });
    await put('.hermes/config.yaml', 'timezone: Europe/Vienna\n');
    await put('.hermes/.env', `OPENROUTER_API_KEY=${cronSecret}\n`);
    await this.putJobs(digest, watchdog);
  }

  putJobs = (...jobs: unknown[]) =>
    this.fixture.put('.hermes/cron/jobs.json', { jobs, updated_at: 'then' });

  get = async <T>(path = '', profile = 'default') => {
    const mark = path.includes('?') ? '&' : '?';
    const answer = await this.product.api('GET', `${route}${path}${mark}profile=${profile}`);
    const text = await answer.text();
    expect(text).not.toContain(cronSecret);
    return { status: answer.status, body: JSON.parse(text) as T };
  };

  list = async (profile?: string) => (await this.get<CronJobs>('', profile)).body;

  job = async (name: string) =>
    (await this.list()).jobs.find((each) => each.name === name) as CronJob;

  /** A change below `/jobs`. */
  send = async (method: string, path: string, body?: object, version?: string) => {
    const headers: Record<string, string> = version ? { 'if-match': `"${version}"` } : {};
    const answer = await this.product.api(method, `${route}/jobs${path}`, body, headers);
    const text = await answer.text();
    expect(text).not.toContain(cronSecret);

    return { status: answer.status, body: JSON.parse(text) };
  };

  /** As it stands in `jobs.json`. */
  inFile = async (name: string) => {
    const { jobs } = JSON.parse(await this.fixture.text('.hermes/cron/jobs.json')) as {
      jobs: Record<string, unknown>[];
    };
    return jobs.find((each) => each.name === name);
  };

  /** What the command was called with. */
  calls = () => readFile(this.fixture.at('bin/calls.jsonl'), 'utf8').catch(() => '');

  addRuns = (...runs: [id: string, job: string, status: string, at: string, error?: string][]) => {
    const database = new Sqlite(this.fixture.at('.hermes/cron/executions.db'));
    database.exec(executionsSchema);
    const add = database.prepare(
      "insert into executions values (?, ?, 'builtin', 'x', 999999, 1, ?, ?, ?, ?, ?)",
    );
    for (const [id, of, status, at, error = null] of runs)
      add.run(id, of, status, at, at, status === 'running' ? null : at, error);
    database.close();
  };

  endOf = async ({ id }: Job): Promise<Job> => {
    let found: Job | undefined;
    await eventually(async () => {
      const answer = await this.product.api('GET', `/api/admin/hermes/jobs/${id}`);
      found = ((await answer.json()) as { job: Job }).job;
      expect(found.endedAt).not.toBeNull();
    });
    return found!;
  };
}

/** ISO 8601. */
export const daysAgo = (days: number): string =>
  new Date(Date.now() - days * 86_400_000).toISOString();
