import { rm, symlink, writeFile } from 'node:fs/promises';
import {
  cronSecret,
  cronDraft,
  CronUnderTest,
  daysAgo,
  digest,
  watchdog,
} from '../../testing/cron-under-test.ts';
import { folderState } from '../../testing/folder-state.ts';
import type { CronJobDetail, CronPreview } from './cron.contract.ts';

let test: CronUnderTest;

beforeAll(async () => {
  test = await CronUnderTest.start();
});
afterAll(() => test?.stop());
beforeEach(() => test.reset());

describe('the jobs of a profile', () => {
  it('are listed with what Hermes knows of them, secrets hidden, and nothing changes on disk', async () => {
    test.addRuns(
      ['a1', digest.id, 'completed', daysAgo(1)],
      ['a2', digest.id, 'failed', daysAgo(2), `no ${cronSecret}`],
      ['a3', digest.id, 'completed', daysAgo(40)],
      ['b1', watchdog.id, 'unknown', daysAgo(1)],
    );
    const before = await folderState(test.fixture.at('.hermes'));
    const { jobs, zone, files } = await test.list();
    expect(zone).toEqual({ name: 'Europe/Vienna', source: 'config', problem: null });
    expect(jobs).toMatchObject([
      {
        name: 'Digest',
        mode: 'agent',
        schedule: { kind: 'cron', text: '0 9 * * 1-5', words: 'At 09:00, Monday to Friday' },
        state: 'scheduled',
        nextRunAt: '2099-11-23T08:00:00.000Z',
        isOverdue: false,
        deliver: 'telegram:-100,local',
        prompt: 'Use [hidden] well.',
        recent: { succeeded: 1, failed: 1, unknown: 0 },
        lastRun: { id: 'a1', status: 'completed' },
      },
      {
        name: 'Watchdog',
        mode: 'script',
        isOverdue: true,
        lastError: 'it said [hidden]',
        recent: { succeeded: 0, failed: 0, unknown: 1 },
      },
    ]);
    expect(files.filter(({ status }) => status === 'unreadable')).toEqual([]);
    expect(await folderState(test.fixture.at('.hermes'))).toEqual(before);
  });

  it('in the shapes of older versions are listed too', async () => {
    await test.fixture.put('.hermes/cron/jobs.json', [
      { id: 'old1', name: 'Text', schedule: 'every 30m', skill: 'plan', deliver: null },
      { id: 'old2', name: 'Off', schedule: '0 9 * * *', enabled: false },
      { id: 'same', name: 'One' },
      { id: 'same', name: 'Two', schedule: { kind: 'cron', expr: 'x y z a b' } },
      'no job',
      { name: 'Without id', next_run_at: '2026-07-01T12:00:00', last_run_at: 1_795_221_007.9 },
    ]);
    const { jobs, ignored } = await test.list();
    expect(ignored).toBe(1);
    expect(jobs.map(({ name, state, isAddressable }) => [name, state, isAddressable])).toEqual([
      ['Text', 'scheduled', true],
      ['Off', 'paused', true],
      ['One', 'scheduled', false],
      ['Two', 'scheduled', false],
      ['Without id', 'scheduled', false],
    ]);
    expect(jobs[0]).toMatchObject({
      schedule: { words: 'Every 30 minutes' },
      skills: ['plan'],
      deliver: 'local',
    });
    expect(jobs[3]!.schedule.problem).toContain('“x” is no minute');
    expect(jobs[4]).toMatchObject({ nextRunAt: '2026-07-01T10:00:00.000Z' });
  });

  it('show no half of a secret where a text is cut', async () => {
    const upTo = (length: number) => 'x '.repeat(length / 2 - 4) + cronSecret;
    await test.putJobs({
      ...digest,
      ...{ name: upTo(200), prompt: upTo(300), deliver: [upTo(300)], last_error: upTo(2000) },
    });
    test.addRuns(
      ['r1', digest.id, 'failed', daysAgo(2), upTo(4000)],
      ['r2', digest.id, 'failed', daysAgo(1), upTo(2000)],
    );
    const shown = JSON.stringify([await test.list(), (await test.get('/runs')).body]);
    expect(shown).toContain('[hidden');
    expect(shown).not.toContain(cronSecret.slice(0, 8));
  });

  it('are all listed when there are 500', async () => {
    const many = Array.from({ length: 500 }, (_, n) => ({
      ...digest,
      id: `j${n}`,
      name: `Job ${n}`,
    }));
    await test.fixture.put('.hermes/cron/jobs.json', { jobs: many });
    test.addRuns(...many.map(({ id }, n) => [`r${n}`, id, 'completed', daysAgo(1)] as never));
    const { jobs } = await test.list();
    expect(jobs).toHaveLength(500);
    expect(jobs[499]).toMatchObject({ name: 'Job 499', recent: { succeeded: 1 } });
  });

  it.each([
    ['broken JSON', '{"jobs": [', 'not_json'],
    ['another shape', '{"jobs": {"a": 1}}', 'unexpected_shape'],
    ['no text', Buffer.from([0xff, 0xfe, 0x00]), 'not_utf8'],
  ])('of a file with %s are none, and the file is named', async (_, content, reason) => {
    await test.fixture.put('.hermes/cron/jobs.json', content);
    const { jobs, files } = await test.list();
    expect(jobs).toEqual([]);
    expect(files[0]).toEqual({ file: 'cron/jobs.json', status: 'unreadable', reason });
    const refused = await test.send('POST', '', cronDraft);
    expect([refused.status, refused.body.error.code]).toEqual([409, 'cron_unreadable']);
    expect(await test.calls()).toBe('');
  });

  it('of a home without any are none', async () => {
    await rm(test.fixture.at('.hermes/cron'), { recursive: true });
    const { jobs, files, firing } = await test.list();
    expect([jobs, files[0]!.status, firing.state]).toEqual([[], 'missing', 'down']);
  });

  it('are not read through a link out of the home, nor their names taken for more than names', async () => {
    await writeFile(test.fixture.at('outside.json'), '{"jobs":[{"id":"x"}]}');
    await rm(test.fixture.at('.hermes/cron/jobs.json'));
    await symlink(test.fixture.at('outside.json'), test.fixture.at('.hermes/cron/jobs.json'));
    expect((await test.list()).files[0]!.status).toBe('unreadable');
    await rm(test.fixture.at('.hermes/cron/jobs.json'));
    await test.fixture.put(
      '.hermes/cron/jobs.json',
      '{"jobs":[{"id":"../..","name":"<b>","__proto__":{"enabled":false},"skills":7,"repeat":[]}]}',
    );
    const [hostile] = (await test.list()).jobs;
    expect(hostile).toMatchObject({ name: '<b>', isAddressable: false, isEnabled: true });
    expect((await test.get('/jobs/..%2F..')).status).toBe(422);
  });

  it('of a profile are its own, and those of an unknown one nowhere', async () => {
    await test.fixture.put('.hermes/profiles/coder/cron/jobs.json', { jobs: [watchdog] });
    expect((await test.list('coder')).jobs.map(({ name }) => name)).toEqual(['Watchdog']);
    expect((await test.get('', 'nobody')).status).toBe(404);
  });

  it('say when they do not fire, because no gateway runs', async () => {
    const { firing } = await test.list();
    expect(firing).toMatchObject({ state: 'down', overdue: 1 });
  });
});

