import { DomainError } from '../http/domain-error.ts';

/** Says nothing about which of the two is wrong. */
export class InvalidCredentials extends DomainError {
  readonly code = 'invalid_credentials';
  readonly status = 401;

  constructor() {
    super('The user name or the password is wrong.');
  }
}
