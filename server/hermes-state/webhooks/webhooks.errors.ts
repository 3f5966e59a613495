import { DomainError } from '../../http/domain-error.ts';

/** A second webhook of a name would take the place of the first one, and its secret with it. */
export class WebhookNameTaken extends DomainError {
  readonly code = 'webhook_name_taken';
  readonly status = 409;

  constructor(name: string, where: string) {
    super(`There is a webhook ${name} in ${where} already. Choose another name.`);
  }
}

/** It has no secret that something could be signed with. */
export class WebhookUnsigned extends DomainError {
  readonly code = 'webhook_unsigned';
  readonly status = 409;

  constructor(name: string) {
    super(`${name} has no secret, so nothing can be signed for it. Give it one first.`);
  }
}
