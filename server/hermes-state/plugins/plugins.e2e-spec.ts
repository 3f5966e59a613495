import { mkdir, symlink } from 'node:fs/promises';
import { writeHermesScript } from '../../testing/fake-hermes-command.ts';
import type { HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { usePluginsConsole } from '../../testing/plugins-console.ts';

const prepare = async (fixture: HermesHomeFixture): Promise<string> => {
  const bundled = (folder: string, text: string) =>
    fixture.put(`opt/plugins/${folder}/plugin.yaml`, text);
  await bundled('disk-cleanup', 'name: disk-cleanup\nversion: 2.0.0\n');
  await bundled('web/exa', 'name: web-exa\nkind: backend\n');
  await bundled('memory/mem0', 'name: mem0\nkind: exclusive\n');
  await fixture.put('opt/plugins/kanban/README.md', 'Only for the dashboard.');
  await mkdir(fixture.at('opt/hermes_cli'));
  return writeHermesScript(fixture.at('opt/venv/bin/hermes'), 'exit 1');
};
const plugins = usePluginsConsole(prepare);
const own = async () => (await plugins.list()).plugins.filter(({ origin }) => origin !== 'bundled');

describe('the plugins of a profile', () => {
  it('are told with what they add and what they lack', async () => {
    await plugins.putPlugin(
      'audit-log',
      'name: audit-log\nversion: 0.2.0\nauthor: ada\nrequires_env: [AUDIT_PATH, {name: KNOWN, description: Where to}]\nprovides_hooks: [post_tool_call]\nprovides_tools: [hello]\n',
    );
    await plugins.put('.env', 'KNOWN=1\nAUDIT_PATH=\n');
    expect(await plugins.named('audit-log')).toMatchObject({
      name: 'audit-log',
      version: '0.2.0',
      author: 'ada',
      kind: 'standalone',
      origin: 'user',
      folder: `profiles/${plugins.profile}/plugins/audit-log`,
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
    await plugins.putPlugin('image_gen/acme', 'name: acme-images\nkind: backend\n');
    await plugins.put('config.yaml', 'plugins: {enabled: [image_gen/acme]}\n');
    expect(await plugins.named('image_gen/acme')).toMatchObject({
      name: 'acme-images',
      state: 'enabled',
      loadsBecause: 'enabled',
    });
  });

  it('are off unless they are listed, and off when they are in both lists', async () => {
    for (const name of ['on', 'off', 'both', 'neither'])
      await plugins.putPlugin(name, `name: ${name}\n`);
    await plugins.put('config.yaml', 'plugins:\n  enabled: [on, both]\n  disabled: [off, both]\n');
    const found = (await own()).map(({ key, state, loadsBecause }) => [key, state, loadsBecause]);
    expect(found).toEqual([
      ['both', 'disabled', null],
      ['neither', 'undecided', null],
      ['off', 'disabled', null],
      ['on', 'enabled', 'enabled'],
    ]);
  });

  it('that provide memory are chosen by memory.provider and not by the lists', async () => {
    await plugins.putPlugin('vault', 'name: vault-memory\nkind: exclusive\n');
    await plugins.put('config.yaml', 'plugins: {enabled: [vault]}\n');
    expect(await plugins.named('vault')).toMatchObject({ state: 'enabled', loadsBecause: null });
    await plugins.put('config.yaml', 'memory: {provider: vault}\n');
    expect(await plugins.named('vault')).toMatchObject({
      state: 'undecided',
      loadsBecause: 'chosen',
    });
  });

  it('may override tools only where config.yaml says so', async () => {
    await plugins.putPlugin('one', 'name: one\n');
    await plugins.putPlugin('two', 'name: two\n');
    await plugins.put(
      'config.yaml',
      'plugins: {entries: {one: {allow_tool_override: true}, two: {allow_tool_override: 1}}}\n',
    );
    const granted = (await own()).filter(({ mayOverrideTools }) => mayOverrideTools);
    expect(granted.map(({ key }) => key)).toEqual(['one']);
  });

  it('that came with Hermes are found beside its command, unless the home has one of the key', async () => {
    await plugins.putPlugin('disk-cleanup', 'name: disk-cleanup\nversion: 9.0.0\n');
    const { plugins: found, bundledFolder, problems } = await plugins.list();
    expect(bundledFolder).toBe(plugins.fixture.at('opt/plugins'));
    expect(found.map(({ key, origin, loadsBecause }) => [key, origin, loadsBecause])).toEqual([
      ['disk-cleanup', 'user', null],
      ['web/exa', 'bundled', 'automatic'],
    ]);
    expect(found[0]).toMatchObject({ version: '9.0.0', replacesBundled: true });
    expect(problems).toEqual([]);
  });

  it('that were cloned tell commit, branch and source, without the password in it', async () => {
    const commit = '0123456789abcdef0123456789abcdef01234567';
    await plugins.putPlugin('cloned', 'name: cloned\n');
    await plugins.put('plugins/cloned/.git/HEAD', 'ref: refs/heads/main\n');
    await plugins.put(
      'plugins/cloned/.git/packed-refs',
      `# pack-refs\n${commit} refs/heads/main\n`,
    );
    await plugins.put(
      'plugins/cloned/.git/config',
      '[core]\n\tbare = false\n[remote "origin"]\n\turl = https://ada:hunter22@example.org/cloned.git\n\tfetch = x\n',
    );
    expect(await plugins.named('cloned')).toMatchObject({
      origin: 'git',
      git: { commit, branch: 'main', source: 'https://example.org/cloned.git' },
    });
    await plugins.put('plugins/cloned/.git/HEAD', `${commit}\n`);
    expect((await plugins.named('cloned')).git).toMatchObject({ commit, branch: null });
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
    await plugins.putPlugin('odd', manifest);
    const plugin = await plugins.named('odd');
    expect(plugin).toMatchObject({ name: 'odd', version: null, state: 'undecided' });
    expect(plugin.problems[0]).toContain(problem);
  });

  it('take nothing from names that reach a prototype', async () => {
    await plugins.putPlugin(
      'odd',
      '__proto__: {name: evil}\nconstructor: {name: evil}\nversion: 1\n',
    );
    expect(await plugins.named('odd')).toMatchObject({ name: 'odd', version: '1' });
    expect(({} as { name?: string }).name).toBeUndefined();
  });

  it('that Hermes cannot load say why', async () => {
    await plugins.put('plugins/empty/plugin.yaml', 'name: empty\n');
    await plugins.putPlugin('raising', 'name: raising\n');
    await plugins.put('plugins/raising/__init__.py', 'raise RuntimeError("no")\n');
    expect((await plugins.named('empty')).problems[0]).toContain('no __init__.py');
    expect((await plugins.named('raising')).problems[0]).toContain('does not name register(ctx)');
  });

  it('are named when they cannot be listed', async () => {
    await plugins.put('plugins/no-manifest/README.md', 'x');
    await plugins.fixture.put('outside/plugin.yaml', 'name: outside\n');
    await plugins.putPlugin('real', 'name: real\n');
    const link = (target: string, name: string) =>
      symlink(target, plugins.fixture.at(plugins.inProfile(`plugins/${name}`)));
    await link(plugins.fixture.at('outside'), 'out');
    await link('.', 'circle');
    await link('nowhere', 'lost');
    await link('real', 'second');
    const { plugins: found, problems } = await plugins.list();
    expect(found.filter(({ origin }) => origin !== 'bundled').map(({ key }) => key)).toEqual([
      'real',
      'second',
    ]);
    const at = (name: string) => `profiles/${plugins.profile}/plugins/${name}`;
    expect(problems).toEqual([
      { file: at('circle'), reason: 'circle' },
      { file: at('lost'), reason: 'broken_link' },
      { file: at('no-manifest'), reason: 'no_manifest' },
      { file: at('out'), reason: 'outside_root' },
    ]);
  });

  it('are listed although config.yaml is broken or odd', async () => {
    await plugins.putPlugin('good', 'name: good\n');
    await plugins.put('config.yaml', 'plugins: [\n');
    expect(await plugins.list()).toMatchObject({
      configVersion: null,
      sources: [{ status: 'unreadable', reason: 'not_yaml' }, {}],
    });
    await plugins.put('config.yaml', 'plugins: {enabled: good}\n');
    expect((await plugins.list()).settingsProblem).toContain(
      'plugins.enabled in config.yaml is no list',
    );
    expect(await plugins.named('good')).toMatchObject({ state: 'undecided' });
  });

  it('by the thousand are listed, and no more than that', async () => {
    for (let index = 0; index < 1005; index++)
      await plugins.put(`plugins/p${index}/plugin.yaml`, `name: p${index}\n`);
    const { plugins: found, isCut } = await plugins.list();
    expect([found.filter(({ origin }) => origin === 'user').length, isCut]).toEqual([1000, true]);
  });

  it('are only those of Hermes in an empty profile', async () => {
    expect((await plugins.list()).plugins.map(({ origin }) => origin)).toEqual([
      'bundled',
      'bundled',
    ]);
  });
});
