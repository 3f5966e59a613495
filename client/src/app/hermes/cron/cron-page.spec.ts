import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type {
  CronJob,
  CronPreview,
  CronRun,
} from '../../../../../server/hermes-state/cron/cron.contract';
import { giveUp, refuse, requestTo } from '../../testing/answer-http';
import { control, eventually, field, openPage, shownText, type } from '../../testing/render';
import { someone } from '../../testing/samples';
import { CronPage } from './cron-page';
import { cronJob, cronJobs } from './cron-samples';

const path = '/api/admin/hermes/cron';
const open = async (given = cronJobs(), address = '/cron', me = someone()) => {
  await openPage([{ path: '**', component: CronPage }], address, { me });
  (await requestTo(path)).flush(given);
  await eventually('list', () => shownText().includes('active. Times are in'));
};
const preview = (change: Partial<CronPreview> = {}): CronPreview => ({
  zone: { name: 'Europe/Vienna', source: 'config', problem: null },
  kind: 'cron',
  words: 'At 09:00, Monday',
  runs: [{ at: '2026-10-25T00:30:00.000Z', change: 'repeated' }],
  problem: null,
  notes: [],
  ...change,
});
const detail = (job: CronJob) => ({
  profile: 'default',
  job,
  prompt: 'Look.',
  isPromptMasked: false,
  upcoming: [],
  json: '{}',
});

