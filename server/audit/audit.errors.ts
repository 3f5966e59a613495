import { fixedError } from '../http/domain-error.ts';

export class SearchNeedsFrom extends fixedError(
  'search_needs_from',
  422,
  'A text search needs a start time: add "from", such as from=2026-11-21T00:00:00Z.',
) {}

export class RetentionRunning extends fixedError(
  'retention_running',
  409,
  'The audit log is being purged right now. Try again when that run has ended.',
) {}
