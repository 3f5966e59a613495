import { DomainError } from '../../http/domain-error.ts';

/** No request of the platform has this code. Hermes was not asked: it locks the platform after five wrong codes. */
export class CodeUnknown extends DomainError {
  readonly code = 'pairing_code_unknown';
  readonly status = 409;

  constructor() {
    super('No request that is open has this code. Ask the user to read it out again.');
  }
}

/** The code is somebody else's. */
export class CodeOfAnother extends DomainError {
  readonly code = 'pairing_code_of_another';
  readonly status = 409;

  constructor(who: string) {
    super(`This code belongs to the request of ${who}, who would be let in. Nobody was approved.`);
  }
}

/** It cannot be done now. */
export class PairingLocked extends DomainError {
  readonly code = 'pairing_locked';
  readonly status = 409;
}
