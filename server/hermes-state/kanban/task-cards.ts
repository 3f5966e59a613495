import { maskedStart, readFor } from '../commands/known-secrets.ts';
import { numberOf, textOf, timeOf } from '../sessions/session-values.ts';
import type { SqliteRow } from '../sqlite/sqlite-work.ts';
import { countOf, type BoardColumns } from './board-database.ts';
import type { TaskCard, TaskWarning } from './kanban.contract.ts';

/** A worker that gave no sign for so long is taken for dead by Hermes. */
const staleMs = 3_600_000;
export const longestTitle = 500;
const longestError = 300;

/** What a card shows of the task `t`, as SQL. */
export function cardFields(columns: BoardColumns): string {
  const { t, has } = columns;
  const openParents = has('task_links')
    ? `(select count(*) from task_links l join tasks p on p.id = l.parent_id
        where l.child_id = t.id and p.status not in ('done', 'archived'))`
    : '0';
  return `t.id, substr(t.title, 1, ${readFor(longestTitle)}) as title, t.status, ${t('assignee')} as assignee,
    ${t('tenant')} as tenant, ${t('priority')} as priority, ${t('created_at')} as created_at,
    ${t('started_at')} as started_at, ${t('completed_at')} as completed_at, ${t('block_kind')} as block_kind,
    ${t('consecutive_failures')} as failures, ${t('last_heartbeat_at')} as heartbeat_at,
    substr(${t('last_failure_error')}, 1, ${readFor(longestError)}) as last_error,
    ${countOf(columns, 'task_comments', 'task_id')} as comments,
    ${countOf(columns, 'task_attachments', 'task_id')} as attachments,
    ${countOf(columns, 'task_links', 'child_id')} as parents, ${openParents} as open_parents,
    ${countOf(columns, 'task_links', 'parent_id')} as children`;
}

export interface CardReading {
  readonly mask: (text: string) => string;
  /** Profiles that are there. */
  readonly profiles: ReadonlySet<string>;
  readonly nowMs: number;
}

/** A row of {@link cardFields}. */
export function cardOf(row: SqliteRow, reading: CardReading): TaskCard {
  return {
    id: String(row.id),
    title: maskedStart(String(row.title), longestTitle, reading.mask),
    status: String(row.status),
    assignee: textOf(row.assignee),
    tenant: textOf(row.tenant),
    priority: numberOf(row.priority),
    createdAt: timeOf(row.created_at),
    startedAt: timeOf(row.started_at),
    completedAt: timeOf(row.completed_at),
    blockKind: textOf(row.block_kind),
    comments: numberOf(row.comments),
    attachments: numberOf(row.attachments),
    parents: numberOf(row.parents),
    openParents: numberOf(row.open_parents),
    children: numberOf(row.children),
    warnings: warningsOf(row, reading),
  };
}

function warningsOf(row: SqliteRow, { mask, profiles, nowMs }: CardReading): TaskWarning[] {
  const { status } = row;
  const [assignee, failures] = [textOf(row.assignee), numberOf(row.failures)];
  const warnings: TaskWarning[] = [];
  if (failures > 0 && status !== 'done' && status !== 'archived') {
    const error = textOf(row.last_error);
    const times =
      failures === 1 ? 'Its last attempt failed' : `It failed ${failures} times in a row`;
    warnings.push({
      kind: 'failures',
      text: error === null ? `${times}.` : `${times}: ${maskedStart(error, longestError, mask)}`,
    });
  }
  if (status === 'ready' && assignee === null)
    warnings.push({ kind: 'no_assignee', text: 'Nobody is assigned, so no worker takes it.' });
  if ((status === 'ready' || status === 'running') && assignee !== null && !profiles.has(assignee))
    warnings.push({
      kind: 'unknown_assignee',
      text: `There is no profile ${assignee}, so no worker takes it.`,
    });
  const sign = timeOf(row.heartbeat_at) ?? timeOf(row.started_at);
  if (status === 'running' && sign !== null && nowMs - Date.parse(sign) > staleMs)
    warnings.push({ kind: 'stale', text: 'Its worker has given no sign for more than an hour.' });
  return warnings;
}
