import { mkdir, symlink } from 'node:fs/promises';
import { writeHermesScript } from '../../testing/fake-hermes-command.ts';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import { versionOf } from '../files/file-version.ts';
import type { Plugin, PluginFiles, Plugins, PluginText } from './plugins.contract.ts';

let fixture: HermesHomeFixture;
let product: TestProduct;
let profile: string;
let profiles = 0;
const api = '/api/admin/hermes/plugins';
const inProfile = (path: string) => `.hermes/profiles/${profile}/${path}`;
const put = (path: string, content: unknown) => fixture.put(inProfile(path), content);
const program = 'def register(ctx):\n    pass\n';
const putPlugin = async (folder: string, manifest: unknown) => {
  await put(`plugins/${folder}/plugin.yaml`, manifest);
  await put(`plugins/${folder}/__init__.py`, program);
};

beforeAll(async () => {
  fixture = await createHermesHome();
  await writeHermesScript(fixture.at('opt/venv/bin/hermes'), 'exit 1');
  await mkdir(fixture.at('opt/hermes_cli'));
  const bundled = (folder: string, text: string) =>
    fixture.put(`opt/plugins/${folder}/plugin.yaml`, text);
  await bundled('disk-cleanup', 'name: disk-cleanup\nversion: 2.0.0\n');
  await bundled('web/exa', 'name: web-exa\nkind: backend\n');
  await bundled('memory/mem0', 'name: mem0\nkind: exclusive\n');
  await fixture.put('opt/plugins/kanban/README.md', 'Only for the dashboard.');
  product = await startTestProduct({
    HERMES_HOME: fixture.at('.hermes'),
    HERMES_BIN: fixture.at('opt/venv/bin/hermes'),
  });
});
afterAll(async () => {
  await product?.stop();
  await fixture?.remove();
});
beforeEach(async () => {
  profile = `p${++profiles}`;
  await mkdir(fixture.at(inProfile('plugins')), { recursive: true });
});

