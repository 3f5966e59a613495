import { DomainError } from '../../http/domain-error.ts';

/** There is no `hermes` command here, or it cannot be run. */
export class HermesUnavailable extends DomainError {
  readonly code = 'hermes_unavailable';
  readonly status = 503;
}

export class JobRunning extends DomainError {
  readonly code = 'job_running';
  readonly status = 409;

  constructor(name: string, profile: string) {
    super(`"${name}" is still running for the profile ${profile}. Wait for it, or stop it.`);
  }
}

export class JobFinished extends DomainError {
  readonly code = 'job_finished';
  readonly status = 409;

  constructor() {
    super('The job has already ended.');
  }
}
