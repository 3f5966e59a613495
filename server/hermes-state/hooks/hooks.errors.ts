import { DomainError } from '../../http/domain-error.ts';

/** The hook is not what was looked at any more. */
export class HookChanged extends DomainError {
  readonly code = 'hook_changed';
  readonly status = 409;

  constructor() {
    super('The hook or its script was changed meanwhile. Look at it again, and decide anew.');
  }
}

/** It makes no sense for this hook, in a sentence. */
export class HookRefused extends DomainError {
  readonly code = 'hook_refused';
  readonly status = 409;
}
