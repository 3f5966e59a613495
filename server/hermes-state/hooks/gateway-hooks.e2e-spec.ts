import { mkdir, symlink } from 'node:fs/promises';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import type { GatewayHook, Hooks, HookText } from './hooks.contract.ts';

let fixture: HermesHomeFixture;
let product: TestProduct;
let profile: string;
let profiles = 0;
const api = '/api/admin/hermes/hooks';
const inProfile = (path: string) => `.hermes/profiles/${profile}/${path}`;
const put = (path: string, content: unknown) => fixture.put(inProfile(path), content);
const handler = 'def handle(event_type, context):\n    return None\n';
const putHook = async (name: string, manifest: string | Buffer, program: string = handler) => {
  await put(`hooks/${name}/HOOK.yaml`, manifest);
  await put(`hooks/${name}/handler.py`, program);
};

beforeAll(async () => {
  fixture = await createHermesHome();
  product = await startTestProduct({ HERMES_HOME: fixture.at('.hermes') });
});
afterAll(async () => {
  await product?.stop();
  await fixture?.remove();
});
beforeEach(async () => {
  profile = `p${++profiles}`;
  await mkdir(fixture.at(inProfile('')), { recursive: true });
});

const get = async <T>(below = '', query = ''): Promise<T> => {
  const response = await product.api('GET', `${api}${below}?profile=${profile}${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
};
const only = async (): Promise<GatewayHook> => (await get<Hooks>()).gateway[0]!;

describe('the hooks of the gateway', () => {
  it('are told in their order with events', async () => {
    await putHook('b', 'name: audit\ndescription: Records.\nevents: ["command:*", session:end]\n');
    await putHook('a', 'events: [gateway:startup]\n', 'async def handle(e, c):\n    pass\n');
    await put('hooks/notes.txt', 'no hook');
    expect((await get<Hooks>()).gateway).toMatchObject([
      { folder: 'a', name: 'a', standing: 'loaded', events: ['gateway:startup'], problems: [] },
      { folder: 'b', name: 'audit', description: 'Records.', standing: 'loaded', problems: [] },
    ]);
  });

  it.each([
    ['name: x\n', 'skipped', 'declares no events'],
    ['events: []\n', 'skipped', 'declares no events'],
    ['events: 5\n', 'skipped', 'is no list'],
    ['events: agent:end\n', 'idle', 'each letter'],
    ['events: [pre_tool_call]\n', 'idle', 'knows no event pre_tool_call'],
    ['events: [agent:end, nope]\n', 'loaded', 'knows no event nope'],
    ['events: [\n', 'skipped', 'no valid YAML'],
    ['- a\n', 'skipped', 'no names with values'],
    [Buffer.from([0xff, 0xfe]), 'unknown', 'not utf8'],
    [`events: ${'['.repeat(3000)}`, 'skipped', 'no valid YAML'],
    [Buffer.alloc(2_000_000, 'x'), 'unknown', 'too large'],
  ])('with the manifest %j are %s', async (manifest, standing, reason) => {
    await putHook('x', manifest);
    const hook = await only();
    expect([hook.standing, hook.problems.map(({ text }) => text).join()]).toEqual([
      standing,
      expect.stringContaining(reason),
    ]);
  });

  it('without a program, a manifest or a function are skipped', async () => {
    await put('hooks/a/HOOK.yaml', 'events: [agent:end]\n');
    await put('hooks/b/handler.py', handler);
    await putHook('c', 'events: [agent:end]\n', 'def other(): pass\n');
    const { gateway } = await get<Hooks>();
    expect(gateway.map(({ standing, problems }) => [standing, problems[0]!.text])).toEqual([
      ['skipped', expect.stringContaining('no handler.py')],
      ['skipped', expect.stringContaining('no HOOK.yaml')],
      ['skipped', expect.stringContaining('no "handle"')],
    ]);
  });

  it('behind links are named and not followed', async () => {
    await put('hooks/a/HOOK.yaml', 'events: [agent:end]\n');
    await symlink('/etc', fixture.at(inProfile('hooks/out')));
    await symlink('.', fixture.at(inProfile('hooks/round')));
    const { gateway } = await get<Hooks>();
    expect(gateway.map(({ folder, standing }) => [folder, standing])).toEqual([
      ['a', 'skipped'],
      ['out', 'unknown'],
      ['round', 'unknown'],
    ]);
  });

  it('are many, and what is left out is told', async () => {
    for (let index = 0; index < 301; index++)
      await mkdir(fixture.at(inProfile(`hooks/h${index}`)), { recursive: true });
    const { gateway, isCut } = await get<Hooks>();
    expect([gateway.length, isCut]).toEqual([300, true]);
  });
});

describe('the text of a hook of the gateway', () => {
  it('is shown without secrets', async () => {
    await put('.env', 'BOT_TOKEN=quiet-quiet-quiet\n');
    const program = `${handler}PASSWORD = 'correct horse'\n# quiet-quiet-quiet\n`;
    await putHook('x', 'events: [agent:end]\napi_key: abcdef123456789\n', program);
    const manifest = await get<HookText>('/text', '&hook=x');
    expect(manifest.text).toContain('events: [agent:end]');
    expect(manifest.text).not.toContain('abcdef123456789');
    const shown = await get<HookText>('/text', '&hook=x&file=handler.py');
    expect(shown.text).toBe(`${handler}PASSWORD = '[hidden]'\n# [hidden]\n`);
  });

  it.each(['..', '.', 'a%2Fb', '..%2F..'])(
    'outside of its folder is refused (%s)',
    async (hook) => {
      await put('HOOK.yaml', 'secret');
      const response = await product.api('GET', `${api}/text?profile=${profile}&hook=${hook}`);
      expect(response.status).toBe(422);
    },
  );

  it('that is too large to look for secrets in is not shown', async () => {
    await putHook('x', 'events: [agent:end]\n', handler + '# '.repeat(40_000));
    const shown = await get<HookText>('/text', '&hook=x&file=handler.py');
    expect([shown.reason, shown.text, shown.bytes]).toEqual([
      'too_large',
      null,
      handler.length + 80_000,
    ]);
  });

  it('behind a link is not read', async () => {
    await put('hooks/x/handler.py', handler);
    await symlink('/etc/passwd', fixture.at(inProfile('hooks/x/HOOK.yaml')));
    const shown = await get<HookText>('/text', '&hook=x');
    expect([shown.status, shown.reason, shown.text]).toEqual(['unreadable', 'not_regular', null]);
  });
});

describe('the hooks of plugins', () => {
  it('are those that manifests name, also one folder deeper', async () => {
    await put('config.yaml', 'plugins: {enabled: [greeter, media/acme], disabled: [audit]}\n');
    await put('plugins/greeter/plugin.yaml', 'name: greeter\nprovides_hooks: [on_session_start]\n');
    await put('plugins/audit/plugin.yaml', 'name: audit\nprovides_hooks: [post_tool_call, nope]\n');
    await put(
      'plugins/media/acme/plugin.yaml',
      'name: acme\nversion: 1.0\nhooks: [pre_llm_call]\n',
    );
    await put('plugins/quiet/plugin.yaml', 'name: quiet\n');
    await put('plugins/broken/plugin.yaml', 'provides_hooks: [\n');
    const { plugins, pluginProblems } = await get<Hooks>();
    expect(plugins).toMatchObject([
      { folder: 'audit', isEnabled: false, events: [{ isKnown: true }, { isKnown: false }] },
      { folder: 'greeter', isEnabled: true, events: [{ name: 'on_session_start' }] },
      { folder: 'media/acme', isEnabled: true, version: '1' },
    ]);
    expect(pluginProblems).toMatchObject([{ reason: 'not_yaml' }]);
  });
});
