import { mkdir, stat } from 'node:fs/promises';
import type { Job, JobOutput } from '../hermes-state/commands/jobs.contract.ts';
import { pythonTime } from '../hermes-state/hooks/hook-command.ts';
import type { Hooks } from '../hermes-state/hooks/hooks.contract.ts';
import { eventually } from './eventually.ts';
import { writeFakeHermesHooks } from './fake-hermes-hooks.ts';
import { createHermesHome, type HermesHomeFixture } from './hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from './test-product.ts';

export const allowlistName = 'shell-hooks-allowlist.json';
const api = '/api/admin/hermes/hooks';

/** The product over a home where each test of hooks has a profile of its own. */
export class HooksUnderTest {
  profile = 'p0';
  private profiles = 0;

  private constructor(
    readonly fixture: HermesHomeFixture,
    readonly product: TestProduct,
  ) {}

  static async start(): Promise<HooksUnderTest> {
    const fixture = await createHermesHome();
    await writeFakeHermesHooks(fixture.at('bin/hermes'));
    const product = await startTestProduct({
      HERMES_HOME: fixture.at('.hermes'),
      HERMES_BIN: fixture.at('bin/hermes'),
    });
    return new HooksUnderTest(fixture, product);
  }

  async stop(): Promise<void> {
    await this.product.stop();
    await this.fixture.remove();
  }

  async newProfile(): Promise<void> {
    this.profile = `p${++this.profiles}`;
    await mkdir(this.at(''), { recursive: true });
  }

  at(path: string): string {
    return this.fixture.at(`.hermes/profiles/${this.profile}/${path}`);
  }

  put(path: string, content: unknown, mode?: number): Promise<string> {
    return this.fixture.put(`.hermes/profiles/${this.profile}/${path}`, content, mode);
  }

  text(path: string): Promise<string> {
    return this.fixture.text(`.hermes/profiles/${this.profile}/${path}`);
  }

  /** A script that works; answers where it lies. */
  putScript(mode = 0o755): Promise<string> {
    return this.put('agent-hooks/guard.sh', '#!/bin/sh\ncat >/dev/null\necho "{}"\n', mode);
  }

  /** A configuration with one hook before calls of tools. */
  putHook(command: string, more = ''): Promise<string> {
    const text = `# mine\nhooks:\n  pre_tool_call:\n    - command: ${command}\n${more}`;
    return this.put('config.yaml', text);
  }

  send(method: string, below: string, body?: object, version?: string, query = '') {
    return this.product.api(
      method,
      `${api}${below}?profile=${this.profile}${query}`,
      body,
      version === undefined ? {} : { 'if-match': `"${version}"` },
    );
  }

  async get<T>(below = '', query = ''): Promise<T> {
    const response = await this.send('GET', below, undefined, undefined, query);
    expect(response.status).toBe(200);
    return (await response.json()) as T;
  }

  read(): Promise<Hooks> {
    return this.get();
  }

  /** Starts a job and waits for its end. */
  async run(below: string, body: object): Promise<JobOutput> {
    const response = await this.send('POST', below, body);
    expect(response.status).toBe(201);
    const { id } = (await response.json()) as Job;
    let output: JobOutput | undefined;
    await eventually(async () => {
      const answer = await this.product.api('GET', `/api/admin/hermes/jobs/${id}`);
      output = (await answer.json()) as JobOutput;
      expect(output.job.endedAt).not.toBeNull();
    });
    return output!;
  }
}

/** As Hermes writes it into the allowlist. */
export async function mtimeOf(file: string): Promise<string> {
  return pythonTime((await stat(file, { bigint: true })).mtimeNs);
}

export const approvalOf = (command: string, mtime: string | null, event = 'pre_tool_call') => ({
  approved_at: '2026-11-21T00:15:28.783876Z',
  command,
  event,
  script_mtime_at_approval: mtime,
});
