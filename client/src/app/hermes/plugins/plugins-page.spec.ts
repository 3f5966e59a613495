import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type {
  Plugin,
  PluginReview,
  Plugins,
} from '../../../../../server/hermes-state/plugins/plugins.contract';
import { refuse, requestTo } from '../../testing/answer-http';
import { control, eventually, field, openPage, shownText, type } from '../../testing/render';
import { someone } from '../../testing/samples';
import { PluginsPage } from './plugins-page';

const path = '/api/admin/hermes/plugins';
const commit = '0123456789abcdef0123456789abcdef01234567';
const plugin = (key: string, change: Partial<Plugin> = {}): Plugin => ({
  key,
  name: key,
  version: '1.0.0',
  description: `Does ${key}.`,
  author: null,
  kind: 'standalone',
  manifestVersion: null,
  tools: [],
  hooks: [],
  variables: [],
  origin: 'user',
  folder: `plugins/${key}`,
  manifestFile: 'plugin.yaml',
  state: 'undecided',
  loadsBecause: null,
  mayOverrideTools: false,
  git: null,
  replacesBundled: false,
  problems: [],
  changedAt: null,
  ...change,
});
const enabled = { state: 'enabled', loadsBecause: 'enabled' } as const;
const plugins = (change: Partial<Plugins> = {}): Plugins => ({
  profile: 'default',
  sources: [],
  configVersion: 'v1',
  settingsProblem: null,
  lists: { enabled: ['loud'], disabled: [] },
  plugins: [plugin('greeter'), plugin('loud', { ...enabled, mayOverrideTools: true })],
  problems: [],
  isCut: false,
  bundledFolder: '/opt/hermes-agent/plugins',
  unknown: [],
  restart: null,
  unavailableReason: null,
  ...change,
});

const open = async (given = plugins(), address = '/plugins', me = someone()) => {
  await openPage([{ path: '**', component: PluginsPage }], address, { me });
  (await requestTo(path)).flush(given);
  await eventually('list', () => shownText().includes('loaded'));
};
const answerTexts = async (key: string) => {
  (await requestTo(`${path}/files`)).flush({
    plugin: key,
    items: [{ path: 'plugin.yaml', bytes: 3 }],
    isCut: false,
  });
  (await requestTo(`${path}/text`)).flush({
    plugin: key,
    path: 'plugin.yaml',
    file: `plugins/${key}/plugin.yaml`,
    status: 'present',
    reason: null,
    text: 'name: it\n',
    bytes: 3,
    modifiedAt: '2026-11-21T10:00:00.000Z',
  });
  await eventually('manifest', () => shownText().includes('name: it'));
};

describe('Plugins page', () => {
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('counts what loads, and names what is not listed or not found', async () => {
    await open(
      plugins({
        problems: [{ file: 'plugins/loop', reason: 'circle' }],
        unknown: [{ name: 'ghost', state: 'enabled' }],
        sources: [{ file: 'config.yaml', status: 'unreadable', reason: 'not_yaml' }],
      }),
    );
    expect(shownText()).toContain('2 in this profile, 0 from Hermes — 1 loaded');
    expect(shownText()).toContain('plugins/loop, a link that leads in a circle');
    expect(shownText()).toContain('ghost, enabled');
    expect(shownText()).toContain('config.yaml could not be read');
  });

  it('says that a gateway has to be restarted, and why', async () => {
    await open(
      plugins({
        restart: {
          gatewayStartedAt: '2026-11-21T10:00:00.000Z',
          changes: [{ at: '2026-11-21T11:00:00.000Z', text: 'Enable the plugin loud' }],
        },
      }),
    );
    expect(shownText()).toContain('Restart needed');
    expect(shownText()).toContain('Enable the plugin loud');
  });

  it('enables a plugin without a word about overriding tools unless it is chosen', async () => {
    await open(plugins(), '/plugins?plugin=greeter');
    await answerTexts('greeter');
    control('Enable…').click();
    await eventually('question', () => shownText().includes('Enable greeter?'));
    control('Enable plugin').click();
    expect((await requestTo(`${path}/enable`, 'POST')).request.body).toEqual({ key: 'greeter' });
  });

  it('gives the permission to override tools when that is chosen', async () => {
    await open(plugins(), '/plugins?plugin=greeter');
    await answerTexts('greeter');
    control('Enable…').click();
    await eventually('question', () => shownText().includes('Enable greeter?'));
    document.querySelector<HTMLInputElement>('mat-dialog-content input[type=checkbox]')!.click();
    control('Enable plugin').click();
    expect((await requestTo(`${path}/enable`, 'POST')).request.body).toEqual({
      key: 'greeter',
      mayOverrideTools: true,
    });
  });

  it('does not change the lists of a config.yaml that Hermes would replace', async () => {
    await open(plugins({ configVersion: null }), '/plugins?plugin=greeter');
    expect((control('Enable…') as HTMLButtonElement).disabled).toBe(true);
    expect((control('Disable…') as HTMLButtonElement).title).toContain('config.yaml');
  });

  it('does not offer to remove what came with Hermes', async () => {
    const bundled = plugin('web/exa', { origin: 'bundled', loadsBecause: 'automatic' });
    await open(plugins({ plugins: [bundled] }), '/plugins?plugin=web%2Fexa');
    await answerTexts('web/exa');
    expect(shownText()).toContain('Loads by itself');
    for (const word of ['Remove…', 'Update…', 'tool override'])
      expect(shownText()).not.toContain(word);
  });

  it('lets viewers read and nothing else', async () => {
    await open(plugins(), '/plugins?plugin=loud', someone({ role: 'viewer' }));
    await answerTexts('loud');
    for (const word of ['Disable…', 'Remove…', 'tool override'])
      expect(shownText()).not.toContain(word);
    expect((control(/Install…/) as HTMLButtonElement).disabled).toBe(true);
  });

  it('says why verbs are out of reach', async () => {
    await open(plugins({ unavailableReason: 'There is no hermes command.' }));
    expect(shownText()).toContain('There is no hermes command.');
    expect((control(/Install…/) as HTMLButtonElement).disabled).toBe(true);
  });
});

