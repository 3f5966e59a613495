import { DomainError, fixedError } from '../../http/domain-error.ts';

/** There is no `hermes` command here, or it cannot be run. */
export class HermesUnavailable extends DomainError {
  readonly code = 'hermes_unavailable';
  readonly status = 503;
}

/** More than the system passes on to a program. */
export class CommandTooLong extends fixedError(
  'command_too_long',
  422,
  'It is too long to be given to the hermes command. Nothing was run.',
) {}

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
