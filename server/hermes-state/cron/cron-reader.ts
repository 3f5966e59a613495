import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { NotFound } from '../../http/domain-error.ts';
import { isRunning } from '../../http/process-start-time.ts';
import { HermesCommand } from '../commands/hermes-command.ts';
import { KnownSecrets, maskedStart } from '../commands/known-secrets.ts';
import { HermesHome } from '../hermes-home.ts';
import { CronFiring } from './cron-firing.ts';
import { jobOf, nameOf, promptOf } from './cron-job.ts';
import { readJobsFile, type JobEntry } from './cron-jobs-file.ts';
import { CronOutputFiles } from './cron-outputs.ts';
import { CronRuns, type Attempt, type RecentRuns } from './cron-runs.ts';
import { readSchedule, runsAfter, scheduleWords, storedSchedule } from './cron-schedule.ts';
import { CronUnreadable } from './cron.errors.ts';
import type {
  ComingRun,
  CronJob,
  CronJobDetail,
  CronJobs,
  CronPreview,
  CronRunPage,
  RunQuery,
} from './cron.contract.ts';
import { CronZones } from './cron-zone.ts';
import type { CronRun as FoundRun } from './cron-expression.ts';

const recentMs = 30 * 86_400_000;
const comingRuns = 5;
const shownOfError = 4000;
const atOnce = 50;

/** The jobs of a profile, with how they did and when they come, from its files alone. */
@Injectable()
export class CronReader {
  constructor(
    private readonly home: HermesHome,
    private readonly zones: CronZones,
    private readonly runs: CronRuns,
    private readonly outputs: CronOutputFiles,
    private readonly firing: CronFiring,
    private readonly command: HermesCommand,
    private readonly secrets: KnownSecrets,
  ) {}

  /** Throws `NotFound` for a profile that is not there. */
  async read(profile: string): Promise<CronJobs> {
    const { file, jobs, zone, recent, fired, now } = await this.readAll(profile);
    const mask = await this.secrets.maskFor(profile);
    return {
      profile,
      at: new Date(now).toISOString(),
      zone,
      firing: {
        ...fired.firing,
        text: mask(fired.firing.text),
        error: fired.firing.error === null ? null : maskedStart(fired.firing.error, 1000, mask),
        overdue: jobs.filter(({ isOverdue }) => isOverdue).length,
      },
      files: [file.source, recent.source, ...fired.files],
      jobs,
      ignored: file.ignored,
      isCut: file.isCut,
      unavailableReason: this.command.unavailableReason,
    };
  }

  /** Throws `NotFound` and {@link CronUnreadable}. */
  async detail(profile: string, id: string): Promise<CronJobDetail> {
    const { file, jobs, zone, now } = await this.readAll(profile, id);
    if (file.source.reason !== null) throw new CronUnreadable(file.source.file, file.source.reason);
    const entry = file.entries.find((each) => each.id === id && each.isAddressable);
    const job = entry && jobs.find(({ position }) => position === entry.position);
    if (!entry || !job) throw new NotFound(`The job ${id}`);
    const mask = await this.secrets.maskFor(profile);
    const prompt = promptOf(entry.fields);
    return {
      profile,
      job,
      prompt: mask(prompt),
      isPromptMasked: mask(prompt) !== prompt,
      upcoming: upcomingOf(entry, job, zone.name, now),
      json: mask(JSON.stringify(entry.fields, null, 2)),
    };
  }

  /** How Hermes would read a schedule, and when it would run from now on. Throws `NotFound`. */
  async preview(profile: string, input: string): Promise<CronPreview> {
    await this.home.requireProfile(profile);
    const zone = await this.zones.read(profile);
    const now = Date.now();
    const schedule = readSchedule(input, zone.name, now);
    const runs = runsAfter(schedule, zone.name, now, comingRuns);
    const never = schedule.kind === 'once' ? 'That moment has passed.' : 'It never comes.';
    return {
      zone,
      kind: schedule.kind,
      words: scheduleWords(schedule, zone.name),
      runs: runs.map(comingRun),
      problem: schedule.kind === 'unknown' ? schedule.problem : runs.length === 0 ? never : null,
      notes:
        schedule.kind === 'cron' && schedule.expression.hasNames
          ? ['Hermes 0.19 takes numbers only: names such as MON or JAN come with later versions.']
          : [],
    };
  }

