import { DomainError } from '../http/domain-error.ts';
import { RetryLater } from '../http/refusals.ts';

export class TooManyLiveConnections extends RetryLater {
  readonly code = 'too_many_live_connections';
  readonly status = 429;

  constructor(whose: 'session' | 'console') {
    super(
      whose === 'session'
        ? 'This login has too many live connections open. Close a tab, or wait a moment.'
        : 'The console has too many live connections open. Try again in a moment.',
      10,
    );
  }
}

export class RequestFinished extends DomainError {
  readonly code = 'request_finished';
  readonly status = 409;

  constructor(endReason: string | null) {
    super(`The request has already ended${endReason === null ? '' : ` (${endReason})`}.`);
  }
}
