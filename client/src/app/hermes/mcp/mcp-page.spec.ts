import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type { Mcp } from '../../../../../server/hermes-state/mcp/mcp.contract';
import { requestTo } from '../../testing/answer-http';
import { control, eventually, openPage, shownText } from '../../testing/render';
import { someone } from '../../testing/samples';
import { McpPage } from './mcp-page';
import { mcp, server, tested } from '../../testing/mcp-samples';

const path = '/api/admin/hermes/mcp';
const good = server('github', { test: tested('echo', 'count') });
const linear = server('linear', {
  transport: 'http',
  url: 'https://mcp.linear.example/mcp',
  command: null,
  args: [],
  env: [],
  auth: { kind: 'oauth', scope: 'read', clientId: null, hasClientSecret: false },
});

const open = async (given: Mcp, address = '/mcp', me = someone()) => {
  await openPage([{ path: '**', component: McpPage }], address, { me });
  (await requestTo(path)).flush(given);
  (await requestTo('/api/admin/hermes/jobs')).flush({ items: [], unavailableReason: null });
  await eventually('list', () => shownText().includes('enabled'));
};
const preview = {
  file: 'config.yaml',
  before: 'a: 1\n',
  after: 'a: 2\n',
  version: 'v1',
  notes: [],
};

describe('MCP servers page', () => {
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('tells how each server stands, without what is hidden', async () => {
    await open(mcp([good, linear], { strayTokens: ['old.json'], isGatewayBehind: true }));
    const text = shownText();
    for (const words of [
      '2 servers, 2 enabled',
      'npx -y ••••',
      '2 of 2',
      'Not signed in',
      '154 ms',
    ])
      expect(text).toContain(words);
    expect(text).not.toContain('‹hidden');
    expect(text).toContain('tokens of no server in this list: old.json');
    expect(text).toContain('after the gateway began');
  });

  it('says that there are none, and why nothing can be changed', async () => {
    await openPage([{ path: '**', component: McpPage }], '/mcp', { me: someone() });
    (await requestTo(path)).flush(mcp([], { locked: 'config.yaml is not valid YAML.' }));
    await eventually('empty', () => shownText().includes('No MCP servers'));
    expect(shownText()).toContain('config.yaml is not valid YAML.');
    expect((control(/Add server…/) as HTMLButtonElement).disabled).toBe(true);
    expect(shownText()).not.toContain('Add the first one…');
  });

  it('switches a server off after a look, from the version that was read', async () => {
    await open(mcp([good]), '/mcp?server=github');
    control('Disable…').click();
    const looked = await requestTo(`${path}/preview`, 'POST');
    expect(looked.request.body).toEqual({ kind: 'enable', name: 'github', isEnabled: false });
    looked.flush(preview);
    await eventually('question', () => shownText().includes('Disable github?'));
    control('Disable server').click();
    const { request } = await requestTo(`${path}/enable`, 'POST');
    expect(request.body).toEqual({ name: 'github', isEnabled: false });
    expect(request.headers.get('if-match')).toBe('"v1"');
  });

  it('switches one tool off', async () => {
    await open(mcp([good]), '/mcp?server=github');
    const box = document.querySelector<HTMLInputElement>('input[role=switch]')!;
    box.click();
    await eventually('change', () => shownText().includes('Review and save…'));
    control('Review and save…').click();
    const { request } = await requestTo(`${path}/preview`, 'POST');
    expect(request.body).toEqual({
      kind: 'tools',
      name: 'github',
      mode: 'exclude',
      names: ['echo'],
    });
  });

  it('lets viewers read and nothing else', async () => {
    await open(mcp([good]), '/mcp?server=github', someone({ role: 'viewer' }));
    for (const word of ['Test all', 'Import…', 'Add server…', 'Edit…', 'Remove…'])
      expect(shownText()).not.toContain(word);
    expect(document.querySelector<HTMLInputElement>('input[role=switch]')!.disabled).toBe(true);
  });
});
