import { TestBed } from '@angular/core/testing';
import type {
  ConsoleAccess,
  Listener,
  SystemView,
} from '../../../../server/system/system.contract';
import { EVENT_SOURCE } from '../live/live-channel';
import { pages } from '../shell/pages';
import { refuse, requestTo } from '../testing/answer-http';
import { FakeEventSource } from '../testing/fake-event-source';
import { control, eventually, openPage, shownText } from '../testing/render';
import { idOf } from '../testing/samples';
import { SystemPage } from './system-page';

const children = pages.find(({ path }) => path === 'system')?.children ?? [];

async function open(address = '/system'): Promise<void> {
  FakeEventSource.opened = [];
  TestBed.configureTestingModule({
    providers: [{ provide: EVENT_SOURCE, useValue: FakeEventSource }],
  });
  await openPage([{ path: 'system', component: SystemPage, children }], address);
}

const listener = (
  kind: Listener['kind'],
  name: string,
  address: string,
  reach: Listener['reach'],
): Listener => ({ kind, name, address, port: 7843, reach, source: 'socket' });

const system = (change: Partial<SystemView> = {}): SystemView => ({
  at: '2026-11-21T10:00:00.000Z',
  version: '0.1.0',
  node: 'v24.1.0',
  platform: 'linux x64',
  pid: 42,
  startedAt: '2026-11-21T08:00:00.000Z',
  uptimeMs: 7_260_000,
  instanceId: idOf(900),
  production: true,
  settings: [
    { name: 'HERMES_CONSOLE_PORT', source: 'environment', value: '7843', isSecret: false },
    { name: 'DATABASE_URL', source: '.env', value: 'set', isSecret: true },
    { name: 'HERMES_BIND_HOST', source: 'default', value: '127.0.0.1', isSecret: false },
  ],
  otherProcesses: { status: 'ok', value: [] },
  database: { status: 'failed', reason: 'the database was not reached yet' },
  migrations: { status: 'ok', value: { applied: [], pending: ['Later1'], newer: [] } },
  retention: { status: 'failed', reason: 'the database was not reached yet' },
  listeners: {
    own: [listener('console', 'Console', '0.0.0.0', 'every_address')],
    hermes: null,
  },
  dataFolder: { status: 'ok', value: { path: '/data', freeBytes: 1024, totalBytes: 2048 } },
  spool: { records: 2, bytes: 512, maxBytes: 1024 },
  health: [
    { name: 'database', state: 'failed', detail: 'It does not answer.', whatToDo: 'Start it.' },
    { name: 'spool', state: 'ok', detail: 'No record waits.', whatToDo: null },
  ],
  ...change,
});

const logLine = (number: number) => ({
  number,
  at: '2026-11-21T10:00:00.000Z',
  level: 'warn',
  context: 'Database',
  text: `Line ${number}`,
});
const logPage = (numbers: readonly number[], nextBefore: number | null = null) => ({
  items: numbers.map(logLine),
  nextBefore,
  contexts: ['Database'],
});
const logs = '/api/admin/system/logs';

