import { DomainError } from '../http/domain-error.ts';
import { mostSavedViews } from './saved-views.contract.ts';

export class SavedViewNameTaken extends DomainError {
  readonly code = 'name_taken';
  readonly status = 409;

  constructor(name: string) {
    super(`Another view of yours on this page is already called "${name}".`);
  }
}

export class TooManySavedViews extends DomainError {
  readonly code = 'too_many_saved_views';
  readonly status = 409;

  constructor() {
    super(`You have ${mostSavedViews} saved views, which is all there may be. Delete one first.`);
  }
}

/** A viewer keeps views of its own; what others see is for administrators. */
export class SharingIsForAdmins extends DomainError {
  readonly code = 'admin_only';
  readonly status = 403;

  constructor() {
    super('Only administrators may share a view with everybody, or change a shared one.');
  }
}
