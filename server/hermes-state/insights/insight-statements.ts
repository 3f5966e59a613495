import type { StateColumns } from '../sessions/session-columns.ts';
import type { SqliteStatement, SqliteValue } from '../sqlite/sqlite-work.ts';

/** In seconds since 1970. */
export interface InsightWindow {
  readonly from: number;
  readonly to: number;
  readonly source: string | undefined;
  /** Beginnings are told apart by spans of so many seconds. */
  readonly slotSeconds: number;
}

const counters = [
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'reasoning_tokens',
] as const;
/** What is read of a session; the others may be long. */
const sessionColumns = [
  'id',
  'source',
  'started_at',
  'model',
  'billing_provider',
  'api_call_count',
  'message_count',
  'tool_call_count',
  'estimated_cost_usd',
  'actual_cost_usd',
  'cost_status',
  ...counters,
] as const;
const mostRows = 60_000;

/**
 * Everything that was used by sessions that began in the window (`is_now` 1) or in one of the same length before it (0),
 * taken apart in several ways (`part`). Used is what Hermes notes by model and task, tasks beside the conversation
 * included, and what the session itself counts beyond that (hermes-agent 0.19, `hermes insights`).
 */
export function useStatement(columns: StateColumns, window: InsightWindow): SqliteStatement {
  const { s } = columns;
  const params: SqliteValue[] = [window.from, window.to, 2 * window.from - window.to];
  const source = window.source === undefined ? '' : `and s.source = ?${params.push(window.source)}`;
  const tokens = 'input_tokens + output_tokens + cache_read_tokens + cache_write_tokens';
  const sums = `count(distinct case when calls + ${tokens} > 0 or part_all then id end) as sessions,
    sum(calls) as calls, ${counters.map((name) => `sum(${name}) as ${name}`).join(', ')},
    sum(cost) as cost,
    sum(case when status in ('included') then ${tokens} else 0 end) as included_tokens,
    sum(case when status in ('unknown') then ${tokens} else 0 end) as unpriced_tokens`;
  /** `all`: also sessions that used nothing. */
  const part = (name: string, key: string, provider: string, all: boolean, where = 'is_now = 1') =>
    `select '${name}' as part, is_now, ${key} as name, ${provider} as provider, ${sums}
     from (select *, ${all ? 1 : 0} as part_all from used) where ${where} group by is_now, 3, 4`;
  const sql = `with chosen as materialized (
      select ${sessionColumns.map((name) => `${s(name)} as ${name}`).join(', ')},
        s.started_at >= ?1 as is_now
      from sessions s
      where s.started_at >= ?3 and s.started_at < ?2 ${source}
    ),
    noted as materialized (${notedUse(columns)}),
    used as materialized (
      select * from noted
      union all
      ${restOfUse}
    )
    ${[
      part('total', "''", 'null', true, '1'),
      part('slot', `cast(started_at / ${window.slotSeconds} as integer)`, 'null', true),
      part('source', 'source', 'null', true),
      part('model', 'model', 'provider', false),
      part('provider', 'provider', 'null', false),
      part('task', 'task', 'null', false),
    ].join('\nunion all\n')}
    union all
    select 'counts', is_now, '', null, sum(coalesce(message_count, 0)),
      sum(coalesce(tool_call_count, 0)), 0, 0, 0, 0, 0, 0, 0, 0
    from chosen group by is_now`;
  return { sql, params, maxRows: mostRows };
}

/** What stands in the table of use, for the chosen sessions. */
function notedUse({ u, schema }: StateColumns): string {
  if (!schema.session_model_usage?.includes('session_id'))
    return `select id, is_now, started_at, source, '' as model, '' as provider, '' as task, 0 as calls,
      ${counters.map((name) => `0 as ${name}`).join(', ')}, 0 as cost, '' as status from chosen where 0`;
  const actual = u('actual_cost_usd');
  return `select c.id, c.is_now, c.started_at, c.source, coalesce(u.model, '') as model,
      coalesce(${u('billing_provider')}, '') as provider, coalesce(${u('task')}, '') as task,
      coalesce(${u('api_call_count')}, 0) as calls,
      ${counters.map((name) => `coalesce(${u(name)}, 0) as ${name}`).join(', ')},
      coalesce(case when ${u('cost_status')} = 'actual' then ${actual} end, ${u('estimated_cost_usd')}, 0) as cost,
      ${statusOf(u)} as status
    from chosen c join session_model_usage u on u.session_id = c.id`;
}

/** What a session counts beyond its notes; a row for each session, so that none is missing. */
const restOfUse = `select s.id, s.is_now, s.started_at, s.source, coalesce(s.model, '') as model,
      coalesce(s.billing_provider, '') as provider, '' as task,
      max(0, coalesce(s.api_call_count, 0) - coalesce(n.calls, 0)) as calls,
      ${counters
        .map((name) => `max(0, coalesce(s.${name}, 0) - coalesce(n.${name}, 0)) as ${name}`)
        .join(', ')},
      case when n.id is null then
        coalesce(case when s.cost_status = 'actual' then s.actual_cost_usd end, s.estimated_cost_usd, 0)
      else 0 end as cost, ${statusOf((name) => `s.${name}`)} as status
    from chosen s left join (
      select id, sum(calls) as calls, ${counters.map((name) => `sum(${name}) as ${name}`).join(', ')}
      from noted where task = '' group by id
    ) n on n.id = s.id`;

/** Without a status, an amount above zero is an estimate, and zero means that no price is known. */
function statusOf(column: (name: string) => string): string {
  return `coalesce(${column('cost_status')}, case when coalesce(${column('estimated_cost_usd')}, 0) > 0 then 'estimated' else 'unknown' end)`;
}

/** Which tools the sessions of the window called; every message of theirs is looked at. */
export function toolStatements(
  { m }: StateColumns,
  window: InsightWindow,
): Record<'messages' | 'calls', SqliteStatement> {
  const params: SqliteValue[] = [window.from, window.to];
  const source = window.source === undefined ? '' : `and s.source = ?${params.push(window.source)}`;
  const messages = `sessions s cross join messages m on m.session_id = s.id
    where s.started_at >= ?1 and s.started_at < ?2 ${source}`;
  const list = m('tool_calls');
  const said = `(select m.timestamp, ${list} as list from ${messages}
    and ${list} is not null and json_valid(${list}) and json_type(${list}) = 'array')`;
  const name = `coalesce(json_extract(call.value, '$.function.name'), json_extract(call.value, '$.name'))`;
  const given = `json_extract(call.value, '$.function.arguments')`;
  const limit = { params, maxRows: 5000 };
  return {
    messages: {
      sql: `select m.role, ${m('tool_name')} as name, count(*) as count from ${messages}
            and m.role in ('tool', 'user') group by 1, 2`,
      ...limit,
    },
    calls: {
      sql: `select name, case when name in ('skill_view', 'skill_manage') and json_valid(given)
              then json_extract(given, '$.name') end as skill, count(*) as count, max(timestamp) as last
            from (select ${name} as name, ${given} as given, said.timestamp
                  from ${said} said, json_each(said.list) call where json_type(call.value) = 'object')
            group by 1, 2`,
      ...limit,
    },
  };
}
