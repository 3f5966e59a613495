import { mkdir, writeFile } from 'node:fs/promises';
import {
  cronSecret,
  cronDraft as draft,
  CronUnderTest,
  digest,
  watchdog,
} from '../../testing/cron-under-test.ts';

let test: CronUnderTest;

beforeAll(async () => {
  test = await CronUnderTest.start();
});
afterAll(() => test?.stop());
beforeEach(() => test.reset());

describe('a new job', () => {
  it('is made by the verb, and what no verb sets is set in the file', async () => {
    const { status, body } = await test.send('POST', '', draft);
    expect(status).toBe(201);
    expect(await test.inFile('New one')).toMatchObject({
      id: body.id,
      prompt: ' - look\n- tell',
      schedule: { kind: 'interval', minutes: 120 },
      skills: ['plan'],
      model: 'fake-chat',
      provider: 'custom:local',
      enabled_toolsets: ['file'],
      context_from: ['13a0d213221d'],
    });
    expect(await test.inFile('Digest')).toEqual(digest);
    expect(await test.calls()).toContain('["-p","default","cron","create","every 2h"');
  });

  it('that Hermes refuses is not taken for made, although it exits with 0', async () => {
    const refused = await test.send('POST', '', { ...draft, schedule: 'never ever' });
    expect([refused.status, refused.body.error.code]).toEqual([409, 'hermes_refused']);
    expect(refused.body.error.message).toContain("Invalid schedule 'never ever'");
    await writeFile(test.fixture.at('bin/sabotage'), '');
    expect((await test.send('POST', '', draft)).status).toBe(409);
  });

  it.each([
    ['prompt', { prompt: ' ', skills: [] }],
    ['prompt', { prompt: '\u65e5'.repeat(50_000) }],
    ['script', { mode: 'script' }],
    ['script', { script: '../x.sh' }],
    ['schedule', { schedule: '--help' }],
    ['workdir', { workdir: 'src' }],
    ['name', { name: 'a\u0000b' }],
  ])('with a wrong %s is refused before anything runs', async (path, change) => {
    const { status, body } = await test.send('POST', '', { ...draft, ...change });
    expect(status).toBe(422);
    expect(JSON.stringify(body.error.details)).toContain(`"path":"${path}"`);
    expect(await test.calls()).toBe('');
  });
});

describe('a change of a job', () => {
  it('goes through the verb and the file, and leaves the rest as it is', async () => {
    const { id, version } = await test.job('Digest');
    const change = { name: '-x y', schedule: '30 8 * * *', skills: [], model: 'm', repeat: 3 };
    const { status } = await test.send('PATCH', `/${id}`, change, version);
    expect(status).toBe(200);
    expect(await test.inFile('-x y')).toEqual({
      ...digest,
      name: '-x y',
      skills: [],
      model: 'm',
      schedule: { kind: 'cron', expr: '30 8 * * *', display: '30 8 * * *' },
      schedule_display: '30 8 * * *',
      repeat: { times: 3, completed: 1 },
    });
  });

  it('that only concerns what no verb sets runs none', async () => {
    const { id, version } = await test.job('Digest');
    await test.send('PATCH', `/${id}`, { model: 'm', name: 'Digest' }, version);
    expect(await test.calls()).toBe('');
    expect(await test.inFile('Digest')).toMatchObject({ model: 'm', prompt: digest.prompt });
  });

  it('without a version is refused, from an old one answers 412, and a run of it is no conflict', async () => {
    const { id, version } = await test.job('Digest');
    expect((await test.send('PATCH', `/${id}`, { name: 'x' })).status).toBe(428);
    const ran = { ...digest, last_run_at: 'now', next_run_at: 'later', repeat: { completed: 2 } };
    await test.fixture.put('.hermes/cron/jobs.json', { jobs: [ran] });
    expect((await test.send('PATCH', `/${id}`, { deliver: 'local' }, version)).status).toBe(200);
    const stale = await test.send('PATCH', `/${id}`, { model: 'x' }, version);
    expect([stale.status, stale.body.error.code]).toEqual([412, 'cron_job_changed']);
    expect(stale.body.error.details.version).toBe((await test.job('Digest')).version);
  });

  it('that Hermes did not make is told', async () => {
    const { id, version } = await test.job('Digest');
    await writeFile(test.fixture.at('bin/sabotage'), '');
    const { status, body } = await test.send('PATCH', `/${id}`, { name: 'x' }, version);
    expect([status, body.error.code]).toEqual([409, 'hermes_refused']);
    expect(body.error.message).toContain('name');
  });

  it('never writes the word that hides a secret', async () => {
    const { id, version } = await test.job('Digest');
    const change = { prompt: 'Use [hidden] better.' };
    expect((await test.send('PATCH', `/${id}`, change, version)).status).toBe(422);
    expect(await test.inFile('Digest')).toEqual(digest);
  });
});

