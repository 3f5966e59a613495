import { DomainError } from '../http/domain-error.ts';
import type { AdministratorView } from './administrators.contract.ts';

/** Says nothing about which of the two is wrong. */
export class InvalidCredentials extends DomainError {
  readonly code = 'invalid_credentials';
  readonly status = 401;

  constructor() {
    super('The user name or the password is wrong.');
  }
}

/** Name and password are right, and nobody is logged in yet. */
export class SecondFactorRequired extends DomainError {
  readonly code = 'second_factor_required';
  readonly status = 401;

  constructor() {
    super('Enter the code of your authenticator app, or a recovery code.');
  }
}

/** At login. A code that was used before is as wrong as any other. */
export class SecondFactorInvalid extends DomainError {
  readonly code = 'second_factor_invalid';
  readonly status = 401;

  constructor() {
    super(
      'The code is wrong or was used already. Wait for the next one, or take another recovery code.',
    );
  }
}

export class AdminOnly extends DomainError {
  readonly code = 'admin_only';
  readonly status = 403;

  constructor() {
    super('You may look at everything here but change nothing. Ask an administrator.');
  }
}

export class PasswordChangeRequired extends DomainError {
  readonly code = 'password_change_required';
  readonly status = 403;

  constructor() {
    super('Choose a password of your own first: the one you have was given to you.');
  }
}

/** Of somebody who is logged in and has to prove it; not 401, because the session goes on. */
export class WrongPassword extends DomainError {
  readonly code = 'wrong_password';
  readonly status = 403;

  constructor() {
    super('The current password is wrong.');
  }
}

/** As {@link WrongPassword}. */
export class WrongCode extends DomainError {
  readonly code = 'wrong_code';
  readonly status = 403;

  constructor() {
    super(
      'The code is wrong or was used already. Wait for the next one, or take another recovery code.',
    );
  }
}

export class PasswordFromEnvironment extends DomainError {
  readonly code = 'password_from_environment';
  readonly status = 403;

  constructor(file: string | undefined) {
    super(
      file === undefined
        ? 'This password comes from HERMES_ADMIN_PASSWORD. Change it there and restart.'
        : `This password comes from ${file}. Delete the file, or set HERMES_ADMIN_PASSWORD, and restart.`,
    );
  }
}

export class EnvironmentAdministrator extends DomainError {
  readonly code = 'environment_administrator';
  readonly status = 403;

  constructor() {
    super(
      'This administrator comes from the settings, so that there is always one. Change it there.',
    );
  }
}

export class OwnAccountRefused extends DomainError {
  readonly code = 'own_account';
  readonly status = 403;

  constructor() {
    super('This is your own account. Use your account page, or ask another administrator.');
  }
}

export class AdministratorNameTaken extends DomainError {
  readonly code = 'name_taken';
  readonly status = 409;

  constructor(name: string) {
    super(`Another administrator is already called "${name}".`);
  }
}

/** The settings name somebody who was made in the console; guessing which one is meant would be wrong. */
export class SettingsNameTaken extends DomainError {
  readonly code = 'settings_name_taken';
  readonly status = 503;

  constructor(name: string) {
    super(
      `HERMES_ADMIN_USERNAME is "${name}", but another administrator of that name was made in the console. Set another name.`,
    );
  }
}

/** Somebody else was quicker. `details.current` is what is there now. */
export class AdministratorVersionConflict extends DomainError {
  readonly code = 'version_conflict';
  readonly status = 409;
  override readonly details: { readonly current: AdministratorView };

  constructor(current: AdministratorView) {
    super('This administrator has been changed since you opened it.');
    this.details = { current };
  }
}

export class SecondFactorActive extends DomainError {
  readonly code = 'second_factor_active';
  readonly status = 409;

  constructor() {
    super('You have a second factor. Remove it before you set up another one.');
  }
}

export class SecondFactorInactive extends DomainError {
  readonly code = 'second_factor_inactive';
  readonly status = 409;

  constructor() {
    super('There is no second factor. Set one up first.');
  }
}
