import { refuse, requestTo } from '../testing/answer-http';
import { control, eventually, openPage, shownText } from '../testing/render';
import { gateways } from '../testing/samples';
import { OverviewPage } from './overview-page';

const open = () => openPage([{ path: 'overview', component: OverviewPage }], '/overview');

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
  refusals: [],
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

describe('Overview page', () => {
  it('says that the demo upstream answers, and what to set', async () => {
    await open();
    (await requestTo('/api/admin/gateways')).flush(gateways);
    await eventually('banner', () => shownText().includes('The demo upstream answers on pre.'));
    expect(shownText()).toContain('HERMES_PRE_UPSTREAM_URL');
  });

  it('shows the other tiles when one fails, and retries that one alone', async () => {
    await open();
    (await requestTo('/api/admin/gateways')).flush(gateways);
    refuse(await requestTo('/api/admin/usage'), 500, { code: 'internal', message: 'No usage.' });
    await eventually('failure', () => shownText().includes('Today (UTC) could not be loaded'));
    expect(shownText()).toContain('http://127.0.0.1:8645/v1');
    control('Retry').click();
    (await requestTo('/api/admin/usage')).flush(usage);
    await eventually('numbers', () => shownText().includes('1,200'));
  });

  it('asks for the day from midnight UTC and links its numbers to the log', async () => {
    await open();
    const request = await requestTo('/api/admin/usage');
    const midnight = `${new Date().toISOString().slice(0, 10)}T00:00:00.000Z`;
    expect(request.request.params.get('from')).toBe(midnight);
    request.flush(usage);
    await eventually('numbers', () => shownText().includes('1,200'));
    expect(control('1,200').getAttribute('href')).toBe(`/audit?from=${midnight}`);
    expect(control('7 errors, show them in the log').getAttribute('href')).toBe(
      `/audit?from=${midnight}&status=error`,
    );
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
});
