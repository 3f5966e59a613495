import { DomainError, fixedError } from '../http/domain-error.ts';
import { mostSavedViews } from './saved-views.contract.ts';

export class SavedViewNameTaken extends DomainError {
  readonly code = 'name_taken';
  readonly status = 409;

  constructor(name: string) {
    super(`Another view of yours on this page is already called "${name}".`);
  }
}

export class TooManySavedViews extends fixedError(
  'too_many_saved_views',
  409,
  `You have ${mostSavedViews} saved views, which is all there may be. Delete one first.`,
) {}

/** A viewer keeps views of its own; what others see is for administrators. */
export class SharingIsForAdmins extends fixedError(
  'admin_only',
  403,
  'Only administrators may share a view with everybody, or change a shared one.',
) {}
