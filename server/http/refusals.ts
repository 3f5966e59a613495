import { DomainError, fixedError } from './domain-error.ts';

/** One thing wrong with a message. `path` names the field, `a.0.b`; empty for the message as a whole. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

export class InvalidRequest extends DomainError {
  readonly code = 'invalid_request';
  readonly status = 422;
  override readonly details: { readonly fields: readonly FieldProblem[] };

  constructor(fields: readonly FieldProblem[]) {
    super('Some of what was sent is not accepted.');
    this.details = { fields };
  }
}

export class MalformedRequest extends DomainError {
  readonly code = 'malformed_request';
  readonly status = 400;
}

export class MalformedJson extends fixedError(
  'malformed_json',
  400,
  'The body is not a JSON object or array.',
) {}

export class RequestTimeout extends fixedError(
  'request_timeout',
  408,
  'The request did not arrive in time.',
) {}

export class ExpectationFailed extends fixedError(
  'expectation_failed',
  417,
  'No expectation but 100-continue can be met.',
) {}

export class HeadersTooLarge extends fixedError(
  'headers_too_large',
  431,
  'The headers are larger than 16 KB.',
) {}

export class MethodNotAllowed extends fixedError(
  'method_not_allowed',
  405,
  'This method is not supported.',
) {}

export class BodyTooLarge extends fixedError('body_too_large', 413, 'The body is too large.') {}

export class UnsupportedMediaType extends DomainError {
  readonly code = 'unsupported_media_type';
  readonly status = 415;
}

export class NotAuthenticated extends fixedError('not_authenticated', 401, 'Log in first.') {}

export class CrossSiteRequest extends fixedError(
  'cross_site',
  403,
  'The request comes from another site. Behind a proxy that changes the host name, set HERMES_PUBLIC_URL.',
) {}

/** Says no address: whose it is, the client knows. */
export class AddressNotAllowed extends fixedError(
  'address_not_allowed',
  403,
  'This console is open to some addresses only, and yours is not among them (HERMES_ALLOWED_CIDRS).',
) {}

/** Trying again later helps; the answer says when. */
export abstract class RetryLater extends DomainError {
  constructor(
    message: string,
    /** At least 1. */
    readonly retryAfterSeconds: number,
  ) {
    super(message);
  }
}

export class TooManyRequests extends RetryLater {
  readonly code = 'too_many_requests';
  readonly status = 429;

  constructor(retryAfterSeconds: number) {
    super('Too many requests. Wait before you try again.', Math.max(1, retryAfterSeconds));
  }
}

export class DatabaseUnavailable extends RetryLater {
  readonly code = 'database_unavailable';
  readonly status = 503;

  constructor() {
    super('The database is away. Nothing is lost; try again in a moment.', 2);
  }
}
