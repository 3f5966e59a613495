import { DomainError } from '../../http/domain-error.ts';

export class ProfileExists extends DomainError {
  readonly code = 'profile_exists';
  readonly status = 409;

  constructor(name: string) {
    super(`There is already a profile, or a folder in its place, called ${name}.`);
  }
}

/** What was asked would harm something that is in use. */
export class ProfileInUse extends DomainError {
  readonly code = 'profile_in_use';
  readonly status = 409;
}

export class NameNotTyped extends DomainError {
  readonly code = 'name_not_typed';
  readonly status = 422;

  constructor() {
    super('Type the name of what is to be gone for good.');
  }
}

export class ArchiveUnusable extends DomainError {
  readonly code = 'archive_unusable';
  readonly status = 409;
}

/** Such files hold conversations and memories of people. */
export class AdministratorsOnly extends DomainError {
  readonly code = 'admin_only';
  readonly status = 403;

  constructor() {
    super('Only an administrator may take this file away.');
  }
}
