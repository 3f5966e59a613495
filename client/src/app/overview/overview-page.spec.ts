import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { UsageTop } from '../../../../server/audit/usage.contract';
import { EVENT_SOURCE } from '../live/live-channel';
import { refuse, requestTo } from '../testing/answer-http';
import { FakeEventSource } from '../testing/fake-event-source';
import { control, eventually, openPage, shownText } from '../testing/render';
import { adminEvent, gateways, idOf, someone } from '../testing/samples';
import { dayIn, startOfDay, zoneName } from '../ui/local-day';
import { OverviewPage } from './overview-page';

const open = (address = '/overview', me = someone()) => {
  FakeEventSource.opened = [];
  TestBed.configureTestingModule({
    providers: [{ provide: EVENT_SOURCE, useValue: FakeEventSource }],
  });
  return openPage([{ path: 'overview', component: OverviewPage }], address, { me });
};

const zone = zoneName(undefined);
const midnight = () => startOfDay(dayIn(zone, new Date()), zone).toISOString();

const usage = {
  hours: [
    {
      hour: '2026-11-21T03:00:00.000Z',
      gateway: 'pre',
      requests: 1200,
      errors: 7,
      promptTokens: 100,
      completionTokens: 50,
      totalTokens: 150,
    },
  ],
  refusals: [
    {
      hour: '2026-11-21T03:00:00.000Z',
      gateway: 'pre',
      reason: 'rate_limit_exceeded',
      apiUserId: null,
      refusals: 12,
      lastAt: '2026-11-21T03:04:00.000Z',
    },
  ],
};

const storage = {
  retentionDays: 90,
  maxBodyBytes: 65_536,
  rows: 0,
  bytes: 0,
  oldestAt: null,
  nextRunAt: null,
  runs: [],
  gaps: [],
};

const figures = (openRequests: number) => ({
  at: '2026-11-21T10:00:00.000Z',
  items: [
    {
      gateway: 'pre',
      requestsPerSecond: { lastSecond: 2, lastMinute: 1.5 },
      errorRate: 0.021,
      refusalsPerMinute: 0,
      p50Ms: 120,
      p95Ms: 2400,
      openRequests,
      openStreams: 3,
      upstream: { kind: 'url', state: 'down', reason: 'connection refused' },
    },
  ],
});

const top = (name: string, key: string): UsageTop => ({
  timeZone: 'UTC',
  from: '2026-11-15',
  to: '2026-11-21',
  toleranceMinutes: 0,
  items: [
    {
      key,
      name,
      requests: 3,
      errors: 0,
      promptTokens: 1,
      completionTokens: 1,
      totalTokens: 1500,
      share: 0.5,
      meanDurationMs: 1,
    },
  ],
  total: { requests: 6, errors: 0, promptTokens: 2, completionTokens: 2, totalTokens: 3000 },
  count: 2,
});

const cap = (name: string, share: number, level: string, reachesCapAt: string | null = null) => ({
  id: idOf(name.length),
  displayName: name,
  status: 'active',
  monthlyTokenCap: 1000,
  usedTokens: share * 1000,
  reservedTokens: 0,
  requests: 1,
  share,
  level,
  forecastTokens: 2000,
  reachesCapAt,
});

