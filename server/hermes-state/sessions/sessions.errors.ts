import { DomainError } from '../../http/domain-error.ts';
import type { Unreadable } from '../state-file.ts';

/** The database is there and cannot be read. */
export class StateUnreadable extends DomainError {
  readonly code = 'state_unreadable';
  readonly status = 409;
  override readonly details: { readonly file: string; readonly reason: Unreadable };

  constructor(file: string, reason: Unreadable) {
    super(`${file} cannot be read: ${reason.replaceAll('_', ' ')}.`);
    this.details = { file, reason };
  }
}

/** The command ended, and the database is not as it should be by then. */
export class NotChanged extends DomainError {
  readonly code = 'hermes_refused';
  readonly status = 409;
  override readonly details: { readonly output: string };

  constructor(output: string) {
    const said = output.trim().split('\n').at(-1)?.trim();
    super(said ? `Hermes did not do it: ${said}` : 'Hermes did not do it, and said nothing.');
    this.details = { output };
  }
}

/** Something else matches now than what somebody looked at. */
export class SweepChanged extends DomainError {
  readonly code = 'sweep_changed';
  readonly status = 409;

  constructor(expected: number, found: number) {
    super(
      `The preview showed ${expected} sessions, and others match now (${found}). Nothing was changed; look at the preview again.`,
    );
  }
}

/** One session cannot be archived without others, or at all. */
export class NotAlone extends DomainError {
  readonly code = 'session_not_archivable';
  readonly status = 409;

  constructor(reason: string) {
    super(`The session was not archived. ${reason}`);
  }
}