const get = async <T>(below = '', query = ''): Promise<T> => {
  const response = await product.api('GET', `${api}${below}?profile=${profile}${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
};
const list = () => get<Plugins>();
const own = async () => (await list()).plugins.filter(({ origin }) => origin !== 'bundled');
const named = async (key: string): Promise<Plugin> =>
  (await list()).plugins.find((each) => each.key === key)!;

describe('the plugins of a profile', () => {
  it('are told with what they add and what they lack', async () => {
    await putPlugin(
      'audit-log',
      'name: audit-log\nversion: 0.2.0\nauthor: ada\nrequires_env: [AUDIT_PATH, {name: KNOWN, description: Where to}]\nprovides_hooks: [post_tool_call]\nprovides_tools: [hello]\n',
    );
    await put('.env', 'KNOWN=1\nAUDIT_PATH=\n');
    expect(await named('audit-log')).toMatchObject({
      name: 'audit-log',
      version: '0.2.0',
      author: 'ada',
      kind: 'standalone',
      origin: 'user',
      folder: `profiles/${profile}/plugins/audit-log`,
      tools: ['hello'],
      hooks: ['post_tool_call'],
      variables: [
        { name: 'AUDIT_PATH', isSet: false },
        { name: 'KNOWN', description: 'Where to', isSet: true },
      ],
      problems: [],
    });
  });

  it('in a folder of a category are called by both names', async () => {
    await putPlugin('image_gen/acme', 'name: acme-images\nkind: backend\n');
    await put('config.yaml', 'plugins: {enabled: [image_gen/acme]}\n');
    expect(await named('image_gen/acme')).toMatchObject({
      name: 'acme-images',
      state: 'enabled',
      loadsBecause: 'enabled',
    });
  });

  it('are off unless they are listed, and off when they are in both lists', async () => {
    for (const name of ['on', 'off', 'both', 'neither']) await putPlugin(name, `name: ${name}\n`);
    await put('config.yaml', 'plugins:\n  enabled: [on, both]\n  disabled: [off, both]\n');
    const found = (await own()).map(({ key, state, loadsBecause }) => [key, state, loadsBecause]);
    expect(found).toEqual([
      ['both', 'disabled', null],
      ['neither', 'undecided', null],
      ['off', 'disabled', null],
      ['on', 'enabled', 'enabled'],
    ]);
  });

  it('that provide memory are chosen by memory.provider and not by the lists', async () => {
    await putPlugin('vault', 'name: vault-memory\nkind: exclusive\n');
    await put('config.yaml', 'plugins: {enabled: [vault]}\n');
    expect(await named('vault')).toMatchObject({ state: 'enabled', loadsBecause: null });
    await put('config.yaml', 'memory: {provider: vault}\n');
    expect(await named('vault')).toMatchObject({ state: 'undecided', loadsBecause: 'chosen' });
  });

  it('may override tools only where config.yaml says so', async () => {
    await putPlugin('one', 'name: one\n');
    await putPlugin('two', 'name: two\n');
    await put(
      'config.yaml',
      'plugins: {entries: {one: {allow_tool_override: true}, two: {allow_tool_override: 1}}}\n',
    );
    const granted = (await own()).filter(({ mayOverrideTools }) => mayOverrideTools);
    expect(granted.map(({ key }) => key)).toEqual(['one']);
  });

  it('that came with Hermes are found beside its command, unless the home has one of the key', async () => {
    await putPlugin('disk-cleanup', 'name: disk-cleanup\nversion: 9.0.0\n');
    const { plugins, bundledFolder, problems } = await list();
    expect(bundledFolder).toBe(fixture.at('opt/plugins'));
    expect(plugins.map(({ key, origin, loadsBecause }) => [key, origin, loadsBecause])).toEqual([
      ['disk-cleanup', 'user', null],
      ['web/exa', 'bundled', 'automatic'],
    ]);
    expect(plugins[0]).toMatchObject({ version: '9.0.0', replacesBundled: true });
    expect(problems).toEqual([]);
  });

  it('that were cloned tell commit, branch and source, without the password in it', async () => {
    const commit = '0123456789abcdef0123456789abcdef01234567';
    await putPlugin('cloned', 'name: cloned\n');
    await put('plugins/cloned/.git/HEAD', 'ref: refs/heads/main\n');
    await put('plugins/cloned/.git/packed-refs', `# pack-refs\n${commit} refs/heads/main\n`);
    await put(
      'plugins/cloned/.git/config',
      '[core]\n\tbare = false\n[remote "origin"]\n\turl = https://ada:hunter22@example.org/cloned.git\n\tfetch = x\n',
    );
    expect(await named('cloned')).toMatchObject({
      origin: 'git',
      git: { commit, branch: 'main', source: 'https://example.org/cloned.git' },
    });
    await put('plugins/cloned/.git/HEAD', `${commit}\n`);
    expect((await named('cloned')).git).toMatchObject({ commit, branch: null });
  });

  it.each([
    ['broken', 'name: [x\n', 'is not valid YAML (line'],
    ['not UTF-8', Buffer.from([0xff, 0xfe, 0]), 'it is not UTF-8 text'],
    ['with a NUL', 'name: x\0\n', 'is not valid YAML'],
    ['endless', `name: ${'x'.repeat(2_000_000)}\n`, 'it is larger than 1 MiB'],
    ['no mapping', '- a\n- b\n', 'holds no mapping'],
    [
      'a bomb',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((name, at) => `${name}: &${name} [${`*${'abcdefghi'[at]},`.repeat(9)}]\n`).join('')}`,
      'is not valid YAML',
    ],
  ])('with a manifest that is %s have the name of their folder', async (_, manifest, problem) => {
    await putPlugin('odd', manifest);
    const plugin = await named('odd');
    expect(plugin).toMatchObject({ name: 'odd', version: null, state: 'undecided' });
    expect(plugin.problems[0]).toContain(problem);
  });

  it('take nothing from names that reach a prototype', async () => {
    await putPlugin('odd', '__proto__: {name: evil}\nconstructor: {name: evil}\nversion: 1\n');
    expect(await named('odd')).toMatchObject({ name: 'odd', version: '1' });
    expect(({} as { name?: string }).name).toBeUndefined();
  });

  it('that Hermes cannot load say why', async () => {
    await put('plugins/empty/plugin.yaml', 'name: empty\n');
    await putPlugin('raising', 'name: raising\n');
    await put('plugins/raising/__init__.py', 'raise RuntimeError("no")\n');
    expect((await named('empty')).problems[0]).toContain('no __init__.py');
    expect((await named('raising')).problems[0]).toContain('does not name register(ctx)');
  });

  it('are named when they cannot be listed', async () => {
    await put('plugins/no-manifest/README.md', 'x');
    await fixture.put('outside/plugin.yaml', 'name: outside\n');
    await putPlugin('real', 'name: real\n');
    const link = (target: string, name: string) =>
      symlink(target, fixture.at(inProfile(`plugins/${name}`)));
    await link(fixture.at('outside'), 'out');
    await link('.', 'circle');
    await link('nowhere', 'lost');
    await link('real', 'second');
    const { plugins, problems } = await list();
    expect(plugins.filter(({ origin }) => origin !== 'bundled').map(({ key }) => key)).toEqual([
      'real',
      'second',
    ]);
    const at = (name: string) => `profiles/${profile}/plugins/${name}`;
    expect(problems).toEqual([
      { file: at('circle'), reason: 'circle' },
      { file: at('lost'), reason: 'broken_link' },
      { file: at('no-manifest'), reason: 'no_manifest' },
      { file: at('out'), reason: 'outside_root' },
    ]);
  });

  it('are listed although config.yaml is broken or odd', async () => {
    await putPlugin('good', 'name: good\n');
    await put('config.yaml', 'plugins: [\n');
    expect(await list()).toMatchObject({
      configVersion: null,
      sources: [{ status: 'unreadable', reason: 'not_yaml' }, {}],
    });
    await put('config.yaml', 'plugins: {enabled: good}\n');
    expect((await list()).settingsProblem).toContain('plugins.enabled in config.yaml is no list');
    expect(await named('good')).toMatchObject({ state: 'undecided' });
  });

  it('by the thousand are listed, and no more than that', async () => {
    for (let index = 0; index < 1005; index++)
      await put(`plugins/p${index}/plugin.yaml`, `name: p${index}\n`);
    const { plugins, isCut } = await list();
    expect([plugins.filter(({ origin }) => origin === 'user').length, isCut]).toEqual([1000, true]);
  });

  it('are only those of Hermes in an empty profile', async () => {
    expect((await list()).plugins.map(({ origin }) => origin)).toEqual(['bundled', 'bundled']);
  });
});

describe('names in the lists that no plugin has', () => {
  const config =
    '# mine\nplugins:\n  enabled: [ghost, good]   # both\n  disabled:\n    - phantom\n';
  const forget = (names: string[], version = versionOf(config)) =>
    product.api(
      'PUT',
      `${api}/forget?profile=${profile}`,
      { names },
      { 'if-match': `"${version}"` },
    );
  beforeEach(async () => {
    await putPlugin('good', 'name: good\n');
    await put('config.yaml', config);
  });

  it('are told, and taken out without touching anything else', async () => {
    expect((await list()).unknown).toEqual([
      { name: 'ghost', state: 'enabled' },
      { name: 'phantom', state: 'disabled' },
    ]);
    expect((await forget(['ghost'])).status).toBe(200);
    expect(await fixture.text(inProfile('config.yaml'))).toBe(config.replace('ghost, ', ''));
  });

  it('are not taken out of a file that was changed meanwhile', async () => {
    await put('config.yaml', `${config}# more\n`);
    expect((await forget(['ghost'])).status).toBe(412);
  });

  it('do not include those of plugins that are there', async () => {
    expect((await forget(['ghost', 'good'])).status).toBe(409);
    expect(await fixture.text(inProfile('config.yaml'))).toBe(config);
  });
});