describe('Installing a plugin', () => {
  const review: PluginReview = {
    profile: 'default',
    identifier: 'ada/notes',
    url: 'https://github.com/ada/notes.git',
    folder: null,
    commit,
    manifest: plugin('notes'),
    manifestFile: 'plugin.yaml',
    files: ['plugin.yaml'],
    isCut: false,
    readme: null,
    warnings: [],
    isInstalled: false,
    isListedAsEnabled: false,
    refusal: null,
  };
  const look = async () => {
    await open();
    control(/Install…/).click();
    await eventually('dialog', () => shownText().includes('owner/repo on GitHub'));
    type(field('Repository'), 'ada/notes');
    control('Look at it').click();
    return requestTo(`${path}/review`, 'POST');
  };
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('wants the name typed, and sends the commit that was looked at', async () => {
    (await look()).flush(review);
    await eventually('review', () => shownText().includes(commit));
    expect((control('Install plugin') as HTMLButtonElement).disabled).toBe(true);
    expect(shownText()).toContain('hermes -p default plugins install ada/notes --no-enable');
    type(field('Type “notes” to confirm'), 'notes');
    await eventually('ready', () => !(control('Install plugin') as HTMLButtonElement).disabled);
    control('Install plugin').click();
    expect((await requestTo(`${path}/install`, 'POST')).request.body).toEqual({
      identifier: 'ada/notes',
      typedName: 'notes',
      commit,
      isEnabled: false,
      isReplaced: false,
    });
  });

  it('enables in a step of its own, which is told before', async () => {
    (await look()).flush({ ...review, isListedAsEnabled: true });
    await eventually('review', () => shownText().includes(commit));
    expect(shownText()).toContain('hermes -p default plugins install ada/notes --no-enable');
    expect(shownText()).toContain('hermes -p default plugins enable notes');
  });

  it('offers no enabling of what cannot be compared with the look', async () => {
    (await look()).flush({ ...review, folder: 'plugins/notes' });
    await eventually('review', () => shownText().includes(commit));
    expect(shownText()).toContain('It is left disabled');
    expect(shownText()).not.toContain('Enable it once');
  });

  it('cannot be done against a refusal', async () => {
    (await look()).flush({ ...review, refusal: 'There is no plugin.yaml.' });
    await eventually('refusal', () => shownText().includes('There is no plugin.yaml.'));
    expect((control('Install plugin') as HTMLButtonElement).disabled).toBe(true);
    expect(shownText()).not.toContain('to confirm');
  });

  it('tells why the repository cannot be read', async () => {
    refuse(await look(), 422, {
      code: 'plugin_source_unusable',
      message: 'Git could not read it.',
    });
    await eventually('problem', () => shownText().includes('Git could not read it.'));
  });
});
