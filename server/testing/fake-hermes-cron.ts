import { createRequire } from 'node:module';
import { writeHermesProgram } from './fake-hermes-program.ts';

/**
 * Writes a program that behaves as `hermes cron create|edit|pause|resume|remove|run` does (hermes-agent 0.19): exit code 0
 * whatever happens, the same words, the changes in `cron/jobs.json` and the rows in `cron/executions.db`. A file
 * `sabotage` beside it makes it say so and do nothing; a run waits as long as there is a file `hold`.
 */
export function writeFakeHermesCron(file: string): Promise<string> {
  const require = createRequire(import.meta.filename);
  const library = JSON.stringify(require.resolve('better-sqlite3'));
  return writeHermesProgram(file, `const library = ${library};\n${program}`);
}

/** As Hermes makes the database. */
export const executionsSchema = `create table if not exists executions (
  id text primary key, job_id text not null, source text not null, process_id text not null, pid integer not null,
  process_started_at integer,
  status text not null check (status in ('claimed', 'running', 'completed', 'failed', 'unknown')),
  claimed_at text not null, started_at text, finished_at text, error text)`;

const program = String.raw`
const { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { randomBytes } = require('node:crypto');
const here = dirname(process.argv[1]);
const given = process.argv.slice(2);
appendFileSync(join(here, 'calls.jsonl'), JSON.stringify(given) + '\n');
const [, profile, , verb, ...rest] = given;
const home = join(process.env.HERMES_HOME, profile === 'default' ? '.' : 'profiles/' + profile);
const path = join(home, 'cron/jobs.json');
const isIdle = existsSync(join(here, 'sabotage'));
const now = () => new Date().toISOString().replace('Z', '000+00:00');
mkdirSync(join(home, 'cron'), { recursive: true });
const read = () => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { jobs: [] });
const save = (store) => {
  if (isIdle) return;
  store.updated_at = now();
  writeFileSync(path + '.tmp', JSON.stringify(store, null, 2), { mode: 0o600 });
  renameSync(path + '.tmp', path);
};
const store = read();
const find = (id) => store.jobs.find((job) => job.id === id);
const missing = (id) => "Failed to " + verb + " job: Job with ID or name '" + id + "' not found. Use cronjob(action='list') to inspect jobs.";
const values = (name) => rest.filter((each) => each.startsWith('--' + name + '=')).map((each) => each.slice(name.length + 3));
const value = (name) => values(name).at(-1);
const schedule = (text) => {
  const size = { m: 1, h: 60, d: 1440 };
  const every = /^every (\d+)([mhd])/.exec(text);
  if (every) return { kind: 'interval', minutes: every[1] * size[every[2]], display: 'every ' + every[1] * size[every[2]] + 'm' };
  if (text.split(/\s+/).length >= 5 && /^[\d*,/ -]+$/.test(text)) return { kind: 'cron', expr: text, display: text };
  if (/^\d{4}-/.test(text)) return { kind: 'once', run_at: text + (text.includes('+') ? '' : ':00+00:00'), display: 'once at ' + text };
};
const apply = (job) => {
  for (const name of ['name', 'prompt', 'deliver']) if (value(name) !== undefined) job[name] = value(name);
  for (const name of ['script', 'workdir']) if (value(name) !== undefined) job[name] = value(name) || null;
  if (value('repeat') !== undefined) job.repeat = { completed: 0, ...job.repeat, times: Number(value('repeat')) || null };
  if (values('skill').length > 0) job.skills = values('skill');
  if (rest.includes('--clear-skills')) job.skills = [];
  if (rest.includes('--no-agent')) job.no_agent = true;
  if (rest.includes('--agent')) job.no_agent = false;
};
const verbs = {
  create() {
    const [when, prompt = ''] = rest.filter((each) => !each.startsWith('--'));
    const read = schedule(when);
    if (!read) return "Failed to create job: Invalid schedule '" + when + "'.";
    const job = { id: randomBytes(6).toString('hex'), name: prompt.slice(0, 50), prompt: prompt, skills: [], skill: null,
      model: null, provider: null, base_url: null, script: null, no_agent: false, context_from: null, schedule: read,
      schedule_display: read.display, repeat: { times: read.kind === 'once' ? 1 : null, completed: 0 }, enabled: true,
      state: 'scheduled', paused_at: null, paused_reason: null, created_at: now(), next_run_at: now(), last_run_at: null,
      last_status: null, last_error: null, last_delivery_error: null, deliver: 'local', origin: null, enabled_toolsets: null, workdir: null };
    apply(job);
    store.jobs.push(job);
    save(store);
    return 'Created job: ' + job.id;
  },
  edit() {
    const job = find(rest[0]);
    if (!job) return 'Job not found: ' + rest[0];
    const when = value('schedule');
    if (when !== undefined) {
      const read = schedule(when);
      if (!read) return "Failed to update job: Invalid schedule '" + when + "'.";
      Object.assign(job, { schedule: read, schedule_display: read.display });
    }
    apply(job);
    save(store);
    return 'Updated job: ' + job.id;
  },
  pause() {
    const job = find(rest[0]);
    if (!job) return missing(rest[0]);
    Object.assign(job, { enabled: false, state: 'paused', paused_at: now() });
    save(store);
    return 'Paused job: ' + job.name + ' (' + job.id + ')';
  },
  resume() {
    const job = find(rest[0]);
    if (!job) return missing(rest[0]);
    Object.assign(job, { enabled: true, state: 'scheduled', paused_at: null });
    save(store);
    return 'Resumed job: ' + job.name + ' (' + job.id + ')';
  },
  remove() {
    const job = find(rest[0]);
    if (!job) return missing(rest[0]);
    store.jobs = store.jobs.filter((each) => each !== job);
    save(store);
    if (!isIdle) rmSync(join(home, 'cron/output', job.id), { recursive: true, force: true });
    return 'Removed job: ' + job.name + ' (' + job.id + ')';
  },
  run() {
    const job = find(rest[0]);
    if (!job) return missing(rest[0]);
    if (isIdle) return 'Triggered job: ' + job.name + ' (' + job.id + ')\n  Ran now: succeeded.';
    const database = new (require(library))(join(home, 'cron/executions.db'));
    database.exec(${'`'}SCHEMA${'`'});
    const id = randomBytes(16).toString('hex');
    const start = Number(readFileSync('/proc/self/stat', 'utf8').replace(/^.*\) /s, '').split(' ')[19]);
    database.prepare("insert into executions values (?, ?, 'manual', 'x', ?, ?, 'running', ?, ?, null, null)")
      .run(id, job.id, process.pid, start, now(), now());
    console.log('Triggered job: ' + job.name + ' (' + job.id + ')');
    while (existsSync(join(here, 'hold'))) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    const error = job.script === 'broken.sh' ? 'Script exited with code 3\nstderr:\nboom' : null;
    const folder = join(home, 'cron/output', job.id);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, now().slice(0, 19).replace('T', '_').replaceAll(':', '-') + '.md'),
      '# Cron Job: ' + job.name + '\n\n**Job ID:** ' + job.id + '\n\n---\n\nall is well\n');
    database.prepare('update executions set status = ?, finished_at = ?, error = ? where id = ?')
      .run(error ? 'failed' : 'completed', now(), error, id);
    database.close();
    const fresh = read();
    Object.assign(fresh.jobs.find((each) => each.id === job.id), { last_run_at: now(), last_status: error ? 'error' : 'ok', last_error: error });
    save(fresh);
    return '  Ran now: ' + (error ? 'failed.' : 'succeeded.');
  },
};
console.log(verbs[verb] ? verbs[verb]() : 'not faked: ' + given.join(' '));
`.replace('SCHEMA', executionsSchema);
