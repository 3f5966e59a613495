import type { SqliteRow, SqliteStatement, SqliteValue } from '../sqlite/sqlite-work.ts';
import { isDelegated, kindOf, linkOf, type StateColumns } from './session-columns.ts';
import { costOf, numberOf, previewOf, textOf, timeOf, tokensOf } from './session-values.ts';
import type { Session, SessionFilter, SessionKind, SessionLink } from './sessions.contract.ts';

/** A conversation that was summarised more often than this is taken as a circle. */
const longestChain = 200;

/** Where a page ends: the time of the last activity as the database has it, and the id. */
export type ListCursor = readonly [number, string];

/**
 * One page, newest activity first. Conversations that were compressed appear as their newest session. Hermes lists a
 * session unless it is archived, delegated, or a continuation (hermes-agent 0.19).
 */
export function listStatement(
  columns: StateColumns,
  filter: Omit<SessionFilter, 'profile'>,
  { limit, cursor }: { readonly limit: number; readonly cursor: ListCursor | undefined },
): SqliteStatement {
  const params: SqliteValue[] = [];
  const bind = (value: SqliteValue) => `?${params.push(value)}`;
  const { s } = columns;
  const conditions = conditionsOf(columns, filter, bind);
  const before = cursor ? `where (last_active, id) < (${bind(cursor[0])}, ${bind(cursor[1])})` : '';
  const sql = `with recursive
    ${conversationTips(columns, filter.kind)},
    active as (select session_id, max(timestamp) as last_active from messages group by session_id),
    matching as (
      select s.id, t.root, t.steps, coalesce(a.last_active, s.started_at, 0) as last_active
      from tips t join sessions s on s.id = t.id left join active a on a.session_id = s.id
      ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
    ),
    page as (
      select *, (select count(*) from matching) as total from matching ${before}
      order by last_active desc, id desc limit ${bind(limit + 1)}
    )
    select page.root, page.steps, page.total, page.last_active, ${sessionFields(columns)}
    from page join sessions s on s.id = page.id
    left join sessions p on p.id = ${s('parent_session_id')}
    order by page.last_active desc, page.id desc`;
  return { sql, params, maxRows: limit + 1 };
}

/** Sessions as they are listed: `tips(root, id, steps)`. */
function conversationTips(columns: StateColumns, kind: SessionKind | undefined): string {
  const { s } = columns;
  if (kind === 'subagent')
    return `tips as (select id as root, id, 0 as steps from sessions s where ${kindOf(columns)} = 'subagent')`;
  const parent = s('parent_session_id');
  return `roots as (
      select s.id from sessions s left join sessions p on p.id = ${parent}
      where not ${isDelegated(columns)} and coalesce(${linkOf(columns)}, 'branch') = 'branch'
    ),
    chain(root, id, steps) as (
      select id, id, 0 from roots
      union all
      select chain.root, (
        select c.id from sessions c
        where ${s('parent_session_id', 'c')} = chain.id and ${linkOf(columns, 'c', 's')} = 'compression'
        order by c.started_at desc, c.id desc limit 1
      ), chain.steps + 1
      from chain join sessions s on s.id = chain.id
      where ${s('end_reason')} = 'compression' and chain.steps < ${longestChain}
    ),
    tips as (select root, id, max(steps) as steps from chain where id is not null group by root)`;
}

/** What the filters of the list mean, for `sessions as s` and its last activity `a`. */
function conditionsOf(
  columns: StateColumns,
  filter: Omit<SessionFilter, 'profile'>,
  bind: (value: SqliteValue) => string,
): string[] {
  const seconds = (iso: string) => bind(Date.parse(iso) / 1000);
  const lastActive = 'coalesce(a.last_active, s.started_at, 0)';
  return [
    ...sessionConditions(columns, filter, bind),
    ...(filter.from ? [`${lastActive} >= ${seconds(filter.from)}`] : []),
    ...(filter.to ? [`${lastActive} < ${seconds(filter.to)}`] : []),
  ];
}

