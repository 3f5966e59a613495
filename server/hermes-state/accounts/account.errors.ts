import { DomainError } from '../../http/domain-error.ts';

/** Another entry stands where the one that is meant stood. */
export class EntryMoved extends DomainError {
  readonly code = 'account_moved';
  readonly status = 412;

  constructor() {
    super('The credentials have been changed meanwhile. Look at what is there now.');
  }
}

/** Who decided did not see what is there now. `details` tells the version of the provider. */
export class AccountsChanged extends DomainError {
  readonly code = 'accounts_changed';
  readonly status = 412;
  override readonly details: { readonly version: string };

  constructor(provider: string, version: string) {
    super(
      `The credentials of ${provider} have been changed meanwhile. Look at what is there now, and decide again.`,
    );
    this.details = { version };
  }
}

export class AccountDuplicate extends DomainError {
  readonly code = 'account_duplicate';
  readonly status = 409;

  constructor() {
    super('This key is in the pool already.');
  }
}

export class NothingToChange extends DomainError {
  readonly code = 'nothing_to_change';
  readonly status = 409;

  constructor() {
    super('It is like that already. Nothing was written.');
  }
}

/** The credential to be taken back is not in the earlier version, or is there again. */
export class NotRestorable extends DomainError {
  readonly code = 'account_not_restorable';
  readonly status = 409;
}