describe('Cron page', () => {
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('lists jobs with their times in the zone of Hermes', async () => {
    await open();
    expect(shownText()).toContain('1 job, 1 active. Times are in Europe/Vienna (from config.yaml)');
    await eventually('row', () => shownText().includes('Mon 23 Nov, 09:00 CET'));
    expect(shownText()).toContain('At 09:00, Monday to Friday');
    expect(shownText()).toContain('75 % of 8');
  });

  it('says that jobs will not fire, and what happens when a gateway starts', async () => {
    const { firing } = cronJobs();
    await open(
      cronJobs({ firing: { ...firing, state: 'down', text: 'It does not run.', overdue: 2 } }),
    );
    expect(shownText()).toContain('The gateway is down: jobs will not fire.');
    expect(shownText()).toContain('2 jobs are overdue and will run at once when a gateway starts.');
  });

  it('says that the ticker is stale', async () => {
    const { firing } = cronJobs();
    await open(cronJobs({ firing: { ...firing, state: 'late', text: 'It stopped beating.' } }));
    expect(shownText()).toContain('its ticker is stale: jobs do not fire.');
  });

  it('names the file that cannot be read, and lets nobody change it', async () => {
    const file = { file: 'cron/jobs.json', status: 'unreadable', reason: 'not_json' } as const;
    await open(cronJobs({ jobs: [], files: [file] }));
    expect(shownText()).toContain('cron/jobs.json could not be read: not valid JSON');
    expect((control('New job…') as HTMLButtonElement).disabled).toBe(true);
  });

  it('shows a viewer no way to change anything', async () => {
    await open(cronJobs(), '/cron', someone({ role: 'viewer' }));
    expect(() => control('New job…')).toThrow();
    control('Actions for Digest').click();
    await eventually('menu', () => shownText().includes('Show details'));
    expect(shownText()).not.toContain('Run now');
  });

  it('shows while a schedule is typed how Hermes reads it, and when it is no schedule', async () => {
    await open();
    control('New job…').click();
    await eventually('dialog', () => shownText().includes('The next five runs show here.'));
    type(field('Schedule'), '0 9 * * 1');
    (await requestTo(`${path}/preview`)).flush(preview());
    await eventually('runs', () => shownText().includes('Sun 25 Oct, 02:30 CEST'));
    expect(shownText()).toContain('clocks show this time twice');
    type(field('Schedule'), 'soon');
    (await requestTo(`${path}/preview`)).flush(
      preview({ kind: 'unknown', runs: [], problem: 'It is none of these.' }),
    );
    await eventually('problem', () => shownText().includes('It is none of these.'));
  });

  it('changes a job after a look at the difference, and keeps both sides of a conflict', async () => {
    await open();
    control('Actions for Digest').click();
    await eventually('menu', () => shownText().includes('Edit…'));
    control('Edit…').click();
    (await requestTo(`${path}/jobs/aaa`)).flush(detail(cronJob()));
    await eventually('form', () => shownText().includes('Edit Digest'));
    type(field('Prompt'), 'Look again.');
    control('Review…').click();
    await eventually('review', () => shownText().includes('cron edit aaa'));
    control('Save job').click();
    const first = await requestTo(`${path}/jobs/aaa`, 'PATCH');
    expect(first.request.headers.get('if-match')).toBe('"v1"');
    expect(first.request.body).toEqual({ prompt: 'Look again.' });
    refuse(first, 412, { code: 'cron_job_changed' });
    const now = cronJob({ deliver: 'all', version: 'v2' });
    (await requestTo(`${path}/jobs/aaa`)).flush(detail(now));
    await eventually('conflict', () => shownText().includes('What they changed'));
    await eventually('button', () => !(control('Save job') as HTMLButtonElement).disabled);
    control('Save job').click();
    const second = await requestTo(`${path}/jobs/aaa`, 'PATCH');
    expect(second.request.headers.get('if-match')).toBe('"v2"');
    expect(second.request.body).toEqual({ prompt: 'Look again.' });
    second.flush({ id: 'aaa', name: 'Digest', output: '' });
    await eventually('toast', () => shownText().includes('Saved Digest.'));
  });

  it('that gets no answer to a change says that nobody knows, and looks again', async () => {
    await open();
    control('Actions for Digest').click();
    await eventually('menu', () => shownText().includes('Pause'));
    control(/^Pause/).click();
    const request = await requestTo(`${path}/jobs/aaa/pause`, 'POST');
    expect(request.request.timeout).toBe(200_000);
    giveUp(request);
    await eventually('told', () => shownText().includes('It is not known whether it was done'));
    await requestTo(path);
  });

  it('shows a job that was told to run as starting until its run is recorded', async () => {
    await open();
    control('Actions for Digest').click();
    await eventually('menu', () => shownText().includes('Run now…'));
    control('Run now…').click();
    await eventually('question', () => shownText().includes('Run Digest now?'));
    control('Run job').click();
    await requestTo(`${path}/jobs/aaa/run`, 'POST');
    await eventually('starting', () => shownText().includes('Starting'));
  });

  it('asks before it deletes, and names what goes with it', async () => {
    await open(
      cronJobs({
        jobs: [cronJob(), cronJob({ id: 'bbb', name: 'Follower', contextFrom: ['aaa'] })],
      }),
    );
    control('Actions for Digest').click();
    await eventually('menu', () => shownText().includes('Delete…'));
    control('Delete…').click();
    (await requestTo(`${path}/jobs/aaa/outputs`)).flush({
      folder: { file: 'cron/output/aaa', status: 'present', reason: null },
      items: [{ name: 'x.md', at: null, bytes: 2048 }],
      isCut: false,
    });
    await eventually('question', () => shownText().includes('Delete Digest?'));
    expect(shownText()).toContain('1 output, 2 KiB, in cron/output/aaa');
    expect(shownText()).toContain('Follower takes the result of this job');
  });

  it('lists runs, failures alone when the address says so', async () => {
    await openPage([{ path: '**', component: CronPage }], '/cron?view=runs&failed=yes');
    (await requestTo(path)).flush(cronJobs());
    const request = await requestTo(`${path}/runs`);
    expect(request.request.params.get('failed')).toBe('yes');
    const file = { file: 'cron/executions.db', status: 'present', reason: null };
    request.flush({ profile: 'default', file, items: [run], nextCursor: null });
    await eventually('run', () => shownText().includes('Script exited with code 3 · boom'));
    expect(control('Output of Digest, x.md').getAttribute('href')).toContain('output=x.md');
  });
});

const run: CronRun = {
  id: 'r1',
  jobId: 'aaa',
  jobName: 'Digest',
  source: 'builtin',
  status: 'failed',
  claimedAt: '2026-11-21T00:27:04.374Z',
  startedAt: '2026-11-21T00:27:04.374Z',
  finishedAt: '2026-11-21T00:27:05.374Z',
  durationMs: 1000,
  error: 'Script exited with code 3\nboom',
  output: 'x.md',
};