describe('the files of a plugin', () => {
  const secret = 'zk-plugin-0a1b2c3d4e5f60718293';
  const text = async (file: string) => get<PluginText>('/text', `&plugin=good&file=${file}`);
  beforeEach(async () => {
    await putPlugin('good', 'name: good\n');
    await put('plugins/good/README.md', '# Good\n');
    await put('plugins/good/config.yaml', `api_key: ${secret}\nurl: x\n`);
    await put('plugins/good/.git/config', 'url = https://ada:hunter22@example.org\n');
    await put('plugins/good/__pycache__/x.pyc', 'x');
  });

  it('are listed without caches and what belongs to Git', async () => {
    const { items } = await get<PluginFiles>('/files', '&plugin=good');
    expect(items.map(({ path }) => path)).toEqual([
      'README.md',
      '__init__.py',
      'config.yaml',
      'plugin.yaml',
    ]);
  });

  it('are read with secrets masked', async () => {
    expect(await text('README.md')).toMatchObject({ text: '# Good\n', bytes: 7 });
    const { text: shown } = await text('config.yaml');
    expect(shown).toContain('url: x');
    expect(shown).not.toContain(secret);
  });

  it('that came with Hermes are read where Hermes lies', async () => {
    const found = await get<PluginText>('/text', '&plugin=web/exa&file=plugin.yaml');
    expect(found.text).toBe('name: web-exa\nkind: backend\n');
  });

  it.each(['plugin=good&file=.git/config', 'plugin=nobody&file=x', 'plugin=.&file=x'])(
    'are not found elsewhere (%s)',
    async (query) => {
      const response = await product.api('GET', `${api}/text?profile=${profile}&${query}`);
      expect([404, 422]).toContain(response.status);
    },
  );

  it('behind a link that leads out are not read', async () => {
    const outside = await fixture.put(`secret-${profile}`, 'secret of somebody');
    await symlink(outside, fixture.at(inProfile('plugins/good/leak.md')));
    expect(await text('leak.md')).toMatchObject({ status: 'unreadable', text: null });
  });
});
