import { Injectable } from '@nestjs/common';
import type { CommandResult } from '../commands/command-run.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { Jobs, type Verdict } from '../commands/jobs.ts';
import type { AskSecurity } from './security.contract.ts';

/** It asks osv.dev about hundreds of packages. */
const timeoutMs = 300_000;

/** The verbs of Hermes that look for weaknesses themselves, as jobs. They change nothing but logs. */
@Injectable()
export class SecurityJobs {
  constructor(private readonly jobs: Jobs) {}

  /** Throws as `Jobs.start` does. */
  ask(profile: string, asked: AskSecurity): Promise<Job> {
    if (asked.question === 'doctor')
      return this.jobs.start({
        name: 'Ask the doctor of Hermes',
        profile,
        args: ['doctor'],
        timeoutMs,
        verify: async (result) => doctorVerdict(result),
      });
    return this.jobs.start({
      name: 'Audit the packages of Hermes',
      profile,
      args: ['security', 'audit', '--fail-on', asked.failOn],
      timeoutMs,
      verify: async (result) => auditVerdict(result, asked.failOn),
    });
  }
}

/** Its exit code is its answer. */
function auditVerdict(result: CommandResult | undefined, failOn: string): Verdict {
  if (result === undefined || result.timedOut || result.exitCode === null)
    return { isAsWanted: false, text: 'It did not come to an end.' };
  if (result.exitCode === 0)
    return { isAsWanted: true, text: `It found nothing of severity ${failOn} or worse.` };
  const hasFailed = result.stdout.trim() === '' || /Traceback \(most recent/.test(result.stderr);
  return {
    isAsWanted: false,
    text: hasFailed
      ? `It failed (exit code ${result.exitCode}).`
      : `It found something of severity ${failOn} or worse, or could not ask (exit code ${result.exitCode}).`,
  };
}

/** It ends with `Found N issue(s) to address:` when there are any, and exits with 0 either way. */
function doctorVerdict(result: CommandResult | undefined): Verdict {
  const said = result?.stdout ?? '';
  const issues = /Found (\d+) issue/.exec(said)?.[1];
  if (said.trim() === '') return { isAsWanted: false, text: 'It said nothing.' };
  return issues === undefined
    ? { isAsWanted: true, text: 'It found no issue.' }
    : { isAsWanted: false, text: `It found ${issues} to look at.` };
}
