import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type {
  Tools,
  ToolsPreview,
  Toolset,
} from '../../../../../server/hermes-state/tools/tools.contract';
import { refuse, requestTo } from '../../testing/answer-http';
import { control, eventually, openPage, shownText } from '../../testing/render';
import { someone } from '../../testing/samples';
import { ToolsPage } from './tools-page';
import { groupsOf, hindranceOf } from './tools-view';

const path = '/api/admin/hermes/tools';
const toolset = (name: string, change: Partial<Toolset> = {}): Toolset => ({
  name,
  label: name,
  kind: 'builtin',
  description: `Does ${name}.`,
  tools: [`${name}_it`],
  toolsNote: null,
  risk: null,
  lockedReason: null,
  isDisabledEverywhere: false,
  need: { state: 'ready', detail: 'It needs nothing.', variables: [] },
  cells: [
    { platform: 'cli', isOn: true, reason: 'default' },
    { platform: 'telegram', isOn: false, reason: 'list' },
  ],
  ...change,
});
const platform = (name: string, list: string[] | null) => ({
  name,
  label: name.toUpperCase(),
  isInUse: true,
  list,
  unknownNames: [],
  exposure: null,
  problem: null,
});
const tools = (change: Partial<Tools> = {}): Tools => ({
  profile: 'default',
  sources: [],
  configVersion: 'v1',
  isConfigBroken: false,
  platforms: [platform('cli', null), platform('telegram', ['web'])],
  toolsets: [
    toolset('web'),
    toolset('terminal', { risk: { level: 'high', words: 'Runs any command.' } }),
    toolset('linear', { kind: 'mcp', lockedReason: 'No verb.' }),
  ],
  promptSize: null,
  unavailableReason: null,
  isCut: false,
  ...change,
});
const preview: ToolsPreview = {
  listBefore: null,
  listAfter: ['file', 'web'],
  commandNotes: ['Its comments are lost.'],
  before: 'a: 1\n',
  after: 'a: 1\nb: 2\n',
  version: 'v1',
};

const open = async (given = tools(), address = '/tools', me = someone()) => {
  await openPage([{ path: '**', component: ToolsPage }], address, { me });
  (await requestTo(path)).flush(given);
  await eventually('table', () => shownText().includes('Toolsets of Hermes'));
};

describe('Tools page', () => {
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('says where a toolset is on and why, and which are dangerous', async () => {
    await open();
    const row = [...document.querySelectorAll('tr')].find((one) =>
      one.textContent.includes('terminal'),
    )!;
    expect(row.textContent.replaceAll(/\s+/g, ' ')).toContain('Dangerous');
    expect(row.querySelector('[data-label="CLI"]')!.textContent).toMatch(/On\s+default/);
    expect(row.querySelector('[data-label="TELEGRAM"]')!.textContent).toContain('Off');
  });

  it('says beforehand what the command writes, and runs it', async () => {
    await open(tools(), '/tools?toolset=web');
    control('Disable for CLI…').click();
    const asked = await requestTo(`${path}/preview`, 'POST');
    expect(asked.request.body).toEqual({
      kind: 'switch',
      toolset: 'web',
      platform: 'cli',
      isEnabled: false,
    });
    asked.flush(preview);
    await eventually('question', () => shownText().includes('Its comments are lost.'));
    expect(shownText()).toContain('hermes -p default tools disable web --platform cli');
    expect(shownText()).toContain('before: none, the default counts');
    expect(shownText()).toContain('After: [file, web]');
    control('Disable toolset').click();
    const { request } = await requestTo(`${path}/switch`, 'POST');
    expect(request.body).toEqual({ toolset: 'web', platform: 'cli', isEnabled: false });
    expect(request.headers.get('if-match')).toBe('"v1"');
  });

  it('writes the file itself when there is no command, from the version that was looked at', async () => {
    await open(tools({ unavailableReason: 'There is no hermes command.' }), '/tools?toolset=web');
    control('Enable for TELEGRAM…').click();
    (await requestTo(`${path}/preview`, 'POST')).flush(preview);
    await eventually('difference', () => shownText().includes('Enable web for telegram?'));
    control('Enable toolset').click();
    const save = await requestTo(path, 'PUT');
    expect(save.request.headers.get('if-match')).toBe('"v1"');
    refuse(save, 412, { code: 'file_changed' });
    (await requestTo(`${path}/preview`, 'POST')).flush({ ...preview, version: 'v2' });
    await eventually('again', () => shownText().includes('config.yaml was changed meanwhile.'));
  });

  it('resets a platform after a look at the difference', async () => {
    await open();
    control('Reset TELEGRAM to the default').click();
    const asked = await requestTo(`${path}/preview`, 'POST');
    expect(asked.request.body).toEqual({ kind: 'reset', platform: 'telegram' });
    asked.flush(preview);
    await eventually('difference', () => shownText().includes('Reset TELEGRAM to the default?'));
  });

  it('names what could not be read, and what is odd', async () => {
    await open(
      tools({
        sources: [{ file: 'config.yaml', status: 'unreadable', reason: 'not_utf8' }],
        platforms: [{ ...platform('cli', ['hermes']), unknownNames: ['hermes'] }],
      }),
    );
    expect(shownText()).toContain('config.yaml could not be read: it is not UTF-8 text.');
    expect(shownText()).toContain('The list of cli names what nobody here knows: hermes.');
  });

  it('lets viewers look and nothing else', async () => {
    await open(tools(), '/tools?toolset=web', someone({ role: 'viewer' }));
    for (const word of ['Disable…', 'Enable…', 'Reset…', 'Measure'])
      expect(shownText()).not.toContain(word);
  });
});

describe('a toolset', () => {
  const [cli] = toolset('web').cells;

  it.each([
    ['can be switched', toolset('web'), cli!, 'v1', undefined],
    ['of a server cannot', toolset('x', { lockedReason: 'No verb.' }), cli!, 'v1', 'No verb.'],
    [
      'without a file that can be changed cannot',
      toolset('web'),
      cli!,
      null,
      'config.yaml cannot be changed as it is.',
    ],
    [
      'that is disabled everywhere cannot',
      toolset('web'),
      { ...cli!, reason: 'global' as const },
      'v1',
      'It is disabled on every platform: allow it again first.',
    ],
  ])('%s', (_, given, cell, version, reason) => {
    expect(hindranceOf(given, cell, version)).toBe(reason);
  });

  it('is found by its name and by its tools', () => {
    const found = (search: string) =>
      groupsOf(tools().toolsets, search).map(({ title, toolsets }) => [
        title,
        ...toolsets.map(({ name }) => name),
      ]);
    expect(found('TERMINAL_it')).toEqual([['Toolsets of Hermes', 'terminal']]);
    expect(found('linear')).toEqual([['MCP servers', 'linear']]);
    expect(found('nothing')).toEqual([]);
  });
});
