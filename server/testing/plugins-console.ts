import { mkdir } from 'node:fs/promises';
import type { Job, JobOutput } from '../hermes-state/commands/jobs.contract.ts';
import type { Plugin, Plugins } from '../hermes-state/plugins/plugins.contract.ts';
import { eventually } from './eventually.ts';
import { createHermesHome, type HermesHomeFixture } from './hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from './test-product.ts';

const api = '/api/admin/hermes/plugins';
export const pluginProgram = 'def register(ctx):\n    pass\n';

/** A console over a home in which each test has a profile of its own, without plugins. */
export interface PluginsConsole {
  readonly fixture: HermesHomeFixture;
  readonly product: TestProduct;
  readonly profile: string;
  /** The path of something in the profile, below the fixture's folder. */
  inProfile(path: string): string;
  put(path: string, content: unknown): Promise<string>;
  /** A plugin with a program; the manifest has only its name unless it is given. */
  putPlugin(folder: string, manifest?: unknown): Promise<void>;
  get<T>(below?: string, query?: string): Promise<T>;
  list(): Promise<Plugins>;
  /** `undefined` when there is none. */
  named(key: string): Promise<Plugin>;
  post(verb: string, body: object): Promise<Response>;
  /** Posts a verb and answers its job once that has ended. */
  run(verb: string, body: object): Promise<Job>;
}

/** To be called at the top of a test file. `prepare` fills the home and answers where the `hermes` command is. */
export function usePluginsConsole(
  prepare: (fixture: HermesHomeFixture) => Promise<string>,
): PluginsConsole {
  let fixture: HermesHomeFixture;
  let product: TestProduct;
  let profile = '';
  let profiles = 0;

  beforeAll(async () => {
    fixture = await createHermesHome();
    product = await startTestProduct({
      HERMES_HOME: fixture.at('.hermes'),
      HERMES_BIN: await prepare(fixture),
    });
  });
  afterAll(async () => {
    await product?.stop();
    await fixture?.remove();
  });
  beforeEach(async () => {
    profile = `p${++profiles}`;
    await mkdir(fixture.at(`.hermes/profiles/${profile}/plugins`), { recursive: true });
  });

  const console: PluginsConsole = {
    get fixture() {
      return fixture;
    },
    get product() {
      return product;
    },
    get profile() {
      return profile;
    },
    inProfile: (path) => `.hermes/profiles/${profile}/${path}`,
    put: (path, content) => fixture.put(console.inProfile(path), content),
    async putPlugin(folder, manifest = `name: ${folder}\nversion: 1.0.0\n`) {
      await console.put(`plugins/${folder}/plugin.yaml`, manifest);
      await console.put(`plugins/${folder}/__init__.py`, pluginProgram);
    },
    async get<T>(below = '', query = ''): Promise<T> {
      const response = await product.api('GET', `${api}${below}?profile=${profile}${query}`);
      expect(response.status).toBe(200);
      return (await response.json()) as T;
    },
    list: () => console.get<Plugins>(),
    named: async (key) => (await console.list()).plugins.find((each) => each.key === key)!,
    post: (verb, body) => product.api('POST', `${api}/${verb}?profile=${profile}`, body),
    async run(verb, body) {
      const response = await console.post(verb, body);
      expect([response.status, response.ok ? '' : await response.text()]).toEqual([201, '']);
      const { id } = (await response.json()) as Job;
      return eventually(async () => {
        const answer = await product.api('GET', `/api/admin/hermes/jobs/${id}`);
        const { job } = (await answer.json()) as JobOutput;
        expect(job.endedAt).not.toBeNull();
        return job;
      });
    },
  };
  return console;
}
