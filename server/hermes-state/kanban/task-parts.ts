import { maskedStart, readFor } from '../commands/known-secrets.ts';
import { numberOf, textOf, timeOf } from '../sessions/session-values.ts';
import type { SqliteRow, SqliteStatement } from '../sqlite/sqlite-work.ts';
import type { BoardColumns } from './board-database.ts';
import type { TaskDetail, TaskRelative, TaskRun } from './kanban.contract.ts';
import { cardFields, longestTitle } from './task-cards.ts';

type Mask = (text: string) => string;
type Part = 'task' | 'parents' | 'children' | 'comments' | 'events' | 'runs' | 'attachments';

const longestBody = 100_000;
const longestText = 10_000;
const longestPayload = 2000;
const mostRows = 200;

const none: SqliteStatement = { sql: 'select null limit 0' };

/** What is asked about one task. */
export function detailStatements(
  columns: BoardColumns,
  id: string,
): Readonly<Record<Part, SqliteStatement>> {
  const { t, of, has } = columns;
  const cut = (sql: string, most: number, name: string) =>
    `substr(${sql}, 1, ${readFor(most)}) as ${name}`;
  const plain = (names: readonly string[]) =>
    names.map((name) => `${t(name)} as ${name}`).join(', ');
  /** The newest rows of another table that belong to the task. */
  const rowsOf = (
    table: string,
    names: readonly string[],
    texts: readonly string[],
    most: number,
  ) =>
    has(table)
      ? {
          sql: `select ${[
            ...names.map((name) => `${of(table, name)} as ${name}`),
            ...texts.map((name) => cut(of(table, name), most, name)),
          ].join(', ')} from ${table} where task_id = ?1 order by ${of(table, 'id')} desc`,
          params: [id],
          maxRows: mostRows,
        }
      : none;
  const relatives = (own: string, other: string) =>
    has('task_links')
      ? {
          sql: `select l.${other} as id, substr(t.title, 1, ${readFor(longestTitle)}) as title, t.status from task_links l
            left join tasks t on t.id = l.${other} where l.${own} = ?1 order by 1`,
          params: [id],
          maxRows: mostRows,
        }
      : none;
  return {
    task: {
      sql: `select ${cardFields(columns)}, ${cut(t('body'), longestBody, 'body')},
        ${cut(t('result'), longestText, 'result')}, ${cut(t('skills'), longestText, 'skills')},
        ${plain(moreColumns)} from tasks t where t.id = ?1`,
      params: [id],
    },
    parents: relatives('child_id', 'parent_id'),
    children: relatives('parent_id', 'child_id'),
    comments: rowsOf('task_comments', ['id', 'author', 'created_at'], ['body'], longestText),
    events: rowsOf(
      'task_events',
      ['id', 'run_id', 'kind', 'created_at'],
      ['payload'],
      longestPayload,
    ),
    runs: rowsOf(
      'task_runs',
      [
        ...['id', 'profile', 'step_key', 'status', 'outcome', 'started_at', 'ended_at'],
        ...['last_heartbeat_at', 'worker_pid'],
      ],
      ['summary', 'error', 'metadata'],
      longestText,
    ),
    attachments: rowsOf(
      'task_attachments',
      ['id', 'filename', 'stored_path', 'content_type', 'size', 'uploaded_by', 'created_at'],
      [],
      0,
    ),
  };
}

const moreColumns = [
  ...[
    'created_by',
    'workspace_kind',
    'workspace_path',
    'branch_name',
    'claim_lock',
    'claim_expires',
  ],
  ...[
    'max_runtime_seconds',
    'last_heartbeat_at',
    'model_override',
    'provider_override',
    'max_retries',
  ],
  ...['goal_mode', 'goal_max_turns', 'session_id', 'block_recurrences', 'consecutive_failures'],
  'last_failure_error',
];

const masked = (
  value: SqliteRow[string] | undefined,
  mask: Mask,
  most = longestText,
): string | null => {
  const text = textOf(value);
  return text === null ? null : maskedStart(text, most, mask);
};
const countOrNull = (value: SqliteRow[string] | undefined): number | null =>
  value === null || value === undefined ? null : numberOf(value);

/** What only the page of a task shows of it. */
export function moreOf(row: SqliteRow, mask: Mask) {
  return {
    body: masked(row.body, mask, longestBody),
    isBodyCut: (textOf(row.body)?.length ?? 0) > longestBody,
    result: masked(row.result, mask),
    createdBy: textOf(row.created_by),
    workspace: {
      kind: textOf(row.workspace_kind),
      path: textOf(row.workspace_path),
      branch: textOf(row.branch_name),
    },
    claim: {
      holder: textOf(row.claim_lock),
      expiresAt: timeOf(row.claim_expires),
      heartbeatAt: timeOf(row.last_heartbeat_at),
    },
    skills: skillsIn(textOf(row.skills)),
    model: textOf(row.model_override),
    provider: textOf(row.provider_override),
    maxRetries: countOrNull(row.max_retries),
    maxRuntimeSeconds: countOrNull(row.max_runtime_seconds),
    isGoal: numberOf(row.goal_mode) !== 0,
    goalTurns: countOrNull(row.goal_max_turns),
    sessionId: textOf(row.session_id),
    blockRecurrences: numberOf(row.block_recurrences),
    failures: numberOf(row.consecutive_failures),
    lastError: masked(row.last_failure_error, mask),
  } satisfies Partial<TaskDetail['task']>;
}

/** A list of names as JSON; other people's text need not be one. */
function skillsIn(text: string | null): string[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value)
      ? value.filter((name) => typeof name === 'string').slice(0, 100)
      : [];
  } catch {
    return [];
  }
}

export const relativeOf = (row: SqliteRow, mask: Mask): TaskRelative => ({
  id: String(row.id),
  title: masked(row.title, mask, longestTitle) ?? 'not on this board any more',
  status: textOf(row.status),
});

export const commentOf = (row: SqliteRow, mask: Mask): TaskDetail['comments'][number] => ({
  id: numberOf(row.id),
  author: textOf(row.author) ?? 'unknown',
  body: masked(row.body, mask) ?? '',
  at: timeOf(row.created_at),
});

export const eventOf = (row: SqliteRow, mask: Mask): TaskDetail['events'][number] => ({
  id: numberOf(row.id),
  kind: textOf(row.kind) ?? 'unknown',
  run: countOrNull(row.run_id),
  payload: masked(row.payload, mask, longestPayload),
  at: timeOf(row.created_at),
});

export const runOf = (row: SqliteRow, mask: Mask): TaskRun => ({
  id: numberOf(row.id),
  profile: textOf(row.profile),
  step: textOf(row.step_key),
  status: textOf(row.status) ?? 'unknown',
  outcome: textOf(row.outcome),
  summary: masked(row.summary, mask),
  error: masked(row.error, mask),
  metadata: masked(row.metadata, mask),
  startedAt: timeOf(row.started_at),
  endedAt: timeOf(row.ended_at),
  heartbeatAt: timeOf(row.last_heartbeat_at),
  workerPid: countOrNull(row.worker_pid),
});

export const attachmentOf = (row: SqliteRow) => ({
  id: numberOf(row.id),
  name: textOf(row.filename) ?? '',
  contentType: textOf(row.content_type),
  bytes: numberOf(row.size),
  by: textOf(row.uploaded_by),
  at: timeOf(row.created_at),
  path: textOf(row.stored_path) ?? '',
});