/** Those that concern the session alone. */
export function sessionConditions(
  columns: StateColumns,
  { source, model, kind, archived, failed }: Omit<SessionFilter, 'profile'>,
  bind: (value: SqliteValue) => string,
): string[] {
  const { s } = columns;
  const isArchived = `coalesce(${s('archived')}, 0)`;
  return [
    ...(source ? [`s.source = ${bind(source)}`] : []),
    ...(model ? [`${s('model')} = ${bind(model)}`] : []),
    ...(kind ? [`${kindOf(columns)} = ${bind(kind)}`] : []),
    ...(archived === 'all' ? [] : [`${isArchived} ${archived === 'yes' ? '<>' : '='} 0`]),
    ...(failed ? [`(${failures(columns)}) > 0`] : []),
  ];
}

const failedMessage = (columns: StateColumns) => `${columns.m('finish_reason')} = 'error'`;

/** Above zero when something failed. */
const failures = (columns: StateColumns) =>
  `(${columns.s('handoff_error')} is not null) + (${columns.s('compression_failure_error')} is not null)
   + exists (select 1 from messages m where m.session_id = s.id and ${failedMessage(columns)})`;

/** What {@link sessionOf} reads, of `sessions as s` with its parent `p`. */
export function sessionFields(columns: StateColumns): string {
  const { s, m } = columns;
  const plain = [
    'id',
    'source',
    'title',
    'model',
    'billing_provider',
    'started_at',
    'ended_at',
    'end_reason',
    'message_count',
    'tool_call_count',
    'api_call_count',
    'input_tokens',
    'output_tokens',
    'cache_read_tokens',
    'cache_write_tokens',
    'reasoning_tokens',
    'estimated_cost_usd',
    'actual_cost_usd',
    'cost_status',
    'archived',
    'parent_session_id',
    'handoff_error',
    'compression_failure_error',
  ].map((name) => `${s(name)} as ${name}`);
  return `${plain.join(', ')}, ${kindOf(columns)} as kind, ${linkOf(columns)} as link,
    coalesce(${s('git_repo_root')}, ${s('cwd')}) as workspace,
    coalesce(${s('display_name')}, ${s('user_id')}) as user_name,
    (select count(*) from sessions c where ${s('parent_session_id', 'c')} = s.id) as child_count,
    (select count(*) from messages m where m.session_id = s.id and ${failedMessage(columns)}) as failed_messages,
    (select count(*) from messages m where m.session_id = s.id) as counted_messages,
    (select substr(cast(m.content as blob), 1, 8192) from messages m
     where m.session_id = s.id and m.role = 'user' order by m.timestamp, ${m('id')} limit 1) as first_text`;
}

export function sessionOf(row: SqliteRow, mask: (text: string) => string): Session {
  const failed = numberOf(row.failed_messages);
  const failures = [
    ...(failed > 0 ? [`${failed} answer${failed === 1 ? '' : 's'} ended with an error`] : []),
    ...(row.handoff_error === null ? [] : [`Handing over: ${String(row.handoff_error)}`]),
    ...(row.compression_failure_error === null
      ? []
      : [`Summarising: ${String(row.compression_failure_error)}`]),
  ];
  return {
    id: String(row.id),
    title: row.title === null ? null : mask(String(row.title)),
    preview: mask(previewOf(row.first_text)),
    source: String(row.source),
    kind: row.kind as SessionKind,
    model: textOf(row.model),
    provider: textOf(row.billing_provider),
    startedAt: timeOf(row.started_at),
    lastActiveAt: timeOf(row.last_active),
    endedAt: timeOf(row.ended_at),
    endReason: textOf(row.end_reason),
    messageCount: numberOf(row.message_count ?? row.counted_messages),
    toolCallCount: numberOf(row.tool_call_count),
    apiCallCount: numberOf(row.api_call_count),
    tokens: tokensOf(row),
    cost: costOf(row),
    workspace: textOf(row.workspace),
    user: textOf(row.user_name),
    isArchived: numberOf(row.archived) !== 0,
    failures: failures.map((text) => mask(text.slice(0, 500))),
    parentId: textOf(row.parent_session_id),
    link: row.link as SessionLink | null,
    rootId: String(row.root ?? row.id),
    chainLength: numberOf(row.steps) + 1,
    childCount: numberOf(row.child_count),
  };
}
