import { waitFor } from '../processes.ts';
import type { Findings } from './figures.ts';
import type { World } from './world.ts';

interface Row {
  readonly id: string;
  readonly client_id: string | null;
  readonly end_reason: string | null;
  readonly response_sha256: string | null;
}

/** A process that died may have left requests open; they are given an end within so long. */
const settleMs = 75_000;

/**
 * What must hold after every scenario, whatever was done to whom: compares what the clients saw and what the upstream was
 * asked with what the database says. Waits first until nothing is on its way any more.
 */
export async function checkInvariants(
  world: World,
  findings: Findings,
  options: { readonly settleMs?: number } = {},
): Promise<void> {
  await settle(world, findings, options.settleMs ?? settleMs);
  const rows = await world.query<Row>(
    `select q.id, q.client_request_id as client_id, s.end_reason,
       encode(s.response_sha256, 'hex') as response_sha256
     from audit_request q left join audit_response s on s.id = q.id`,
  );
  checkAnswers(world, findings, rows);
  checkCalls(world, findings, rows);
  await checkMeters(world, findings);
  await checkSecrets(world, findings);
  findings.none('unexpected ends of a process', [
    ...world.instances.flatMap((instance) => instance.surprises),
  ]);
}

/** Nothing on anybody's disk, no request without an end. */
async function settle(world: World, findings: Findings, withinMs: number): Promise<void> {
  const unended = `select q.id from audit_request q
    where not exists (select from audit_response s where s.id = q.id)`;
  const waiting = () => world.instances.flatMap((instance) => instance.spoolFiles());
  const startedMs = performance.now();
  await waitFor(
    async () => waiting().length === 0 && (await world.query(unended)).length === 0,
    'everything to be recorded',
    withinMs,
  ).catch(() => undefined);
  findings.note('settled after ms', performance.now() - startedMs);
  findings.none(
    'without an end',
    (await world.query<{ id: string }>(unended)).map(({ id }) => id),
  );
  findings.none('left in the spool', waiting());
}

/** An answer that a client got to its end has its record, of exactly these bytes. */
function checkAnswers(world: World, findings: Findings, rows: readonly Row[]): void {
  const byClientId = new Map(rows.map((row) => [row.client_id, row]));
  const { entries } = world.history;
  const answered = entries.filter((entry) => entry.outcome === 'ok');
  findings.note('requests', entries.length);
  findings.note('acknowledged', answered.length);
  const lost: string[] = [];
  const different: string[] = [];
  for (const entry of answered) {
    const row = byClientId.get(entry.id);
    if (row?.end_reason !== 'done') lost.push(entry.id);
    else if (row.response_sha256 !== entry.sha256) different.push(entry.id);
  }
  findings.none('lost', lost);
  findings.none('recorded otherwise than answered', different);
  const known = new Set(entries.map((entry) => entry.id));
  findings.none(
    'records nobody asked for',
    rows.filter((row) => row.client_id === null || !known.has(row.client_id)).map(({ id }) => id),
  );
  findings.none('duplicated', repeated(rows.map((row) => row.client_id ?? '')));
  findings.none('secrets in answers', world.leaks);
}

/** The upstream was asked nothing that is not on record, and nothing twice: it may charge for both. */
function checkCalls(world: World, findings: Findings, rows: readonly Row[]): void {
  const recorded = new Set(rows.map((row) => row.client_id));
  const called = world
    .upstreamEvents()
    .filter((event) => event.what === 'called' && event.id !== undefined)
    .map((event) => event.id!);
  findings.note('upstream calls', called.length);
  findings.none(
    'called without a record',
    called.filter((id) => !recorded.has(id)),
  );
  findings.none('called twice', repeated(called));
}

/** The counters are sums of the records, and nothing is held for requests that have ended. */
async function checkMeters(world: World, findings: Findings): Promise<void> {
  const wrong = await world.query<{ line: string }>(
    `with charged as (
       select q.api_user_id, q.month, sum(s.charged_tokens) as tokens, count(*) as requests
       from audit_request q join audit_response s on s.id = q.id group by 1, 2
     )
     select u.api_user_id || ' used ' || u.used_tokens || ' of ' || coalesce(c.tokens, 0) || ', reserved '
       || u.reserved_tokens || ', requests ' || u.requests || ' of ' || coalesce(c.requests, 0) as line
     from api_user_usage u full join charged c using (api_user_id, month)
     where u.used_tokens is distinct from c.tokens or u.reserved_tokens <> 0
       or u.requests is distinct from c.requests`,
  );
  findings.none(
    'meters that differ from the records',
    wrong.map(({ line }) => line),
  );
  const charts = await world.query<{ difference: string }>(
    `select (select coalesce(sum(requests), 0) from usage_hour) - (select count(*) from audit_response)
       as difference`,
  );
  const { difference } = charts[0]!;
  findings.none('charts that differ from the records', difference === '0' ? [] : [difference]);
}

/** Keys, the upstream's key and the password are nowhere but with their owners. */
async function checkSecrets(world: World, findings: Findings): Promise<void> {
  const secrets = [...Object.values(world.secrets), ...world.users.map(({ key }) => key)];
  const tables = await world.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await world.query(
      `select from ${name} t where exists
         (select from unnest($1::text[]) secret where position(secret in t::text) > 0) limit 1`,
      [secrets],
    );
    if (rows.length > 0) found.push(`table ${name}`);
  }
  for (const instance of world.instances)
    if (secrets.some((secret) => instance.output.includes(secret))) found.push('output');
  findings.none('secrets in tables and output', found);
}

function repeated(values: readonly string[]): string[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(value).size);
}
