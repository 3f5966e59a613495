import { DomainError } from '../../http/domain-error.ts';
import type { ActRow } from './kanban-changes.contract.ts';

/** Not one of the tasks was changed: Hermes refused, or it was known that it would. */
export class TasksRefused extends DomainError {
  readonly code = 'hermes_refused';
  readonly status = 409;
  override readonly details: { readonly rows: readonly ActRow[] };

  constructor(rows: readonly ActRow[]) {
    super(rows.length === 1 ? rows[0]!.text : `None of the ${rows.length} tasks was changed.`);
    this.details = { rows };
  }
}

/** The default board, or one that is there already. */
export class BoardRefused extends DomainError {
  readonly code = 'board_refused';
  readonly status = 409;
}
