import { mkdir, symlink } from 'node:fs/promises';
import { writeHermesScript } from '../../testing/fake-hermes-command.ts';
import { usePluginsConsole } from '../../testing/plugins-console.ts';
import { versionOf } from '../files/file-version.ts';
import type { PluginFiles, PluginText } from './plugins.contract.ts';

const api = '/api/admin/hermes/plugins';
const plugins = usePluginsConsole(async (fixture) => {
  await fixture.put('opt/plugins/web/exa/plugin.yaml', 'name: web-exa\nkind: backend\n');
  await mkdir(fixture.at('opt/hermes_cli'));
  return writeHermesScript(fixture.at('opt/venv/bin/hermes'), 'exit 1');
});

describe('names in the lists that no plugin has', () => {
  const config =
    '# mine\nplugins:\n  enabled: [ghost, good]   # both\n  disabled:\n    - phantom\n';
  const forget = (names: string[], version = versionOf(config)) =>
    plugins.product.api(
      'PUT',
      `${api}/forget?profile=${plugins.profile}`,
      { names },
      { 'if-match': `"${version}"` },
    );
  beforeEach(async () => {
    await plugins.putPlugin('good', 'name: good\n');
    await plugins.put('config.yaml', config);
  });

  it('are told, and taken out without touching anything else', async () => {
    expect((await plugins.list()).unknown).toEqual([
      { name: 'ghost', state: 'enabled' },
      { name: 'phantom', state: 'disabled' },
    ]);
    expect((await forget(['ghost'])).status).toBe(200);
    expect(await plugins.fixture.text(plugins.inProfile('config.yaml'))).toBe(
      config.replace('ghost, ', ''),
    );
  });

  it('are not taken out of a file that was changed meanwhile', async () => {
    await plugins.put('config.yaml', `${config}# more\n`);
    expect((await forget(['ghost'])).status).toBe(412);
  });

  it('do not include those of plugins that are there', async () => {
    expect((await forget(['ghost', 'good'])).status).toBe(409);
    expect(await plugins.fixture.text(plugins.inProfile('config.yaml'))).toBe(config);
  });
});

describe('the files of a plugin', () => {
  const secret = 'zk-plugin-0a1b2c3d4e5f60718293';
  const text = async (file: string) =>
    plugins.get<PluginText>('/text', `&plugin=good&file=${file}`);
  beforeEach(async () => {
    await plugins.putPlugin('good', 'name: good\n');
    await plugins.put('plugins/good/README.md', '# Good\n');
    await plugins.put('plugins/good/config.yaml', `session_cookie: ${secret}\nurl: x\n`);
    await plugins.put('plugins/good/.git/config', 'url = https://ada:hunter22@example.org\n');
    await plugins.put('plugins/good/__pycache__/x.pyc', 'x');
  });

  it('are listed without caches and what belongs to Git', async () => {
    const { items } = await plugins.get<PluginFiles>('/files', '&plugin=good');
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

  it('that are programs are read without what they name a secret', async () => {
    const program =
      'client_secret = "q8w7e6r5t4y3"\nself.api_key = "p0o9i8u7y6t5"\nname = "good"\n';
    await plugins.put('plugins/good/client.py', program);
    expect((await text('client.py')).text).toBe(
      'client_secret = "[hidden]"\nself.api_key = "[hidden]"\nname = "good"\n',
    );
  });

  it('that are too large to look for secrets in are not shown', async () => {
    await plugins.put('plugins/good/large.json', `{"text": "${'x '.repeat(35_000)}"}`);
    expect(await text('large.json')).toMatchObject({
      status: 'unreadable',
      reason: 'too_large',
      text: null,
      bytes: 70_012,
    });
  });

  it('that came with Hermes are read where Hermes lies', async () => {
    const found = await plugins.get<PluginText>('/text', '&plugin=web/exa&file=plugin.yaml');
    expect(found.text).toBe('name: web-exa\nkind: backend\n');
  });

  it.each(['plugin=good&file=.git/config', 'plugin=nobody&file=x', 'plugin=.&file=x'])(
    'are not found elsewhere (%s)',
    async (query) => {
      const response = await plugins.product.api(
        'GET',
        `${api}/text?profile=${plugins.profile}&${query}`,
      );
      expect([404, 422]).toContain(response.status);
    },
  );

  it('behind a link that leads out are not read', async () => {
    const outside = await plugins.fixture.put(`secret-${plugins.profile}`, 'secret of somebody');
    await symlink(outside, plugins.fixture.at(plugins.inProfile('plugins/good/leak.md')));
    expect(await text('leak.md')).toMatchObject({ status: 'unreadable', text: null });
  });
});
