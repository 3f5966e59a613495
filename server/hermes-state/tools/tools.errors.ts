import { DomainError } from '../../http/domain-error.ts';

/** What was asked for cannot come true this way. */
export class ToolsetLocked extends DomainError {
  readonly code = 'toolset_locked';
  readonly status = 409;
}
