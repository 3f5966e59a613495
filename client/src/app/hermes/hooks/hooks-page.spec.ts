import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type { Hooks, ShellHook } from '../../../../../server/hermes-state/hooks/hooks.contract';
import { refuse, requestTo } from '../../testing/answer-http';
import { control, eventually, field, openPage, shownText, type } from '../../testing/render';
import { someone } from '../../testing/samples';
import { HooksPage } from './hooks-page';

const path = '/api/admin/hermes/hooks';
const hook = (change: Partial<ShellHook> = {}): ShellHook => ({
  event: 'pre_tool_call',
  index: 0,
  commandId: '0123456789abcdef',
  command: 'curl --key ‹hidden:sk-o…e7f8:0123456789abcdef›',
  isMasked: true,
  matcher: 'terminal',
  timeoutSeconds: 60,
  isTimeoutGiven: false,
  standing: 'unconsented',
  approvedAt: null,
  script: null,
  otherNames: [],
  problems: [],
  ...change,
});
const present = (file: string) => ({ file, status: 'present', reason: null }) as const;
const hooks = (change: Partial<Hooks> = {}): Hooks => ({
  profile: 'default',
  config: present('config.yaml'),
  configVersion: 'c1',
  allowlist: present('shell-hooks-allowlist.json'),
  allowlistVersion: 'a1',
  autoAccept: [],
  shell: [hook()],
  strayApprovals: [],
  problems: [],
  gatewayFolder: present('hooks'),
  gateway: [],
  pluginFolder: present('plugins'),
  plugins: [],
  pluginProblems: [],
  isCut: false,
  unavailableReason: null,
  ...change,
});
const open = async (found = hooks(), me = someone(), address = '/hooks') => {
  await openPage([{ path: '**', component: HooksPage }], address, { me });
  (await requestTo(path)).flush(found);
};
const choose = async (item: string) => {
  control('Actions for the hook at pre_tool_call').click();
  await eventually('menu', () => document.querySelector('[role="menu"]') !== null);
  control(item).click();
};

describe('Hooks page', () => {
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('says in red which hooks are not enforced, and why', async () => {
    await open();
    await eventually('note', () => shownText().includes('1 hook is not enforced.'));
    expect(shownText()).toContain('Nobody has consented');
    expect(shownText()).toContain('Not enforced');
  });

  it('names what consents by itself', async () => {
    await open(hooks({ autoAccept: ['hooks_auto_accept in config.yaml'], shell: [] }));
    await eventually('note', () => shownText().includes('Hermes consents by itself'));
  });

  it('takes consent only when the box was ticked, to what was shown', async () => {
    await open();
    await eventually('list', () => shownText().includes('Not enforced'));
    await choose('Consent…');
    await eventually('question', () => shownText().includes('Consent to this command?'));
    const button = control('Consent to command') as HTMLButtonElement;
    await eventually('refusal', () => button.disabled);
    field('I have read the command').click();
    await eventually('button', () => !button.disabled);
    button.click();
    const { request } = await requestTo(`${path}/consent`, 'PUT');
    expect(request.headers.get('if-match')).toBe('"a1"');
    expect(request.body).toEqual({
      event: 'pre_tool_call',
      index: 0,
      commandId: '0123456789abcdef',
      scriptModifiedAt: null,
    });
  });

  it('does not send a hidden command back, and saves to the version that was compared', async () => {
    await open();
    await eventually('list', () => shownText().includes('Not enforced'));
    await choose('Edit…');
    await eventually('form', () => shownText().includes('Change the hook at pre_tool_call'));
    type(field('Timeout in seconds'), '20');
    control('Review…').click();
    const preview = await requestTo(`${path}/preview`, 'POST');
    expect(preview.request.body).toEqual({
      kind: 'change',
      event: 'pre_tool_call',
      index: 0,
      hook: { event: 'pre_tool_call', matcher: 'terminal', timeoutSeconds: 20 },
    });
    preview.flush({ before: 'a', after: 'b', version: 'c2', isChanged: true });
    await eventually('difference', () => shownText().includes('1 line added, 1 removed'));
    expect(shownText()).toContain('config.yaml was changed since this page was read.');
    control('Save hook').click();
    const saving = await requestTo(path, 'PUT');
    expect(saving.request.headers.get('if-match')).toBe('"c2"');
    refuse(saving, 412, { code: 'file_changed', message: 'It was changed.' });
    await eventually('form', () => shownText().includes('It was changed.'));
    expect(field('Timeout in seconds').value).toBe('20');
  });

  it('says what is wrong with a draft beside its fields', async () => {
    await open();
    await eventually('list', () => shownText().includes('Not enforced'));
    control('New hook…').click();
    await eventually('form', () => shownText().includes('New shell hook'));
    type(field('Timeout in seconds'), '301');
    control('Review…').click();
    await eventually('mistakes', () => shownText().includes('It needs a command.'));
    expect(shownText()).toContain('It is a whole number of seconds, 300 at most.');
  });

  it('runs nothing where there is no command of Hermes, and says why', async () => {
    await open(hooks({ unavailableReason: 'There is no hermes command.' }));
    await eventually('list', () => shownText().includes('Not enforced'));
    const button = control('Examine…') as HTMLButtonElement;
    expect([button.disabled, button.title]).toEqual([true, 'There is no hermes command.']);
  });

  it('lets viewers read and nothing else', async () => {
    await open(hooks(), someone({ role: 'viewer' }));
    await eventually('list', () => shownText().includes('Not enforced'));
    for (const word of ['New hook', 'Examine', 'Consent…']) expect(shownText()).not.toContain(word);
    expect(document.querySelector('[aria-label^="Actions for"]')).toBeNull();
  });
});
