import { Injectable } from '@nestjs/common';
import { NotFound } from '../../http/domain-error.ts';
import { KnownSecrets } from '../commands/known-secrets.ts';
import type { SqliteRow, SqliteStatement } from '../sqlite/sqlite-work.ts';
import { sourceOf } from '../state-file.ts';
import { linkOf, type StateColumns } from './session-columns.ts';
import { costOf, numberOf, textOf, timeOf, tokensOf } from './session-values.ts';
import { sessionFields, sessionOf } from './sessions-list.ts';
import { StateDatabase } from './state-database.ts';
import { StateUnreadable } from './sessions.errors.ts';
import type { SessionDetail, SessionLink, SessionNode } from './sessions.contract.ts';

const mostRelatives = 300;
const deepest = 100;

/** One session with its relatives and what it used. */
@Injectable()
export class SessionDetails {
  constructor(
    private readonly database: StateDatabase,
    private readonly secrets: KnownSecrets,
  ) {}

  /** Throws `NotFound` for a profile or a session that is not there, and {@link StateUnreadable}. */
  async read(id: string, profile: string): Promise<SessionDetail> {
    const found = await this.database.read(profile, (columns) => ({
      session: sessionStatement(columns, id),
      family: familyStatement(columns, id),
      facts: factsStatement(columns, id),
      usage: usageStatement(columns, id),
    }));
    const path = this.database.fileOf(profile);
    if (found.status === 'unreadable') throw new StateUnreadable(path, found.reason);
    const session = found.status === 'present' ? found.value.session.rows[0] : undefined;
    if (found.status !== 'present' || !session)
      throw new NotFound(`The session ${id.slice(0, 100)}`);
    const { family, facts, usage } = found.value;
    const mask = await this.secrets.maskFor(profile);
    return {
      file: sourceOf(path, found),
      session: sessionOf({ ...session, ...beginningOf(id, family.rows) }, mask),
      family: family.rows.slice(0, mostRelatives).map((row) => nodeOf(row, mask)),
      isFamilyCut: family.rows.length > mostRelatives,
      facts: Object.entries(facts.rows[0] ?? {}).flatMap(([name, value]) =>
        value === null || value === '' ? [] : [{ name, value: mask(String(value).slice(0, 2000)) }],
      ),
      usage: usage.rows.map((row) => ({
        model: String(row.model),
        provider: textOf(row.billing_provider) ?? '',
        task: textOf(row.task) ?? '',
        calls: numberOf(row.api_call_count),
        tokens: tokensOf(row),
        cost: costOf(row),
      })),
    };
  }
}

function sessionStatement(columns: StateColumns, id: string): SqliteStatement {
  const sql = `select ${sessionFields(columns)},
      (select max(timestamp) from messages where session_id = s.id) as last_active
    from sessions s left join sessions p on p.id = ${columns.s('parent_session_id')} where s.id = ?1`;
  return { sql, params: [id] };
}

/** Up to the first session of all, then down to everything that came from it. */
function familyStatement(columns: StateColumns, id: string): SqliteStatement {
  const { s } = columns;
  const parent = s('parent_session_id');
  const sql = `with recursive
    up(id, steps) as (
      select ?1, 0
      union
      select ${parent}, up.steps + 1 from up join sessions s on s.id = up.id
      where ${parent} is not null and up.steps < ${deepest}
    ),
    down(id, depth) as (
      select id, 0 from (select id from up order by steps desc limit 1)
      union
      select s.id, down.depth + 1 from down join sessions s on ${parent} = down.id
      where down.depth < ${deepest} limit ${mostRelatives + 1}
    )
    select s.id, s.source, s.started_at, ${parent} as parent_session_id, ${s('title')} as title,
      ${s('model')} as model, ${s('end_reason')} as end_reason, ${s('message_count')} as message_count,
      ${s('archived')} as archived, ${linkOf(columns)} as link
    from down join sessions s on s.id = down.id left join sessions p on p.id = ${parent}
    group by s.id order by min(down.depth), s.started_at, s.id`;
  return { sql, params: [id], maxRows: mostRelatives + 1 };
}

/** The first session of a conversation: as far up as it was only summarised. */
function beginningOf(
  id: string,
  family: readonly SqliteRow[],
): { readonly root: string; readonly steps: number } {
  const byId = new Map(family.map((row) => [row.id, row]));
  let root = id;
  let steps = 0;
  for (; steps < deepest && byId.get(root)?.link === 'compression'; steps++)
    root = String(byId.get(root)!.parent_session_id);
  return { root, steps };
}

function nodeOf(row: SqliteRow, mask: (text: string) => string): SessionNode {
  return {
    id: String(row.id),
    parentId: textOf(row.parent_session_id),
    link: row.link as SessionLink | null,
    title: row.title === null || row.title === undefined ? null : mask(String(row.title)),
    source: String(row.source),
    model: textOf(row.model),
    startedAt: timeOf(row.started_at),
    endReason: textOf(row.end_reason),
    messageCount: numberOf(row.message_count),
    isArchived: numberOf(row.archived) !== 0,
  };
}

/** What else Hermes notes of a session, by its names for it. */
const factColumns = [
  'chat_type',
  'chat_id',
  'thread_id',
  'session_key',
  'cwd',
  'git_branch',
  'git_repo_root',
  'billing_provider',
  'billing_base_url',
  'billing_mode',
  'cost_source',
  'pricing_version',
  'handoff_state',
  'handoff_platform',
  'handoff_error',
  'compression_failure_error',
  'rewind_count',
  'profile_name',
  'model_config',
] as const;

function factsStatement({ s }: StateColumns, id: string): SqliteStatement {
  const fields = factColumns.map((name) => `${s(name)} as ${name}`).join(', ');
  return { sql: `select ${fields} from sessions s where s.id = ?1`, params: [id] };
}

function usageStatement({ schema, u }: StateColumns, id: string): SqliteStatement {
  if (!schema.session_model_usage?.includes('session_id')) return { sql: 'select 1 limit 0' };
  const sql = `select u.model, ${u('billing_provider')} as billing_provider, ${u('task')} as task,
      ${u('api_call_count')} as api_call_count, ${u('input_tokens')} as input_tokens,
      ${u('output_tokens')} as output_tokens, ${u('cache_read_tokens')} as cache_read_tokens,
      ${u('cache_write_tokens')} as cache_write_tokens, ${u('reasoning_tokens')} as reasoning_tokens,
      ${u('estimated_cost_usd')} as estimated_cost_usd, ${u('actual_cost_usd')} as actual_cost_usd,
      ${u('cost_status')} as cost_status
    from session_model_usage u where u.session_id = ?1 order by task, model`;
  return { sql, params: [id], maxRows: 200 };
}
