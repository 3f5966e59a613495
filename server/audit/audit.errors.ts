import { DomainError } from '../http/domain-error.ts';

export class SearchNeedsFrom extends DomainError {
  readonly code = 'search_needs_from';
  readonly status = 422;

  constructor() {
    super('A text search needs a start time: add "from", such as from=2026-11-21T00:00:00Z.');
  }
}

export class RetentionRunning extends DomainError {
  readonly code = 'retention_running';
  readonly status = 409;

  constructor() {
    super('The audit log is being purged right now. Try again when that run has ended.');
  }
}
