import { Injectable } from '@nestjs/common';
import type { Job } from '../commands/jobs.contract.ts';
import { Jobs, type Verdict } from '../commands/jobs.ts';
import { nameOf } from './cron-job.ts';
import { CronJobEdits } from './cron-job-edits.ts';
import { CronRuns } from './cron-runs.ts';

/** An agent may work for hours. */
const longestRunMs = 6 * 3_600_000;

/** Runs a job at once, in a process of its own, whether a gateway runs or not. */
@Injectable()
export class CronRunNow {
  constructor(
    private readonly jobs: Jobs,
    private readonly edits: CronJobEdits,
    private readonly runs: CronRuns,
  ) {}

  /** Throws `NotFound`, `CronUnreadable`, and as {@link Jobs.start} does. */
  async start(profile: string, id: string): Promise<Job> {
    const entry = await this.edits.require(profile, id);
    const before = await this.runs.idsOf(profile, id);
    return this.jobs.start({
      name: `Run ${nameOf(entry)}`,
      profile,
      // Of different jobs several may run at a time, as they do in the gateway.
      group: `cron run ${id}`,
      args: ['cron', 'run', id],
      timeoutMs: longestRunMs,
      verify: () => this.verdict(profile, id, before),
    });
  }

  private async verdict(
    profile: string,
    id: string,
    before: ReadonlySet<string>,
  ): Promise<Verdict> {
    const { attempts } = await this.runs.page(profile, {
      ...{ job: id, isFailed: false, search: '', namedJobs: [], limit: 50 },
    });
    const run = attempts.map((attempt) => attempt.run).find((each) => !before.has(each.id));
    if (run === undefined)
      return { isAsWanted: false, text: 'No new run was recorded in executions.db.' };
    if (run.status === 'completed')
      return { isAsWanted: true, text: `The run ${run.id.slice(0, 8)} was completed.` };
    const why = run.error === null ? '' : `: ${run.error.split('\n')[0]!}`;
    return {
      isAsWanted: false,
      text: `The run ${run.id.slice(0, 8)} is recorded as ${run.status}${why}.`,
    };
  }
}
