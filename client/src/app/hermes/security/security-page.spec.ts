import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type { SecurityCheck } from '../../../../../server/hermes-state/security/security-check.contract';
import type {
  HermesSecurity,
  LogExposure,
} from '../../../../../server/hermes-state/security/security.contract';
import type { ConsoleSecurity } from '../../../../../server/security/console-security.contract';
import { EVENT_SOURCE } from '../../live/live-channel';
import { refuse, requestTo } from '../../testing/answer-http';
import { FakeEventSource } from '../../testing/fake-event-source';
import { control, eventually, openPage, shownText } from '../../testing/render';
import { someone } from '../../testing/samples';
import { SecurityPage } from './security-page';

const path = '/api/admin/hermes/security';
const at = '2026-11-21T10:00:00.000Z';
const check = (change: Partial<SecurityCheck>): SecurityCheck => ({
  id: 'approvals.mode',
  area: 'approvals',
  title: 'Approval of dangerous commands',
  state: 'fail',
  reason: 'Nothing is ever asked about.',
  evidence: [{ file: 'config.yaml', key: 'approvals.mode', value: 'off' }],
  evidenceLeftOut: 0,
  fix: { text: 'Set it to manual.', page: '/config', query: { search: 'approvals.mode' } },
  mend: [],
  ...change,
});
const open = check({
  id: 'files.auth.json',
  area: 'files',
  title: 'Mode of auth.json',
  reason: 'Everybody gets at it.',
  fix: { text: 'Close it.', page: null, query: {} },
  mend: [{ file: 'auth.json', mode: '0644', wanted: '0600' }],
});
const passing = check({
  id: 'plugins.x',
  area: 'plugins',
  state: 'pass',
  title: 'Plugin x',
  fix: null,
});
const hermes = (checks: SecurityCheck[]): HermesSecurity => ({
  at,
  profile: 'default',
  checks,
  commandUnavailable: null,
});
const ofConsole: ConsoleSecurity = {
  at,
  checks: [
    check({
      id: 'sign_in.second_factor',
      area: 'sign_in',
      state: 'warn',
      title: 'Second factor',
      fix: { text: 'Set it up.', page: '/no-such-page', query: {} },
    }),
  ],
  sessions: { open: 3, administrators: [{ username: 'ada', sessions: 3 }] },
  signIns: [{ day: '2026-11-21', succeeded: 2, refused: 4 }],
};
const exposure: LogExposure = {
  at,
  profile: 'default',
  secretsKnown: 5,
  filesLeftOut: 0,
  files: [
    {
      file: 'logs/agent.log',
      status: 'present',
      reason: null,
      bytes: 10,
      bytesScanned: 10,
      known: 1,
      lookalikes: 0,
      lines: [{ kind: 'known', line: 7, offset: 35 }],
    },
  ],
};

const show = async ({
  address = '/security',
  me = someone(),
  checks = [open, check({}), passing],
} = {}) => {
  FakeEventSource.opened = [];
  TestBed.configureTestingModule({
    providers: [{ provide: EVENT_SOURCE, useValue: FakeEventSource }],
  });
  await openPage([{ path: '**', component: SecurityPage }], address, { me });
  (await requestTo(path)).flush(hermes(checks));
  (await requestTo('/api/admin/security')).flush(ofConsole);
  (await requestTo(`${path}/exposure`)).flush(exposure);
  (await requestTo('/api/admin/hermes/jobs')).flush({ items: [], unavailableReason: null });
  await eventually('checks', () => shownText().includes('of this console'));
};

describe('Security page', () => {
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('tells what is wrong, why, what was read, and where to mend it', async () => {
    await show();
    await eventually('numbers', () => shownText().includes('4 checks of profile default'));
    expect(shownText()).toContain('Nothing is ever asked about.');
    expect(shownText()).toMatch(/config\.yaml\s*approvals\.mode\s*off/);
    expect(control('Open Config').getAttribute('href')).toBe('/config?search=approvals.mode');
    expect(control('2, Fail').getAttribute('href')).toBe('/security?state=fail');
    expect(control('4, Failed sign-ins')).toBeTruthy();
    expect(shownText()).toContain('3 open sessions');
  });

  it('links to no page that is not there', async () => {
    await show();
    expect(shownText()).toContain('Set it up.');
    expect(document.querySelector('a[href^="/no-such-page"]')).toBeNull();
  });

  it('shows of the checklist what the address says', async () => {
    await show({ address: '/security?state=fail&area=files' });
    expect(shownText()).toContain('Everybody gets at it.');
    expect(shownText()).not.toContain('Nothing is ever asked about.');
    expect(shownText()).toContain('No check of these matches the filter.');
  });

  it('closes files to others after a question that names them', async () => {
    await show();
    control('Close to others: Mode of auth.json…').click();
    await eventually('question', () => shownText().includes('auth.json: 0644 becomes 0600'));
    control('Close to others').click();
    const { request } = await requestTo(`${path}/modes`, 'POST');
    expect(request.body).toEqual({ ids: ['files.auth.json'] });
    expect(request.params.get('profile')).toBe('default');
  });

  it('tells why a mode was not changed, and reads again', async () => {
    await show();
    control('Close to others: Mode of auth.json…').click();
    await eventually('question', () => shownText().includes('becomes 0600'));
    control('Close to others').click();
    refuse(await requestTo(`${path}/modes`, 'POST'), 409, {
      code: 'mode_not_mended',
      message: 'It belongs to somebody else.',
    });
    await eventually('reason', () => shownText().includes('It belongs to somebody else.'));
    (await requestTo(path)).flush(hermes([passing]));
  });

  it('names the line of a secret in a log, and leads to it', async () => {
    await show();
    await eventually('scan', () => shownText().includes('1 line holds a secret that is in use'));
    expect(control('Line 7').getAttribute('href')).toBe('/hermes/logs?file=agent.log&line=35');
  });

  it('reads again when a file changes on disk', async () => {
    await show();
    await eventually('connection', () => FakeEventSource.opened.length > 0);
    FakeEventSource.latest.say('hermes', { profile: 'default', kinds: ['config'] });
    (await requestTo(path)).flush(hermes([check({ reason: 'Changed meanwhile.' })]));
    await eventually('news', () => shownText().includes('Changed meanwhile.'));
  });

  it('offers a viewer nothing that changes anything', async () => {
    await show({ me: someone({ role: 'viewer' }) });
    expect(() => control('Close to others: Mode of auth.json…')).toThrow();
    expect((control('Audit packages…') as HTMLButtonElement).disabled).toBe(true);
    expect(shownText()).toContain('Only administrators run commands of Hermes.');
  });

  it('shows the other parts when one cannot be read', async () => {
    FakeEventSource.opened = [];
    TestBed.configureTestingModule({
      providers: [{ provide: EVENT_SOURCE, useValue: FakeEventSource }],
    });
    await openPage([{ path: '**', component: SecurityPage }], '/security');
    refuse(await requestTo(path), 500, { code: 'internal', message: 'Broken.' });
    (await requestTo('/api/admin/security')).flush(ofConsole);
    await eventually('failure', () =>
      shownText().includes('Hermes, profile default could not be loaded'),
    );
    expect(shownText()).toContain('Second factor');
  });
});
