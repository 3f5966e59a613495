import { TestBed } from '@angular/core/testing';
import type { Me } from '../../../../server/auth/own-account.contract';
import type { LiveRequest, LiveRequests } from '../../../../server/live/live.contract';
import { EVENT_SOURCE } from '../live/live-channel';
import { refuse, requestTo } from '../testing/answer-http';
import { FakeEventSource } from '../testing/fake-event-source';
import { control, eventually, openPage, shownText } from '../testing/render';
import { auditPage, auditSummary, idOf, liveRequest, someone } from '../testing/samples';
import { Toasts } from '../ui/toasts';
import { RunningPage } from './running-page';

const path = '/api/admin/live/requests';
const instance = (number: number, isSelf: boolean): LiveRequests['instances'][number] => ({
  id: idOf(number),
  isSelf,
  host: `host-${number}`,
  pid: 4000 + number,
  version: '0.1.0',
  startedAt: '2026-11-21T09:00:00.000Z',
  heartbeatAt: '2026-11-21T10:00:00.000Z',
  isAlive: true,
});
const snapshot = (
  items: readonly LiveRequest[],
  change: Partial<LiveRequests> = {},
): LiveRequests => ({
  at: '2026-11-21T10:00:12.000Z',
  instanceId: idOf(900),
  items: [...items],
  instances: [instance(900, true)],
  othersSince: null,
  incomplete: null,
  ...change,
});

async function open(
  items: readonly LiveRequest[] = [],
  {
    address = '/live',
    me = someone(),
    change = {},
  }: { address?: string; me?: Me; change?: Partial<LiveRequests> } = {},
): Promise<void> {
  FakeEventSource.opened = [];
  TestBed.configureTestingModule({
    providers: [{ provide: EVENT_SOURCE, useValue: FakeEventSource }],
  });
  await openPage([{ path: 'live', component: RunningPage }], address, { me });
  (await requestTo(path)).flush(snapshot(items, change));
  await eventually('connection', () => FakeEventSource.opened.length > 0);
  FakeEventSource.latest.say('hello', { resumed: true });
}

const say = (items: readonly LiveRequest[]): void =>
  FakeEventSource.latest.say('requests', { items, leftOut: 0 });
const rows = (): number => document.querySelectorAll('[data-index]').length;
const toasts = (): string[] =>
  TestBed.inject(Toasts)
    .history()
    .map(({ message }) => message);

async function stopFirst(): Promise<void> {
  await eventually('row', () => rows() > 0);
  control('Stop request of Research team').click();
  await eventually('question', () =>
    shownText().includes('The request to Hermes-4-70B on pre ends where it is'),
  );
  control('Stop request').click();
}