describe('one job', () => {
  it('is shown as it stands in the file, with the runs to come', async () => {
    const { body } = await test.get<CronJobDetail>(`/jobs/${digest.id}`);
    expect(body.isPromptMasked).toBe(true);
    expect(JSON.parse(body.json)).toMatchObject({ future: digest.future });
    expect(body.upcoming.map(({ at }) => at).slice(0, 2)).toEqual([
      '2099-11-23T08:00:00.000Z',
      '2099-11-24T08:00:00.000Z',
    ]);
    expect(body.upcoming).toHaveLength(5);
    expect((await test.get('/jobs/nope')).status).toBe(404);
  });

  it('in a database of rows that say running, whose process is gone, is not at work', async () => {
    test.addRuns(['r', digest.id, 'running', daysAgo(0)]);
    expect(await test.job('Digest')).toMatchObject({
      state: 'scheduled',
      lastRun: { status: 'running' },
    });
  });
});

describe('a preview', () => {
  it('tells the next five runs in the zone of Hermes, or why there are none', async () => {
    const ask = async (text: string) =>
      (await test.get<CronPreview>(`/preview?schedule=${encodeURIComponent(text)}`)).body;
    const weekly = await ask('0 9 * * 1');
    expect(weekly).toMatchObject({ kind: 'cron', words: 'At 09:00, Monday', problem: null });
    expect(weekly.runs).toHaveLength(5);
    for (const { at } of weekly.runs)
      expect(new Date(at).toLocaleTimeString('en-GB', { timeZone: 'Europe/Vienna' })).toBe(
        '09:00:00',
      );
    expect((await ask('bogus')).problem).toContain('It is none of');
    expect((await ask('2020-01-01T10:00')).problem).toBe('That moment has passed.');
    expect((await ask('0 9 * * MON')).notes).toHaveLength(1);
  });
});
