import { DomainError } from './domain-error.ts';

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

export class MalformedJson extends DomainError {
  readonly code = 'malformed_json';
  readonly status = 400;

  constructor() {
    super('The body is not a JSON object or array.');
  }
}

export class RequestTimeout extends DomainError {
  readonly code = 'request_timeout';
  readonly status = 408;

  constructor() {
    super('The request did not arrive in time.');
  }
}

export class ExpectationFailed extends DomainError {
  readonly code = 'expectation_failed';
  readonly status = 417;

  constructor() {
    super('No expectation but 100-continue can be met.');
  }
}

export class HeadersTooLarge extends DomainError {
  readonly code = 'headers_too_large';
  readonly status = 431;

  constructor() {
    super('The headers are larger than 16 KB.');
  }
}

export class MethodNotAllowed extends DomainError {
  readonly code = 'method_not_allowed';
  readonly status = 405;

  constructor() {
    super('This method is not supported.');
  }
}

export class BodyTooLarge extends DomainError {
  readonly code = 'body_too_large';
  readonly status = 413;

  constructor() {
    super('The body is too large.');
  }
}

export class UnsupportedMediaType extends DomainError {
  readonly code = 'unsupported_media_type';
  readonly status = 415;
}

export class NotAuthenticated extends DomainError {
  readonly code = 'not_authenticated';
  readonly status = 401;

  constructor() {
    super('Log in first.');
  }
}

export class CrossSiteRequest extends DomainError {
  readonly code = 'cross_site';
  readonly status = 403;

  constructor() {
    super(
      'The request comes from another site. Behind a proxy that changes the host name, set HERMES_PUBLIC_URL.',
    );
  }
}

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
