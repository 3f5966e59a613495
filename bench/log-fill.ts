import type pg from 'pg';
import type { AuditPartitions } from '../server/audit/audit-partitions.ts';

/** What a filled log looks like. */
export interface LogShape {
  readonly rows: number;
  readonly days: number;
  readonly users: number;
}

const dayMs = 86_400_000;
const rowsAtOnce = 10_000;
const connections = 2;
/** In about one prompt of this many. */
export const needle = 'quokka-7731';
export const needleEvery = 100_000;
/** Asked for by about one request of this many. */
export const rareModel = 'hermes-4-preview';
const rareModelEvery = 10_000;

/**
 * Fills an empty database with API users and a log as gateways would have left it: more requests by some users than by
 * others, most answers good, bodies of 0.5 to 2 kB, and the hourly roll-ups that belong to them. Answers seconds.
 */
export async function fillLog(
  pool: pg.Pool,
  partitions: AuditPartitions,
  shape: LogShape,
  progress: (text: string) => void,
): Promise<number> {
  const startedAt = performance.now();
  const end = Date.now();
  const start = end - shape.days * dayMs;
  await partitions.ensure(new Date(start), shape.days + 2);
  await pool.query(usersSql, [shape.users]);
  const stepMs = (end - start) / shape.rows;
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < shape.rows) {
      const first = next;
      next += rowsAtOnce;
      const count = Math.min(rowsAtOnce, shape.rows - first);
      await pool.query(rowsSql, [first, count, start, stepMs, shape.users]);
      if (first % 500_000 === 0) progress(`${first.toLocaleString('en')} rows`);
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  progress('roll-ups');
  for (const statement of rollupSql) await pool.query(statement);
  progress('vacuum analyze');
  await pool.query('vacuum analyze');
  return (performance.now() - startedAt) / 1000;
}

const usersSql = `
  with made as (select i, md5('user ' || i)::uuid as id from generate_series(0, $1::integer - 1) i),
  users as (
    insert into api_user (id, display_name, gateways, requests_per_minute, monthly_token_cap, created_at)
    select id, 'Team ' || i, case when i % 3 = 0 then array['post'] else array['pre', 'post'] end, 600,
      20000000 + i * 400000, now() - interval '100 days'
    from made returning id
  )
  insert into api_key (id, api_user_id, hash, prefix, last_four)
  select md5('key ' || i)::uuid, id, sha256(('key ' || i)::bytea), 'hms_' || substr(md5(i::text), 1, 4),
    substr(md5(i::text), 5, 4)
  from made`;

/** $1 first row, $2 rows, $3 start in ms, $4 ms between two rows, $5 users. */
const rowsSql = `
with corpus as (
  select string_agg(word, ' ') as text from (
    select (array['the', 'model', 'answers', 'tickets', 'about', 'invoices', 'and', 'deploys', 'a', 'service', 'when',
      'customers', 'ask', 'for', 'reports', 'in', 'quarterly', 'meetings'])[1 + (i * 7919 + i / 13) % 18]
      || case when i % 11 = 0 then i::text else '' end as word
    from generate_series(1, 1200) i
  ) words
), drawn as materialized (
  select i, ($3::bigint + i * $4::float8)::bigint as ms, floor($5::integer * power(random(), 2))::integer as person,
    random() as luck, random() as taste, random() as size, md5(i::text || 'x') as hash
  from generate_series($1::integer, $1::integer + $2::integer - 1) i
), made as materialized (
  select drawn.*, to_timestamp(ms / 1000.0) as at, md5('user ' || person)::uuid as api_user_id,
    (lpad(to_hex(ms), 12, '0') || '7' || lpad(to_hex(i & 4095), 3, '0') || '8' || substr(hash, 1, 15))::uuid as id,
    case when i % ${rareModelEvery} = 77 then '${rareModel}'
      when taste < 0.5 then 'hermes-4' when taste < 0.8 then 'hermes-4-mini' when taste < 0.95 then 'kimi-k2'
      else 'qwen3-coder' end as model,
    case when luck < 0.955 then 200 when luck < 0.965 then 429 when luck < 0.975 then 502 when luck < 0.985 then 400
      when luck < 0.995 then 200 else 504 end as status,
    case when luck < 0.965 then 'done' when luck < 0.975 then 'upstream_error' when luck < 0.985 then 'done'
      when luck < 0.995 then 'client_abort' else 'timeout' end as end_reason,
    300 + (1200 * size * size)::integer as length
  from drawn
), written as materialized (
  select made.*, '{"model":"' || model || '","messages":[{"role":"user","content":"'
      || case when i % ${needleEvery} = 4242 then '${needle} ' else '' end
      || substr(corpus.text, 1 + i % 5000, length) || '"}]}' as prompt,
    substr(corpus.text, 1 + i % 5000, least(length, 200)) as preview,
    '{"id":"chatcmpl-' || hash || '","object":"chat.completion","choices":[{"message":{"role":"assistant","content":"'
      || substr(corpus.text, 1 + (i * 31) % 5000, length) || '"},"finish_reason":"stop"}]}' as response
  from made, corpus
), requests as (
  insert into audit_request
  select id, at, md5('process')::uuid, case when person % 3 = 0 then 'post' else 'pre' end, api_user_id, 'Team ' || person,
    md5('key ' || person)::uuid, 'hms_' || substr(md5(person::text), 1, 4), date_trunc('month', at at time zone 'utc'),
    1500, length / 4, 'POST', '/v1/chat/completions', model, taste < 0.6, 'https://upstream.example',
    '192.0.2.' || person % 250, 'openai-python/2.1', case when i % 3 = 0 then 'client-' || i end, 0, prompt,
    octet_length(prompt), sha256(convert_to(prompt, 'UTF8')), size > 0.99, preview
  from written
)
insert into audit_response
select id, at + (500 + 9500 * size) * interval '1 ms', status, end_reason,
  case when status >= 400 then 'upstream_error' end, 'upstream', length / 4, length / 4, length / 2, 0, null, length / 2,
  case when end_reason = 'done' then 'stop' end, model || '-2026', status, 'up-' || i, (100 + 400 * size)::integer,
  (500 + 9500 * size)::integer, response, octet_length(response), sha256(convert_to(response, 'UTF8')), false
from written`;

const rollupSql = [
  `insert into usage_hour (hour, gateway, api_user_id, model, api_user_name, requests, errors, prompt_tokens,
     completion_tokens, total_tokens, duration_ms)
   select date_trunc('hour', r.started_at, 'UTC'), r.gateway, r.api_user_id, r.model, max(r.api_user_name), count(*),
     count(*) filter (where s.end_reason <> 'client_abort' and (s.status >= 400 or s.end_reason <> 'done')),
     sum(s.prompt_tokens), sum(s.completion_tokens), sum(s.total_tokens), sum(s.duration_ms)
   from audit_request r join audit_response s using (id)
   group by 1, 2, 3, 4 order by 1`,
  `insert into api_user_usage (api_user_id, month, used_tokens, requests, last_used_at, last_used_address)
   select api_user_id, date_trunc('month', hour at time zone 'utc')::date, sum(total_tokens), sum(requests), max(hour),
     '192.0.2.1'
   from usage_hour group by 1, 2`,
  `insert into gateway_refusal
   select h, g, reason, md5('user ' || i)::uuid, 1 + i % 7, h
   from generate_series(date_trunc('hour', now()) - interval '29 days', now(), interval '1 hour') h,
     unnest(array['pre', 'post']) g, unnest(array['rate_limit_exceeded', 'insufficient_quota']) reason,
     generate_series(0, 19) i`,
];