describe('System page', () => {
  it('says what is not well and what to do, and shows the parts that are known', async () => {
    await open();
    (await requestTo('/api/admin/system')).flush(system());
    await eventually('checks', () => shownText().includes('1 failed · 1 well'));
    expect(shownText()).toMatch(/Failed ?database ?It does not answer\. ?Start it\./);
    expect(shownText()).toContain('Not applied: Later1');
    expect(shownText()).toContain('Not known: the database was not reached yet');
    expect(shownText()).toContain('1 KiB free of 2 KiB');
    expect(shownText()).toContain('2 h 01 min');
  });

  it('says why it could not be read', async () => {
    await open();
    refuse(await requestTo('/api/admin/system'), 500, { code: 'internal', message: 'Broken.' });
    await eventually('failure', () => shownText().includes('Health could not be loaded'));
    expect(shownText()).toContain('req-1');
  });

  it('filters the settings by the address and never shows a secret', async () => {
    await open('/system/settings?source=.env');
    (await requestTo('/api/admin/system')).flush(system());
    await eventually('row', () => shownText().includes('DATABASE_URL'));
    expect(shownText()).toContain('1 setting');
    expect(shownText()).not.toContain('HERMES_BIND_HOST');
  });

  it('finds settings by name and value', async () => {
    await open('/system/settings?search=127');
    (await requestTo('/api/admin/system')).flush(system());
    await eventually('row', () => shownText().includes('HERMES_BIND_HOST'));
    expect(shownText()).not.toContain('DATABASE_URL');
  });

  it('names what listens where, and what it cannot know', async () => {
    await open();
    (await requestTo('/api/admin/system')).flush(system());
    await eventually('listener', () => shownText().includes('0.0.0.0:7843'));
    expect(shownText()).toMatch(/Console ?0\.0\.0\.0:7843 ?Every network/);
    expect(shownText()).toContain('is not known: this system does not list');
  });

  it('names what of Hermes listens, as it was seen or started', async () => {
    await open();
    const hermes = [
      listener('hermes_dashboard', 'Hermes dashboard', '::1', 'this_machine'),
      {
        ...listener('hermes_proxy', 'hermes proxy', '10.0.0.5', 'one_address'),
        source: 'command_line' as const,
      },
    ];
    (await requestTo('/api/admin/system')).flush(system({ listeners: { own: [], hermes } }));
    await eventually('listener', () => shownText().includes('[::1]:7843'));
    expect(shownText()).toMatch(/hermes proxy ?10\.0\.0\.5:7843 ?Network ?As it was started/);
  });

  it.each([
    ['ok', 'muted'],
    ['warning', 'warning'],
    ['failed', 'bad'],
  ] as const)('judges an open listener as its check does: %s', async (state, tone) => {
    await open();
    const check = { name: 'listening', state, detail: 'Console on 0.0.0.0:7843.', whatToDo: null };
    (await requestTo('/api/admin/system')).flush(system({ health: [check] }));
    await eventually('listener', () => shownText().includes('0.0.0.0:7843'));
    const badge = document.querySelector('app-listeners-tile app-badge')!;
    expect(badge.className).toContain(tone);
  });

  const showAccess = async (access: ConsoleAccess) => {
    await open('/system/settings');
    (await requestTo('/api/admin/system/access')).flush(access);
    await eventually('address', () => shownText().includes(access.address));
  };

  it('shows the operator the address a list would be compared with', async () => {
    const address = '203.0.113.9';
    await showAccess({ allowed: [], address, isListed: null, isProxyUntrusted: false });
    expect(shownText()).toContain('Every address: HERMES_ALLOWED_CIDRS is not set');
    expect(shownText()).not.toContain('In the list');
  });

  it('shows the list in force, and warns of a proxy it would judge', async () => {
    await showAccess({
      allowed: ['10.0.0.0/8', '192.0.2.7'],
      address: '10.0.0.2',
      isListed: true,
      isProxyUntrusted: true,
    });
    expect(shownText()).toMatch(/10\.0\.0\.0\/8, 192\.0\.2\.7/);
    expect(shownText()).toContain('In the list');
    expect(shownText()).toContain('would judge the proxy');
  });

  it('says what is in the diagnostics bundle before it is downloaded', async () => {
    await open();
    control(/Diagnostics bundle/).click();
    await eventually('question', () => shownText().includes('Not in it: prompts, answers'));
    control('Download bundle').click();
    refuse(await requestTo('/api/admin/system/diagnostics'), 500, { code: 'internal' });
    await eventually('toast', () => shownText().includes('was not downloaded'));
  });

  it('asks the server for the log that the address describes', async () => {
    await open('/system/logs?level=error&context=Database&search=gone');
    const { params } = (await requestTo(logs)).request;
    expect(params.toString()).toBe('level=error&context=Database&search=gone&limit=500');
  });

  it('adds lines as they are told, those that pass the filters', async () => {
    await open('/system/logs?search=line');
    (await requestTo(logs)).flush(logPage([2, 1]));
    await eventually('lines', () => shownText().includes('2 lines'));
    await eventually('connection', () => FakeEventSource.opened.length > 0);
    const other = { ...logLine(4), text: 'Something else' };
    FakeEventSource.latest.say('log', { lines: [logLine(3), other], leftOut: 0 });
    await eventually('told', () => shownText().includes('3 lines'));
  });

  it('holds still while it is paused and says how many lines wait', async () => {
    await open('/system/logs');
    (await requestTo(logs)).flush(logPage([1]));
    await eventually('line', () => shownText().includes('1 line'));
    await eventually('connection', () => FakeEventSource.opened.length > 0);
    control('Pause').click();
    FakeEventSource.latest.say('log', { lines: [logLine(2), logLine(3)], leftOut: 0 });
    await eventually('waiting', () => shownText().includes('Go on (2 waiting)'));
    expect(shownText()).toContain('1 line');
    control(/Go on/).click();
    await eventually('caught up', () => shownText().includes('3 lines'));
  });

  it('loads older lines on demand, and says when that fails', async () => {
    await open('/system/logs');
    (await requestTo(logs)).flush(logPage([9, 8], 8));
    await eventually('older', () => shownText().includes('older ones to load'));
    control('Load older lines').click();
    const request = await requestTo(logs);
    expect(request.request.params.get('before')).toBe('8');
    refuse(request, 500, { code: 'internal' });
    await eventually('failure', () => shownText().includes('Older lines could not be loaded'));
    control('Retry').click();
    (await requestTo(logs)).flush(logPage([7, 6]));
    await eventually('all', () => shownText().includes('4 lines'));
  });

  it('says that nothing was logged, or that nothing matches', async () => {
    await open('/system/logs?level=fatal');
    (await requestTo(logs)).flush(logPage([]));
    await eventually('empty', () => shownText().includes('No line matches'));
    control('Show every line').click();
    (await requestTo(logs)).flush(logPage([]));
    await eventually('empty', () => shownText().includes('Nothing was logged yet'));
  });
});
