import { DomainError } from '../../http/domain-error.ts';

/** A file of cron is there and cannot be read. */
export class CronUnreadable extends DomainError {
  readonly code = 'cron_unreadable';
  readonly status = 409;
  override readonly details: { readonly file: string; readonly reason: string };

  constructor(file: string, reason: string) {
    super(`${file} cannot be read: ${reason.replaceAll('_', ' ')}. Nothing was changed.`);
    this.details = { file, reason };
  }
}

/** The job is not as it was when the editor began. */
export class CronJobChanged extends DomainError {
  readonly code = 'cron_job_changed';
  readonly status = 412;
  override readonly details: { readonly version: string };

  constructor(version: string) {
    super('The job has been changed meanwhile. Look at what is there now, and decide again.');
    this.details = { version };
  }
}

/** The command ended, and the files of cron are not as they should be by then. `details.output`: what it said. */
export class CronRefused extends DomainError {
  readonly code = 'hermes_refused';
  readonly status = 409;
  override readonly details: { readonly output: string };

  constructor(what: string, output: string) {
    const said = output.trim().split('\n').at(-1)?.trim();
    super(`${what} ${said ? `Hermes said: ${said}` : 'Hermes said nothing about it.'}`);
    this.details = { output };
  }
}

/** A verb did its part, and what no verb sets could not be set in the file. Trying all of it again would do that part twice. */
export class CronHalfDone extends DomainError {
  readonly code = 'cron_half_done';
  readonly status = 409;
  override readonly details: { readonly id: string; readonly missing: readonly string[] };

  constructor(what: string, id: string, missing: readonly string[], then: string) {
    super(`${what}, but not set in jobs.json: ${missing.join(', ')}. ${then}`);
    this.details = { id, missing };
  }
}

/** It cannot be done with the job as it is. */
export class CronJobUnfit extends DomainError {
  readonly code = 'cron_job_unfit';
  readonly status = 409;
}
