import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { HermesCommand } from '../commands/hermes-command.ts';
import { KnownSecrets } from '../commands/known-secrets.ts';
import { HermesFileEditor } from '../files/hermes-file-editor.ts';
import { CronJobEdits } from './cron-job-edits.ts';
import { CronZones } from './cron-zone.ts';

const project = join(import.meta.dirname, '..', '..', '..');
let fixture: HermesHomeFixture;
let edits: CronJobEdits;
let scheduler: ChildProcess | undefined;

beforeEach(async () => {
  fixture = await createHermesHome();
  const { home, settings } = fixture;
  const secrets = new KnownSecrets(settings, home);
  const command = new HermesCommand(settings, home, secrets);
  const editor = new HermesFileEditor(home, settings);
  edits = new CronJobEdits(home, new CronZones(home), command, editor, secrets);
});
afterEach(async () => {
  scheduler?.kill('SIGKILL');
  await fixture.remove();
});

interface StoredJob {
  readonly id: string;
  readonly model: string;
  readonly enabled_toolsets: string[];
  readonly repeat: { readonly completed: number };
  readonly last_run_at: string;
  readonly future: string;
}
const jobs = async () =>
  (JSON.parse(await fixture.text('.hermes/cron/jobs.json')) as { jobs: StoredJob[] }).jobs;

describe('many edits of jobs.json while the scheduler of another process notes its runs in it', () => {
  it('lose nothing of either side', async () => {
    const names = ['aaa', 'bbb', 'ccc'];
    const wide = '12345678901234567890';
    const text = JSON.stringify({ jobs: names.map(jobNamed) }, null, 2);
    await fixture.put('.hermes/cron/jobs.json', text.replaceAll('"WIDE"', `"${wide}"`));
    scheduler = spawn(process.execPath, ['-e', tickInLoop, fixture.at('.hermes/cron')], {
      cwd: project,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: scheduler.stdout! })[Symbol.asyncIterator]();
    await lines.next();
    let round = 0;
    // Until both have written much, however fast the machine is.
    for (; round < 120 || round % 3 > 0 || (await jobs()).length < 10; round++) {
      const id = names[round % names.length]!;
      // As a page would: from what was there when it looked, which the scheduler has overtaken since.
      const { version } = await edits.require('default', id);
      await edits.edit('default', id, { model: `m${round}`, toolsets: [`t${round}`] }, version);
    }
    scheduler.stdin!.end();
    const { ticks, added } = JSON.parse((await lines.next()).value as string) as {
      ticks: Record<string, number>;
      added: string[];
    };
    await once(scheduler, 'close');
    const found = await jobs();
    expect(found.map(({ id }) => id)).toEqual([...names, ...added]);
    for (const [index, job] of found.slice(0, names.length).entries()) {
      expect(job.repeat.completed).toBe(ticks[job.id]);
      expect(job.last_run_at).toBe(`run ${ticks[job.id]}`);
      expect([job.model, job.enabled_toolsets]).toEqual([
        `m${round - 3 + index}`,
        [`t${round - 3 + index}`],
      ]);
      expect(job.future).toBe(wide);
    }
  });
});

const jobNamed = (id: string) => ({
  ...{ id, name: id, prompt: 'hello', schedule: { kind: 'interval', minutes: 1 } },
  ...{ model: null, enabled_toolsets: null, repeat: { times: null, completed: 0 }, enabled: true },
  future: 'WIDE',
});

/** What the scheduler does around a run: its lock, the whole file read and written, a rename. Sometimes it adds a job. */
const tickInLoop = `
const { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');
const flock = require('koffi').load(null).func('int flock(int, int)');
const folder = process.argv[1];
const ticks = { aaa: 0, bbb: 0, ccc: 0 };
const added = [];
let isOver = false;
process.stdin.on('end', () => (isOver = true)).resume();
(async () => {
  writeSync(1, 'begun\\n');
  for (let tick = 0; !isOver; tick++) {
    const lock = openSync(folder + '/.jobs.lock', 'a', 0o600);
    while (flock(lock, 6) !== 0) await sleep(2);
    const store = JSON.parse(readFileSync(folder + '/jobs.json', 'utf8'));
    // It writes at its leisure.
    await sleep(3);
    const job = store.jobs[tick % 3];
    job.repeat.completed++;
    job.last_run_at = 'run ' + job.repeat.completed;
    ticks[job.id]++;
    if (tick % 10 === 0) {
      added.push('new' + tick);
      store.jobs.push({ id: 'new' + tick, name: 'added', schedule: 'every 1h' });
    }
    store.updated_at = new Date().toISOString();
    const temporary = folder + '/.jobs_' + tick + '.tmp';
    const file = openSync(temporary, 'wx', 0o600);
    writeFileSync(file, JSON.stringify(store, null, 2));
    fsyncSync(file);
    closeSync(file);
    renameSync(temporary, folder + '/jobs.json');
    closeSync(lock);
    await sleep(15);
  }
  writeSync(1, JSON.stringify({ ticks, added }) + '\\n');
})();
`;
