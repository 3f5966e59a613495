/** A rule of the domain said no. `code` is part of the API; `message` is for people. */
export abstract class DomainError extends Error {
  abstract readonly code: string;
  /** HTTP status. */
  abstract readonly status: number;
  /** Field problems and the like; part of the answer. */
  readonly details?: unknown;
}

/** Base of an error that always says the same: `class X extends fixedError('x', 409, 'Not now.') {}`. */
export function fixedError(code: string, status: number, message: string) {
  return class extends DomainError {
    readonly code = code;
    readonly status = status;

    constructor() {
      super(message);
    }
  };
}

export class NotFound extends DomainError {
  readonly code = 'not_found';
  readonly status = 404;

  constructor(what: string) {
    super(`${what} was not found.`);
  }
}
