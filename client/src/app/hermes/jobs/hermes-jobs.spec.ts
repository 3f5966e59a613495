import { TestBed } from '@angular/core/testing';
import type { Job, JobLine } from '../../../../../server/hermes-state/commands/jobs.contract';
import { EVENT_SOURCE } from '../../live/live-channel';
import { refuse, requestTo } from '../../testing/answer-http';
import { FakeEventSource } from '../../testing/fake-event-source';
import { control, eventually, openPage, shownText } from '../../testing/render';
import { idOf } from '../../testing/samples';
import { HermesJobs } from './hermes-jobs';

const job = (change: Partial<Job> = {}): Job => ({
  id: idOf(70),
  name: 'Stop the gateway',
  command: 'hermes -p coder gateway stop',
  profile: 'coder',
  group: 'gateway',
  state: 'running',
  isBackground: false,
  startedAt: '2026-11-21T10:00:00.000Z',
  endedAt: null,
  startedBy: 'admin',
  exitCode: null,
  timedOut: false,
  verified: null,
  lineCount: 0,
  ...change,
});
const ended = job({
  state: 'failed',
  endedAt: '2026-11-21T10:00:02.000Z',
  exitCode: 0,
  verified: { isAsWanted: false, text: 'The gateway is still running.' },
});
const line = (number: number): JobLine => ({ number, stream: 'out', text: `line ${number}` });
const path = `/api/admin/hermes/jobs/${idOf(70)}`;

interface Started {
  /** In an object, because it is not waited for. */
  readonly outcome: Promise<Job | undefined>;
}

async function run(): Promise<Started> {
  FakeEventSource.opened = [];
  TestBed.configureTestingModule({
    providers: [{ provide: EVENT_SOURCE, useValue: FakeEventSource }],
  });
  await openPage([{ path: '**', children: [] }], '/somewhere?profile=coder');
  return { outcome: TestBed.inject(HermesJobs).run('gateway/stop') };
}

async function started(): Promise<Started> {
  const begun = await run();
  (await requestTo('/api/admin/hermes/gateway/stop', 'POST')).flush(job());
  (await requestTo(path)).flush({ job: job(), lines: [line(0)], leftOut: 0 });
  await eventually('output', () => shownText().includes('line 0'));
  await eventually('connection', () => FakeEventSource.opened.length > 0);
  return begun;
}

describe('A job of Hermes', () => {
  it('is started for the profile in scope', async () => {
    await run();
    const { request } = await requestTo('/api/admin/hermes/gateway/stop', 'POST');
    expect(request.params.get('profile')).toBe('coder');
  });

  it('shows what it writes as it is told, and its verified end', async () => {
    const { outcome } = await started();
    FakeEventSource.latest.say('jobs', { job: job(), lines: [line(1)], leftOut: 0 });
    await eventually('told', () => shownText().includes('line 1'));
    FakeEventSource.latest.say('jobs', { job: ended, lines: [], leftOut: 0 });
    await eventually('end', () => shownText().includes('The gateway is still running.'));
    expect(shownText()).toContain('Failed, exit code 0');
    control('Close').click();
    expect((await outcome)?.state).toBe('failed');
  });

  it('asks for lines that were not told', async () => {
    await started();
    FakeEventSource.latest.say('jobs', { job: job(), lines: [line(5)], leftOut: 0 });
    const request = await requestTo(path);
    expect(request.request.params.get('after')).toBe('0');
    request.flush({ job: ended, lines: [1, 2, 3, 4, 5].map(line), leftOut: 0 });
    await eventually('lines', () => shownText().includes('line 5'));
    expect(shownText()).toContain('line 3');
  });

  it('is stopped by its button', async () => {
    await started();
    control('Stop').click();
    (await requestTo(`${path}/cancel`, 'POST')).flush(job());
    (await requestTo(path)).flush({
      job: { ...ended, state: 'cancelled' },
      lines: [],
      leftOut: 0,
    });
    await eventually('cancelled', () => shownText().includes('Cancelled'));
  });

  it('that was refused is told', async () => {
    const { outcome } = await run();
    refuse(await requestTo('/api/admin/hermes/gateway/stop', 'POST'), 409, {
      code: 'job_running',
      message: 'Another one runs.',
    });
    expect(await outcome).toBeUndefined();
    await eventually('toast', () => shownText().includes('Another one runs.'));
  });
});