describe('Overview page', () => {
  it('says that the demo upstream answers, and what to set', async () => {
    await open();
    (await requestTo('/api/admin/gateways')).flush(gateways);
    await eventually('banner', () => shownText().includes('The demo upstream answers on pre.'));
    expect(shownText()).toContain('HERMES_PRE_UPSTREAM_URL');
  });

  it('shows the other parts when one fails, and retries that one alone', async () => {
    await open();
    (await requestTo('/api/admin/gateways')).flush(gateways);
    refuse(await requestTo('/api/admin/usage/limits'), 500, { code: 'internal', message: 'No.' });
    await eventually('failure', () => shownText().includes('Use of caps could not be loaded'));
    expect(shownText()).toContain('http://127.0.0.1:8645/v1');
    control('Retry').click();
    await requestTo('/api/admin/usage/limits');
  });

  it('asks for the day from local midnight and links its numbers to the log', async () => {
    await open();
    const request = await requestTo('/api/admin/usage');
    expect(request.request.params.get('from')).toBe(midnight());
    request.flush(usage);
    await eventually('numbers', () => shownText().includes('1,200'));
    const from = encodeURIComponent(midnight()).replaceAll('%3A', ':');
    expect(control('1,200, Requests today').getAttribute('href')).toBe(`/audit?from=${from}`);
    expect(control('7, Errors today').getAttribute('href')).toBe(
      `/audit?from=${from}&status=error`,
    );
    expect(shownText()).toContain('mostly rate limit exceeded');
  });

  it('does not show a number that could not be read as zero', async () => {
    await open();
    refuse(await requestTo('/api/admin/usage'), 500, { code: 'internal' });
    await eventually('failure', () => shownText().includes('Today could not be loaded'));
    expect(control('Unknown, Requests today')).toBeTruthy();
  });

  it('follows what the gateways tell, and asks while they cannot tell', async () => {
    jest.useFakeTimers({ doNotFake: ['setTimeout', 'queueMicrotask', 'nextTick'] });
    try {
      await open();
      (await requestTo('/api/admin/gateways')).flush(gateways);
      (await requestTo('/api/admin/gateways/figures')).flush(figures(1));
      await eventually('read', () => shownText().includes('connection refused'));
      await eventually('connection', () => FakeEventSource.opened.length > 0);
      FakeEventSource.latest.say('gateways', { ...figures(41), otherProcesses: 2 });
      await eventually('told', () => shownText().includes('2 others run too'));
      expect(control('41, Open requests').getAttribute('href')).toBe('/live');
      expect(shownText()).toMatch(/p95 ?2\.4 s/);
      jest.advanceTimersByTime(10_000);
      (await requestTo('/api/admin/gateways/figures')).flush(figures(9));
      await eventually('polled', () => !shownText().includes('others run too'));
      expect(control('9, Open requests')).toBeTruthy();
    } finally {
      jest.useRealTimers();
    }
  });

  it('takes the span of its days from the address', async () => {
    await open('/overview?days=7');
    const request = await requestTo('/api/admin/usage/days');
    const { params } = request.request;
    expect(Date.now() - Date.parse(params.get('from') ?? '')).toBeLessThan(8 * 86_400_000);
    expect(params.get('timeZone')).toBe(zone);
    expect(control('7 days').getAttribute('aria-current')).toBe('true');
    expect(control('90 days').getAttribute('href')).toBe('/overview?days=90');
  });

  it('says why there is no chart, and where to begin', async () => {
    await open();
    const total = {
      requests: 0,
      errors: 0,
      promptTokens: 0,
      completionTokens: 0,
      totalTokens: 0,
      refusals: 0,
    };
    (await requestTo('/api/admin/usage/days')).flush({ total, days: [], today: '2026-11-21' });
    await eventually('empty', () => shownText().includes('No requests in these days'));
    expect(control('Go to API users').getAttribute('href')).toBe('/api-users');
  });

  it('links top users and models to their requests', async () => {
    await open();
    const http = TestBed.inject(HttpTestingController);
    for (const request of http.match(({ url }) => url === '/api/admin/usage/top')) {
      const isOfUsers = request.request.params.get('by') === 'apiUser';
      request.flush(isOfUsers ? top('Ada', idOf(1)) : top('Hermes-4', 'Hermes-4'));
    }
    await eventually('lists', () => /Ada.*Hermes-4/.test(shownText()));
    expect(control('Ada').getAttribute('href')).toContain(`apiUserId=${idOf(1)}`);
    expect(control('Hermes-4').getAttribute('href')).toContain('model=Hermes-4');
    expect(shownText()).toContain('and 1 more');
  });

  it('names those near, over or on course to their cap, and nobody else', async () => {
    await open();
    (await requestTo('/api/admin/usage/limits')).flush({
      month: '2026-11-01',
      monthEndsAt: '2026-12-01T00:00:00.000Z',
      counts: { users: 4, near: 1, reached: 1 },
      items: [
        cap('Over', 1.2, 'reached'),
        cap('Nearly', 0.9, 'near'),
        cap('Course', 0.5, 'ok', '2026-11-28T00:00:00.000Z'),
        cap('Harmless', 0.1, 'ok'),
      ],
    });
    await eventually('limits', () => shownText().includes('Nearly'));
    expect(shownText()).toContain('1 over · 1 near');
    expect(shownText()).toMatch(/Course.*reached .* at this pace/);
    expect(shownText()).not.toContain('Harmless');
    expect(control('Over').getAttribute('href')).toBe('/api-users?search=Over');
  });

  it('lists what administrators did last', async () => {
    await open();
    (await requestTo('/api/admin/events')).flush({ items: [adminEvent(5)], nextCursor: null });
    await eventually('event', () => shownText().includes('Changed an API user: Research team'));
    const link = control('Changed an API user: Research team');
    expect(link.getAttribute('href')).toBe('/administration/events?open=5');
  });

  it('keeps the numbers and says how old they are when refreshing fails', async () => {
    jest.useFakeTimers({ doNotFake: ['setTimeout', 'queueMicrotask', 'nextTick'] });
    try {
      await open();
      (await requestTo('/api/admin/usage')).flush(usage);
      await eventually('numbers', () => shownText().includes('1,200'));
      jest.advanceTimersByTime(10_000);
      refuse(await requestTo('/api/admin/usage'), 500, { code: 'internal' });
      await eventually('mark', () => shownText().includes('refreshing failed'));
      expect(shownText()).toContain('1,200');
    } finally {
      jest.useRealTimers();
    }
  });

  it('has one note for all numbers that are old, which asks for all of them', async () => {
    jest.useFakeTimers({ doNotFake: ['setTimeout', 'queueMicrotask', 'nextTick'] });
    try {
      await open();
      const paths = ['/api/admin/usage', '/api/admin/gateways/figures'];
      (await requestTo(paths[0]!)).flush(usage);
      (await requestTo(paths[1]!)).flush(figures(1));
      await eventually('numbers', () => shownText().includes('1,200'));
      jest.advanceTimersByTime(10_000);
      for (const path of paths) refuse(await requestTo(path), 503, { code: 'unavailable' });
      const notes = () => document.querySelectorAll<HTMLElement>('app-briefing app-stale');
      await eventually('mark', () => notes().length > 0);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(notes()).toHaveLength(1);
      notes()[0]!.querySelector('button')!.click();
      for (const path of paths) await requestTo(path);
    } finally {
      jest.useRealTimers();
    }
  });

  it('says that a purge stopped half-way, and why', async () => {
    await open();
    (await requestTo('/api/admin/logs/storage')).flush(storage);
    await eventually('tile', () => shownText().includes('Purge now'));
    control('Purge now').click();
    await eventually('question', () => shownText().includes('deleted for good'));
    control('Purge old records').click();
    (await requestTo('/api/admin/logs/purge', 'POST')).flush({ error: 'The disk is full.' });
    await eventually('toast', () => shownText().includes('did not finish. The disk is full.'));
  });

  it('offers viewers no purge', async () => {
    await open('/overview', someone({ role: 'viewer' }));
    (await requestTo('/api/admin/logs/storage')).flush(storage);
    await eventually('tile', () => shownText().includes('Kept for'));
    expect(shownText()).not.toContain('Purge now');
  });
});
