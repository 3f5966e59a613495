import { DomainError } from '../http/domain-error.ts';
import type { ApiUserView } from './api-users.contract.ts';

export class ApiUserNameTaken extends DomainError {
  readonly code = 'name_taken';
  readonly status = 409;

  constructor(name: string) {
    super(`Another API user is already called "${name}".`);
  }
}

/** Somebody else was quicker. `details.current` is what is there now. */
export class ApiUserVersionConflict extends DomainError {
  readonly code = 'version_conflict';
  readonly status = 409;
  override readonly details: { readonly current: ApiUserView };

  constructor(current: ApiUserView) {
    super('This API user has been changed since you opened it.');
    this.details = { current };
  }
}
