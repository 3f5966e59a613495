import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { eventually } from '../../testing/eventually.ts';
import { writeHermesScript } from '../../testing/fake-hermes-command.ts';
import { LiveClient } from '../../testing/live-client.ts';
import { ConsoleClient } from '../../testing/test-console.ts';
import { adminPassword, startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import { Jobs, type JobRequest, type Verdict } from './jobs.ts';

const good: Verdict = { isAsWanted: true, text: 'It is as it should be.' };
/** Looks like nothing: only the file it stands in tells that it is one. */
const plainSecret = 'acme-plain-4711';
const bad: Verdict = { isAsWanted: false, text: 'Nothing changed.' };

describe('a job', () => {
  let folder: string;
  let product: TestProduct;
  let admin: ConsoleClient;
  let jobs: Jobs;

  const script = (body: string) => writeHermesScript(join(folder, 'hermes'), body);
  const start = (request: Partial<JobRequest> = {}) =>
    jobs.start({
      name: 'Try it',
      profile: 'default',
      args: ['try'],
      timeoutMs: 20_000,
      verify: async () => good,
      ...request,
    });
  const outputOf = async (id: string, after = -1) =>
    (await admin.get(`/api/admin/hermes/jobs/${id}?after=${after}`)).body;
  const endOf = (id: string) =>
    eventually(async () => {
      const output = await outputOf(id);
      expect(output.job.state).not.toBe('running');
      return output;
    });

  beforeAll(async () => {
    Logger.overrideLogger(['error', 'fatal']);
    folder = await mkdtemp(join(tmpdir(), 'hcp-jobs-'));
    await mkdir(join(folder, 'home/profiles/coder'), { recursive: true });
    product = await startTestProduct({
      HERMES_BIN: join(folder, 'hermes'),
      HERMES_HOME: join(folder, 'home'),
    });
    admin = new ConsoleClient(product.consoleUrl);
    await admin.logIn(adminPassword);
    jobs = product.product.console.get(Jobs);
  });
  afterAll(async () => {
    await product?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('shows its command, its output in order, and how it ended', async () => {
    await script('echo "doing $*"; echo careful >&2; exit 0');
    const { id } = await start({
      args: ['cron', 'add', 'it is "x"', '-t', 's3cret!'],
      secrets: ['s3cret!'],
    });
    const { job, lines, leftOut } = await endOf(id);
    expect(job).toMatchObject({
      command: `hermes -p default cron add 'it is "x"' -t '[hidden]'`,
      group: 'cron',
      state: 'succeeded',
      exitCode: 0,
      verified: good,
      lineCount: 2,
      startedBy: 'this process',
    });
    expect(
      lines.map(({ stream, text }: { stream: string; text: string }) => `${stream} ${text}`).sort(),
    ).toEqual(['error careful', 'out doing -p default cron add it is "x" -t [hidden]']);
    expect(leftOut).toBe(0);
    expect((await outputOf(id, 0)).lines).toHaveLength(1);
  });

  it.each([
    ['exits with another code', 'exit 1', good],
    ['exits with 0 but did not do it', 'exit 0', bad],
  ])('has failed when it %s', async (_, body, verdict) => {
    await script(body);
    const { id } = await start({ verify: async () => verdict });
    expect((await endOf(id)).job).toMatchObject({ state: 'failed', verified: verdict });
  });

  it('has failed when nobody can tell whether it worked', async () => {
    await script('exit 0');
    const { id } = await start({ verify: () => Promise.reject(new Error('no such file')) });
    const { verified } = (await endOf(id)).job;
    expect(verified).toEqual({ isAsWanted: false, text: 'It could not be checked: no such file' });
  });

  it.each([
    ['what was found', async () => ({ isAsWanted: false, text: `401 for ${plainSecret}` })],
    ['why nobody can tell', () => Promise.reject(new Error(`no ${plainSecret}`))],
  ])('shows no secret of the profile in its name, nor in %s', async (_, verify) => {
    await writeFile(join(folder, 'home/.env'), `ACME_TOKEN=${plainSecret}\n`);
    await script('exit 0');
    const { id } = await start({ name: `${'Run '.repeat(48)}${plainSecret}`, verify });
    const { job } = await endOf(id);
    expect(job.verified.text).toContain('[hidden]');
    expect(JSON.stringify(job)).not.toContain(plainSecret.slice(0, 8));
  });

  it('has failed when its time was over', async () => {
    await script('sleep 60');
    const { id } = await start({ timeoutMs: 100 });
    expect((await endOf(id)).job).toMatchObject({ state: 'failed', timedOut: true });
  });

  it('keeps others of its verb and profile away until it has ended', async () => {
    await script('sleep 60');
    const { id } = await start({ args: ['busy'] });
    await expect(start({ args: ['busy', 'again'] })).rejects.toMatchObject({ code: 'job_running' });
    const other = await start({ args: ['busy'], profile: 'coder' });
    const verb = await start({ args: ['other'] });
    for (const job of [id, other.id, verb.id]) jobs.cancel(job);
    await endOf(id);
    await script('exit 0');
    await endOf((await start({ args: ['busy'] })).id);
  });

  it('of two that begin at once runs only one', async () => {
    await script('exit 0');
    const both = await Promise.allSettled([start(), start()]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('in the background has started once the state says so, and no longer keeps others away', async () => {
    await script('echo up; exec sleep 60');
    let looks = 0;
    const { id } = await start({
      args: ['gateway', 'run'],
      isBackground: true,
      verify: async () => (++looks > 1 ? good : bad),
    });
    await eventually(async () =>
      expect((await outputOf(id)).job).toMatchObject({ state: 'running', verified: good }),
    );
    jobs.cancel((await start({ args: ['gateway', 'stop'] })).id);
    await admin.post(`/api/admin/hermes/jobs/${id}/cancel`);
    expect((await endOf(id)).job).toMatchObject({ state: 'cancelled', verified: good });
  });

  it('in the background that ends before it is up has failed', async () => {
    await script('echo no platform is configured; exit 0');
    const { id } = await start({ isBackground: true, verify: async () => bad });
    expect((await endOf(id)).job).toMatchObject({ state: 'failed', verified: bad });
  });

  it('is stopped by an administrator, which is an event', async () => {
    await script('sleep 60');
    const { id } = await start({ name: 'Sleep' });
    expect((await admin.post(`/api/admin/hermes/jobs/${id}/cancel`)).status).toBe(200);
    expect((await endOf(id)).job.state).toBe('cancelled');
    expect((await admin.post(`/api/admin/hermes/jobs/${id}/cancel`)).body.error.code).toBe(
      'job_finished',
    );
    const events = await admin.get('/api/admin/events?action=hermes_job.cancel&outcome=ok&limit=1');
    expect(events.body.items[0]).toMatchObject({
      actor: { name: 'admin' },
      target: { kind: 'hermes_job', id, name: 'Sleep (default)' },
    });
  });

  it('that writes a lot is kept in bounds, and says what was left out', async () => {
    await script('seq 1 20000');
    const { job, lines, leftOut } = await endOf((await start()).id);
    expect(job.lineCount).toBe(20_000);
    expect(lines.length).toBeLessThanOrEqual(5000);
    expect(lines.at(-1).text).toBe('20000');
    expect(leftOut + lines.length).toBe(20_000);
  });

  it('is told over the live channel as it writes', async () => {
    const cookie = [...admin.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const live = new LiveClient(`${product.consoleUrl}/api/admin/live?topics=jobs`, { cookie });
    await live.connect();
    await script('echo one; sleep 1; echo two');
    const { id } = await start();
    await live.next(
      'jobs',
      ({ job, lines }) => job.state === 'running' && lines[0]?.text === 'one',
    );
    await live.next('jobs', ({ job }) => job.id === id && job.state === 'succeeded');
    live.close();
  });

  it('is in the list, newest first; what is not there is not found', async () => {
    await script('exit 0');
    const { id } = await start({ name: 'The last' });
    const { items, unavailableReason } = (await admin.get('/api/admin/hermes/jobs')).body;
    expect([items[0].id, unavailableReason]).toEqual([id, null]);
    const missing = '00000000-0000-4000-8000-000000000000';
    expect((await admin.get(`/api/admin/hermes/jobs/${missing}`)).status).toBe(404);
    await endOf(id);
  });

  it('cannot be started without a command', async () => {
    await rm(join(folder, 'hermes'));
    const path = process.env.PATH;
    process.env.PATH = '';
    await expect(start()).rejects.toMatchObject({ code: 'hermes_unavailable' });
    const { unavailableReason } = (await admin.get('/api/admin/hermes/jobs')).body;
    process.env.PATH = path;
    expect(unavailableReason).toContain('There is no hermes command');
  });
});