  /** Attempts, newest first. Throws `NotFound`. */
  async history(query: RunQuery): Promise<CronRunPage> {
    const { profile, job, failed, search = '', cursor, limit } = query;
    await this.home.requireProfile(profile);
    const [file, zone, mask] = await Promise.all([
      readJobsFile(this.home, profile),
      this.zones.read(profile),
      this.secrets.maskFor(profile),
    ]);
    const names = new Map(file.entries.map(({ id, fields }) => [id, nameOf({ id, fields })]));
    const words = search.toLowerCase();
    const namedJobs = [...names].flatMap(([id, name]) =>
      name.toLowerCase().includes(words) ? [id] : [],
    );
    const isFailed = failed === 'yes';
    const page = await this.runs.page(profile, {
      ...{ job, isFailed, search, namedJobs, cursor, limit },
    });
    const runs = page.attempts.map(({ run }) => ({
      ...run,
      jobName: names.has(run.jobId) ? maskedStart(names.get(run.jobId)!, 200, mask) : null,
      error: run.error === null ? null : maskedStart(run.error, shownOfError, mask),
    }));
    return {
      profile,
      file: page.source,
      items: await this.outputs.matched(profile, runs, zone.name),
      nextCursor: page.nextCursor,
    };
  }

  /** With `only`, that job alone. */
  private async readAll(profile: string, only?: string) {
    await this.home.requireProfile(profile);
    const now = Date.now();
    const since = new Date(now - recentMs).toISOString();
    const [file, zone, recent, fired, mask] = await Promise.all([
      readJobsFile(this.home, profile),
      this.zones.read(profile),
      this.runs.recent(profile, since, only),
      this.firing.read(profile, now),
      this.secrets.maskFor(profile),
    ]);
    const around = { zone: zone.name, now, mask, isElsewhere: fired.isElsewhere };
    const entries = file.entries.filter(({ id }) => only === undefined || id === only);
    return { file, zone, recent, fired, now, jobs: await jobsOf(entries, recent, around) };
  }
}

async function jobsOf(
  entries: readonly JobEntry[],
  { latest, counts }: RecentRuns,
  around: {
    readonly zone: string;
    readonly now: number;
    readonly mask: (text: string) => string;
    readonly isElsewhere: boolean;
  },
): Promise<CronJob[]> {
  const jobs: CronJob[] = [];
  for (const entry of entries) {
    // Secrets are looked for in every text of it: others get their turn in between.
    if (jobs.length % atOnce === atOnce - 1) await nextTurn();
    const attempt = latest.get(entry.id);
    const error = attempt?.run.error;
    const job = jobOf(entry, {
      ...around,
      lastRun: attempt
        ? { ...attempt.run, error: error == null ? null : maskedStart(error, 2000, around.mask) }
        : null,
      isRunning: attempt !== undefined && isAtWork(attempt, around.isElsewhere),
      recent: counts ? (counts.get(entry.id) ?? { succeeded: 0, failed: 0, unknown: 0 }) : null,
    });
    jobs.push(job);
  }
  return jobs;
}

/** A row of a process that died says `running` until Hermes looks at it again. */
function isAtWork({ run, pid, processStartedAt }: Attempt, isElsewhere: boolean): boolean {
  if (run.status !== 'claimed' && run.status !== 'running') return false;
  if (isElsewhere || pid === null || processStartedAt === null) return true;
  return isRunning(pid, processStartedAt);
}

/** What the file says comes first; the rest follows from it. */
function upcomingOf(entry: JobEntry, job: CronJob, zone: string, now: number): ComingRun[] {
  if (job.state === 'completed') return [];
  const schedule = storedSchedule(entry.fields, zone);
  if (job.nextRunAt === null) return runsAfter(schedule, zone, now, comingRuns).map(comingRun);
  const next = Date.parse(job.nextRunAt);
  const first: ComingRun = { at: job.nextRunAt, change: null };
  if (schedule.kind === 'once') return [first];
  const later = runsAfter(schedule, zone, Math.max(next, now), comingRuns - 1);
  const left = job.repeat.times === null ? comingRuns : job.repeat.times - job.repeat.completed;
  return [first, ...later.map(comingRun)].slice(0, Math.max(0, left));
}

const comingRun = ({ at, change }: FoundRun): ComingRun => ({
  at: new Date(at).toISOString(),
  change,
});
