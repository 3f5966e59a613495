import { DomainError } from '../../http/domain-error.ts';

/** What would go is not what was shown. */
export class CleanUpChanged extends DomainError {
  readonly code = 'clean_up_changed';
  readonly status = 412;

  constructor() {
    super('There is something else to clear away now. Look at it, and decide again.');
  }
}
