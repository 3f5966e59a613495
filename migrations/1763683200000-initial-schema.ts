import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Administrators, sessions, API users with their meters, the audit log and its roll-ups. */
export class InitialSchema1763683200000 implements MigrationInterface {
  // Kept as text: a migration must not depend on the class's name in the build.
  readonly name = 'InitialSchema1763683200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...access, ...meters, ...audit, ...operation])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables =
      'audit_gap, audit_retention_run, audit_response, audit_request, gateway_refusal, usage_hour, gateway_instance, api_user_rate, api_user_usage, api_key, api_user, throttle, console_session, administrator';
    await runner.query(`drop table ${tables}`);
  }
}

const access = [
  `create table administrator (
    id uuid primary key,
    username text not null unique,
    password_hash text not null,
    created_at timestamptz not null default now(),
    password_changed_at timestamptz not null default now(),
    last_login_at timestamptz
  )`,
  // The columns connect-pg-simple expects.
  `create table console_session (sid text primary key, sess json not null, expire timestamptz not null)`,
  `create index console_session_expire on console_session (expire)`,
  // Counters of @nestjs/throttler, shared by all processes and kept over a restart.
  `create table throttle (
    key text primary key,
    hits integer not null,
    expires_at timestamptz not null,
    blocked_until timestamptz
  )`,
  `create index throttle_expires on throttle (expires_at)`,
  `create table api_user (
    id uuid primary key,
    display_name text not null unique,
    gateways text[] not null check (gateways <@ array['pre', 'post'] and cardinality(gateways) > 0),
    requests_per_minute integer not null check (requests_per_minute > 0),
    monthly_token_cap bigint not null check (monthly_token_cap between 0 and 9007199254740991),
    expires_at timestamptz,
    allowed_models text[],
    note text,
    revoked_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    version integer not null default 1
  )`,
  `create table api_key (
    id uuid primary key,
    api_user_id uuid not null references api_user on delete cascade,
    hash bytea not null unique,
    prefix text not null,
    last_four text not null,
    created_at timestamptz not null default now(),
    rotated_at timestamptz
  )`,
  // At most one key of a user is good at any time.
  `create unique index api_key_current on api_key (api_user_id) where rotated_at is null`,
];

const meters = [
  // No reference to api_user: numbers outlive the user they belong to.
  `create table api_user_usage (
    api_user_id uuid not null,
    month date not null,
    used_tokens bigint not null default 0,
    reserved_tokens bigint not null default 0,
    requests bigint not null default 0,
    last_used_at timestamptz,
    last_used_address text,
    primary key (api_user_id, month)
  ) with (fillfactor = 50)`,
  // One element per second of the last minute, newest last. Emptied by a crash of PostgreSQL: one extra burst at worst.
  `create unlogged table api_user_rate (
    api_user_id uuid primary key,
    second bigint not null,
    buckets integer[] not null
  ) with (fillfactor = 50)`,
  // Seconds since the newest element push the oldest ones out.
  `create function rate_window(buckets integer[], elapsed bigint) returns integer[]
    language sql immutable parallel safe return
    case
      when buckets is null or elapsed is null then null
      when elapsed <= 0 then buckets
      when elapsed >= 61 then array_fill(0, array[61])
      else buckets[elapsed::integer + 1 : 61] || array_fill(0, array[elapsed::integer])
    end`,
  `create function rate_total(buckets integer[]) returns bigint
    language sql immutable parallel safe return (select sum(n) from unnest(buckets) n)`,
  `create table usage_hour (
    hour timestamptz not null,
    gateway text not null,
    api_user_id uuid not null,
    model text not null,
    api_user_name text not null,
    requests bigint not null default 0,
    errors bigint not null default 0,
    prompt_tokens bigint not null default 0,
    completion_tokens bigint not null default 0,
    total_tokens bigint not null default 0,
    duration_ms bigint not null default 0,
    primary key (hour, gateway, api_user_id, model)
  ) with (fillfactor = 70)`,
  `create table gateway_refusal (
    hour timestamptz not null,
    gateway text not null,
    reason text not null,
    -- The zero UUID stands for a key that is not ours.
    api_user_id uuid not null,
    refusals bigint not null default 0,
    last_at timestamptz not null default now(),
    primary key (hour, gateway, reason, api_user_id)
  )`,
  `create table gateway_instance (
    id uuid primary key,
    spool_id uuid not null,
    host text not null,
    pid integer not null,
    version text not null,
    started_at timestamptz not null default now(),
    heartbeat_at timestamptz not null default now()
  )`,
];

// Partitioned by day on the time inside the UUIDv7 id, so that an id alone finds its partition.
const audit = [
  `create table audit_request (
    id uuid primary key,
    started_at timestamptz not null,
    instance_id uuid not null,
    gateway text not null,
    api_user_id uuid not null,
    api_user_name text not null,
    api_key_id uuid not null,
    key_prefix text not null,
    month date not null,
    reserved_tokens bigint not null,
    estimated_prompt_tokens bigint not null,
    method text not null,
    path text not null,
    model text,
    stream boolean not null,
    upstream text not null,
    client_address text,
    user_agent text,
    client_request_id text,
    retry_count integer,
    prompt text not null,
    prompt_bytes bigint not null,
    prompt_sha256 bytea not null,
    request_truncated boolean not null
  ) partition by range (id)`,
  `create index audit_request_user on audit_request (api_user_id, id)`,
  `create index audit_request_client on audit_request (client_request_id) where client_request_id is not null`,
  `create table audit_response (
    id uuid primary key,
    completed_at timestamptz not null,
    status integer not null,
    end_reason text not null,
    error_code text,
    usage_source text not null,
    prompt_tokens bigint not null,
    completion_tokens bigint not null,
    total_tokens bigint not null,
    cached_tokens bigint,
    reasoning_tokens bigint,
    charged_tokens bigint not null,
    finish_reason text,
    response_model text,
    upstream_status integer,
    upstream_request_id text,
    time_to_first_byte_ms integer,
    duration_ms integer not null,
    response text not null,
    response_bytes bigint not null,
    response_sha256 bytea not null,
    response_truncated boolean not null
  ) partition by range (id)`,
  `create index audit_response_failed on audit_response (end_reason, id) where end_reason <> 'done'`,
  `create function audit_is_append_only() returns trigger language plpgsql as $$
    begin
      raise exception 'the audit log is append-only';
    end $$`,
  ...['audit_request', 'audit_response'].map(
    (table) => `create trigger append_only before update on ${table}
      for each row execute function audit_is_append_only()`,
  ),
];

const operation = [
  `create table audit_retention_run (
    id uuid primary key,
    started_at timestamptz not null default now(),
    finished_at timestamptz,
    trigger text not null,
    retention_days integer not null,
    partitions_dropped integer not null default 0,
    rows_deleted bigint not null default 0,
    bytes_freed bigint not null default 0,
    error text
  )`,
  `create table audit_gap (
    id uuid primary key,
    noticed_at timestamptz not null default now(),
    instance_id uuid not null,
    reason text not null,
    records bigint,
    from_time timestamptz,
    to_time timestamptz
  )`,
];