describe('what no verb sets, when jobs.json cannot be changed', () => {
  // A folder in place of the lock.
  beforeEach(() => mkdir(test.fixture.at('.hermes/cron/.jobs.lock')));

  it('is told as missing of a new job, which is paused, and not as if nothing was done', async () => {
    const { status, body } = await test.send('POST', '', draft);
    const made = await test.inFile('New one');
    expect(made).toMatchObject({ enabled: false, state: 'paused', model: null });
    expect([status, body.error.code]).toEqual([409, 'cron_half_done']);
    expect(body.error.message).toBe(
      `The job ${made!.id as string} was made, but not set in jobs.json: model, provider, toolsets, contextFrom. ` +
        'It is paused: edit it and resume it, or delete it.',
    );
  });

  it('is told as missing of a job whose other changes were made', async () => {
    const { id, version } = await test.job('Digest');
    const change = { deliver: 'local', model: 'm' };
    const { status, body } = await test.send('PATCH', `/${id}`, change, version);
    expect([status, body.error.details]).toEqual([409, { id, missing: ['model'] }]);
    expect(await test.inFile('Digest')).toMatchObject({ deliver: 'local' });
  });
});

describe('a job', () => {
  it('is paused, resumed and deleted, and its outputs with it', async () => {
    const path = `/${digest.id}`;
    await test.fixture.put(`.hermes/cron/output/${digest.id}/2026-01-01_00-00-00.md`, 'x');
    expect((await test.send('POST', `${path}/pause`, {})).status).toBe(200);
    expect(await test.inFile('Digest')).toMatchObject({ enabled: false, state: 'paused' });
    expect((await test.job('Digest')).state).toBe('paused');
    expect((await test.send('POST', `${path}/resume`, {})).status).toBe(200);
    expect(await test.inFile('Digest')).toMatchObject({ enabled: true });
    expect((await test.send('DELETE', path)).status).toBe(200);
    expect(await test.inFile('Digest')).toBeUndefined();
    expect(await test.inFile('Watchdog')).toEqual(watchdog);
    expect((await test.send('DELETE', path)).status).toBe(404);
  });

  it.each(['pause', 'delete'])('that is not %sd although Hermes says so is told', async (verb) => {
    await writeFile(test.fixture.at('bin/sabotage'), '');
    const { status, body } =
      verb === 'pause'
        ? await test.send('POST', `/${digest.id}/pause`, {})
        : await test.send('DELETE', `/${digest.id}`);
    expect([status, body.error.code]).toEqual([409, 'hermes_refused']);
  });

  it('is given scripts, skills and targets to name', async () => {
    await mkdir(test.fixture.at('.hermes/scripts'));
    await writeFile(test.fixture.at('.hermes/scripts/disk.sh'), '');
    await test.fixture.put('.hermes/skills/ops/disk/SKILL.md', '---\nname: disk\n---\nText\n');
    await test.fixture.put('.hermes/channel_directory.json', {
      platforms: { telegram: [{ id: '-100' }], slack: 'odd' },
    });
    expect((await test.get('/choices')).body).toEqual({
      scripts: ['disk.sh'],
      skills: ['disk'],
      targets: ['local', 'origin', 'all', 'telegram', 'telegram:-100'],
    });
  });
});

it('no event of all this holds a complete secret', async () => {
  const text = await (await test.product.api('GET', '/api/admin/events?limit=200')).text();
  expect(text).toContain('hermes_cron.change');
  expect(text).not.toContain(cronSecret);
});
