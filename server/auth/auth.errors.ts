import { DomainError, fixedError } from '../http/domain-error.ts';
import type { AdministratorView } from './administrators.contract.ts';

/** Says nothing about which of the two is wrong. */
export class InvalidCredentials extends fixedError(
  'invalid_credentials',
  401,
  'The user name or the password is wrong.',
) {}

/** A password would change nothing: with the next request the proxy names the same person again. */
export class SignedInByProxy extends fixedError(
  'signed_in_by_proxy',
  403,
  'The proxy in front of the console signs you in. To use a password, sign out there, or open the console without the proxy.',
) {}

/** Name and password are right, and nobody is logged in yet. */
export class SecondFactorRequired extends fixedError(
  'second_factor_required',
  401,
  'Enter the code of your authenticator app, or a recovery code.',
) {}

/** At login. A code that was used before is as wrong as any other. */
export class SecondFactorInvalid extends fixedError(
  'second_factor_invalid',
  401,
  'The code is wrong or was used already. Wait for the next one, or take another recovery code.',
) {}

export class AdminOnly extends fixedError(
  'admin_only',
  403,
  'You may look at everything here but change nothing. Ask an administrator.',
) {}

export class AccessTokenInvalid extends fixedError(
  'access_token_invalid',
  401,
  'The access token is wrong, expired or revoked. Make a new one in the console, under My account.',
) {}

export class AccessTokenNotEnough extends fixedError(
  'access_token_not_enough',
  403,
  'An access token cannot change who gets in. Sign in to the console for that.',
) {}

export class AccessTokenNameTaken extends DomainError {
  readonly code = 'access_token_name_taken';
  readonly status = 409;

  constructor(name: string) {
    super(`You have an access token named ${name} already. Revoke it, or choose another name.`);
  }
}

export class TooManyAccessTokens extends fixedError(
  'too_many_access_tokens',
  409,
  'You have 50 access tokens. Revoke one that is no longer used.',
) {}

export class PasswordChangeRequired extends fixedError(
  'password_change_required',
  403,
  'Choose a password of your own first: the one you have was given to you.',
) {}

/** Of somebody who is logged in and has to prove it; not 401, because the session goes on. */
export class WrongPassword extends fixedError(
  'wrong_password',
  403,
  'The current password is wrong.',
) {}

/** As {@link WrongPassword}. */
export class WrongCode extends fixedError(
  'wrong_code',
  403,
  'The code is wrong or was used already. Wait for the next one, or take another recovery code.',
) {}

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

export class EnvironmentAdministrator extends fixedError(
  'environment_administrator',
  403,
  'This administrator comes from the settings, so that there is always one. Change it there.',
) {}

export class OwnAccountRefused extends fixedError(
  'own_account',
  403,
  'This is your own account. Use your account page, or ask another administrator.',
) {}

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

export class SecondFactorActive extends fixedError(
  'second_factor_active',
  409,
  'You have a second factor. Remove it before you set up another one.',
) {}

export class SecondFactorInactive extends fixedError(
  'second_factor_inactive',
  409,
  'There is no second factor. Set one up first.',
) {}