describe('Live page', () => {
  beforeEach(() => localStorage.clear());

  it('shows what runs with its age by the clock of the server, and marks estimates', async () => {
    await open([liveRequest(1)]);
    await eventually('row', () => rows() === 1);
    expect(shownText()).toMatch(/1[23] s/);
    expect(shownText()).toContain('about 12');
    await eventually('state', () => shownText().includes('Connected'));
  });

  it('follows what begins, goes on and ends', async () => {
    await open([liveRequest(1)]);
    say([liveRequest(2, { apiUserName: 'Ada', tokensSoFar: 77 })]);
    await eventually('second', () => rows() === 2 && shownText().includes('about 77'));
    say([liveRequest(1, { state: 'ended' }), liveRequest(2, { state: 'ended' })]);
    await eventually('none', () => shownText().includes('Nothing runs'));
  });

  it('holds still while it is paused, counts what it misses, and then catches up', async () => {
    await open([liveRequest(1)]);
    await eventually('row', () => rows() === 1);
    control('Pause').click();
    say([liveRequest(2), liveRequest(3)]);
    await eventually('count', () => shownText().includes('2 changes since'));
    expect(rows()).toBe(1);
    control('Go on').click();
    await eventually('caught up', () => rows() === 3);
  });

  it('names the process of a request where there are several', async () => {
    const change = { instances: [instance(900, true), instance(901, false)] };
    const elsewhere = liveRequest(2, {
      instanceId: idOf(901),
      state: 'open',
      tokensSoFar: null,
      bytes: null,
    });
    await open([liveRequest(1), elsewhere], { change });
    await eventually('process', () => shownText().includes('host-901:4901'));
    expect(shownText()).toContain('this one');
  });

  it('says what may be missing', async () => {
    await open([], { change: { incomplete: 'The database is away.' } });
    await eventually('banner', () => shownText().includes('The database is away.'));
  });

  it('filters by what the address says', async () => {
    await open([liveRequest(1), liveRequest(2, { gateway: 'post', apiUserName: 'Ada' })], {
      address: '/live?gateway=post&user=ad',
    });
    await eventually('row', () => rows() === 1);
    expect(shownText()).toContain('Ada');
    expect(shownText()).not.toContain('Research team');
  });

  it('reads everything every few seconds while nothing is told', async () => {
    jest.useFakeTimers({ doNotFake: ['setTimeout', 'queueMicrotask', 'nextTick'] });
    try {
      await open([liveRequest(1)]);
      FakeEventSource.latest.fail();
      await eventually('word', () => shownText().includes('read every 3 s'));
      jest.advanceTimersByTime(3000);
      (await requestTo(path)).flush(snapshot([liveRequest(4), liveRequest(5)]));
      await eventually('rows', () => rows() === 2);
    } finally {
      jest.useRealTimers();
    }
  });

  it('stops a request once that is confirmed, and takes it away', async () => {
    await open([liveRequest(1)]);
    await stopFirst();
    const request = await requestTo(`${path}/${idOf(1)}/stop`, 'POST');
    request.flush({ id: idOf(1), state: 'ended', endReason: 'stopped' });
    await eventually('gone', () => rows() === 0);
    expect(toasts()).toEqual(['Stopped the request of Research team (Hermes-4-70B).']);
  });

  it('says that a request had already ended', async () => {
    await open([liveRequest(1)]);
    await stopFirst();
    const request = await requestTo(`${path}/${idOf(1)}/stop`, 'POST');
    refuse(request, 409, { code: 'request_finished' });
    await eventually('toast', () => toasts().length === 1);
    expect(toasts()[0]).toContain('had already ended');
    await eventually('gone', () => rows() === 0);
  });

  it('says that a request is not known, and why it was not stopped', async () => {
    await open([liveRequest(1)]);
    await stopFirst();
    const request = await requestTo(`${path}/${idOf(1)}/stop`, 'POST');
    refuse(request, 404, { code: 'not_found', message: 'This request does not exist.' });
    await eventually('toast', () => shownText().includes('This request does not exist.'));
    await eventually('gone', () => rows() === 0);
  });

  it('keeps a request that could not be stopped', async () => {
    await open([liveRequest(1)]);
    await stopFirst();
    const request = await requestTo(`${path}/${idOf(1)}/stop`, 'POST');
    refuse(request, 503, { code: 'database_unavailable', message: 'The database is away.' });
    await eventually('toast', () => shownText().includes('was not stopped. The database is away.'));
    expect(rows()).toBe(1);
  });

  it('offers viewers no way to stop', async () => {
    await open([liveRequest(1)], { me: someone({ role: 'viewer' }) });
    await eventually('row', () => rows() === 1);
    expect(() => control('Stop request of Research team')).toThrow();
  });

  it('lists what finished last, newest first, each leading to its record', async () => {
    await open();
    const open1 = auditSummary(1, { endReason: null, completedAt: null });
    (await requestTo('/api/admin/logs')).flush(auditPage([open1, auditSummary(2)]));
    await eventually('read', () => shownText().includes('200 · done'));
    const later = auditSummary(3, {
      completedAt: '2026-11-21T10:00:30.000Z',
      endReason: 'stopped',
      status: 499,
    });
    FakeEventSource.latest.say('audit', { items: [later], leftOut: 0 });
    await eventually('told', () => shownText().includes('499 · stopped'));
    const links = [...document.querySelectorAll('tbody a')].map((a) => a.getAttribute('href'));
    expect(links).toEqual([`/audit/${idOf(3)}`, `/audit/${idOf(2)}`]);
  });
});
