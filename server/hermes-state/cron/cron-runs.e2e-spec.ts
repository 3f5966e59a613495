import { rm, writeFile } from 'node:fs/promises';
import Sqlite from 'better-sqlite3';
import {
  cronSecret,
  CronUnderTest,
  daysAgo,
  digest,
  watchdog,
} from '../../testing/cron-under-test.ts';
import { eventually } from '../../testing/eventually.ts';
import type { Job } from '../commands/jobs.contract.ts';
import type { CronOutput, CronOutputs, CronRunPage } from './cron.contract.ts';

let test: CronUnderTest;

beforeAll(async () => {
  test = await CronUnderTest.start();
});
afterAll(() => test?.stop());
beforeEach(() => test.reset());

describe('the history', () => {
  beforeEach(async () => {
    test.addRuns(
      ['r1', digest.id, 'completed', '2026-11-08T07:10:01.138172+00:00'],
      ['r2', watchdog.id, 'failed', '2026-11-21T00:27:04.374039+00:00', 'boom: no host'],
      ['r3', 'gone', 'completed', '2026-11-21T01:27:04.311797+01:00'],
    );
    await test.fixture.put(
      `.hermes/cron/output/${watchdog.id}/2026-11-21_01-27-04.md`,
      `a ${cronSecret}`,
    );
    await test.fixture.put(`.hermes/cron/output/${watchdog.id}/notes.txt`, 'not an output');
  });
  const history = async (query: string) =>
    (await test.get<CronRunPage>(`/runs?${query}`)).body.items.map(({ id }) => id);

  it('is newest first whatever offset its times have, a page at a time', async () => {
    expect(await history('')).toEqual(['r2', 'r3', 'r1']);
    const first = (await test.get<CronRunPage>('/runs?limit=2')).body;
    expect(await history(`limit=2&cursor=${first.nextCursor}`)).toEqual(['r1']);
  });

  it('is searched by job and error, and shows failures alone', async () => {
    expect(await history('failed=yes')).toEqual(['r2']);
    expect(await history('search=NO+HOST')).toEqual(['r2']);
    expect(await history('search=digest')).toEqual(['r1']);
    expect(await history(`job=${watchdog.id}`)).toEqual(['r2']);
  });

  it('leads to what a run left behind, by the time in the zone of Hermes', async () => {
    const { items } = (await test.get<CronRunPage>('/runs?failed=yes')).body;
    expect(items[0]).toMatchObject({ jobName: 'Watchdog', output: '2026-11-21_01-27-04.md' });
    const files = (await test.get<CronOutputs>(`/jobs/${watchdog.id}/outputs`)).body.items;
    expect(files).toMatchObject([{ name: items[0]!.output, at: '2026-11-21T00:27:04.000Z' }]);
    const path = `/jobs/${watchdog.id}/outputs/${items[0]!.output}`;
    expect((await test.get<CronOutput>(path)).body).toMatchObject({
      text: 'a [hidden]',
      isCut: false,
    });
    expect((await test.get(`/jobs/${watchdog.id}/outputs/nope.md`)).status).toBe(404);
    expect((await test.get(`/jobs/${watchdog.id}/outputs/..%2Fjobs.md`)).status).toBe(422);
  });

  it('leaves no half of a secret where an output is cut', async () => {
    const secret = 'half-of-me-tells-0123456789abcdef';
    await test.fixture.put('.hermes/.env', `OUTPUT_TOKEN=${secret}\n`);
    const name = '2026-11-20_01-00-00.md';
    const text = `${secret} `.repeat(40_000);
    await test.fixture.put(`.hermes/cron/output/${watchdog.id}/${name}`, text);
    const { body } = await test.get<CronOutput>(`/jobs/${watchdog.id}/outputs/${name}`);
    expect(body.isCut).toBe(true);
    expect(body.text.replaceAll('[hidden] ', '')).toMatch(/^(\[?h?i?d?d?e?n?\]?)?$/);
  });

  it('of a large output shows the beginning', async () => {
    await test.fixture.put(
      `.hermes/cron/output/${digest.id}/2026-01-01_00-00-00.md`,
      'ä'.repeat(3e6),
    );
    const { body } = await test.get<CronOutput>(
      `/jobs/${digest.id}/outputs/2026-01-01_00-00-00.md`,
    );
    expect([body.isCut, body.bytes]).toEqual([true, 6_000_000]);
    expect(body.text).toMatch(/^ä{500000,}$/);
  });

  it('of what is no database, or an old one, is empty and says so', async () => {
    const file = '.hermes/cron/executions.db';
    await test.fixture.put(file, 'no database at all, but long enough to be looked at');
    expect((await test.get<CronRunPage>('/runs')).body.file.reason).toBe('not_database');
    expect((await test.job('Digest')).recent).toBeNull();
    await rm(test.fixture.at(file));
    const old = new Sqlite(test.fixture.at(file));
    old.exec('create table executions (id text, job_id text, status text, claimed_at text)');
    old.exec(`insert into executions values ('o1', '${digest.id}', 'completed', '${daysAgo(1)}')`);
    old.close();
    expect(await history('search=x')).toEqual([]);
    expect((await test.job('Digest')).recent).toMatchObject({ succeeded: 1 });
    const older = new Sqlite(test.fixture.at(file));
    older.exec('drop table executions; create table other (a)');
    older.close();
    expect((await test.get<CronRunPage>('/runs')).body.file.reason).toBe('too_old');
  });
});

describe('a job', () => {
  it('that runs now is at work until its run is recorded', async () => {
    await writeFile(test.fixture.at('bin/hold'), '');
    const { body } = await test.send('POST', `/${digest.id}/run`, {});
    await eventually(async () =>
      expect(await test.job('Digest')).toMatchObject({
        state: 'running',
        lastRun: { source: 'manual' },
      }),
    );
    expect((await test.send('POST', `/${digest.id}/run`, {})).status).toBe(409);
    await rm(test.fixture.at('bin/hold'));
    const ended = await test.endOf(body as Job);
    expect(ended).toMatchObject({ state: 'succeeded', verified: { isAsWanted: true } });
    const { lastRun, state } = await test.job('Digest');
    expect([state, lastRun!.status]).toEqual(['scheduled', 'completed']);
  });

  it('whose run fails, or is not recorded at all, has failed', async () => {
    await test.fixture.put('.hermes/cron/jobs.json', {
      jobs: [{ ...watchdog, script: 'broken.sh' }],
    });
    const failed = await test.endOf(
      (await test.send('POST', `/${watchdog.id}/run`, {})).body as Job,
    );
    expect(failed).toMatchObject({ state: 'failed', exitCode: 0 });
    expect(failed.verified!.text).toContain('failed: Script exited with code 3');
    await writeFile(test.fixture.at('bin/sabotage'), '');
    const lost = await test.endOf((await test.send('POST', `/${watchdog.id}/run`, {})).body as Job);
    expect(lost.verified!.text).toBe('No new run was recorded in executions.db.');
  });
});
