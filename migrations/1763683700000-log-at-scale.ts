import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes for the questions the console asks of a log with millions of requests, and views it keeps for people. */
export class LogAtScale1763683700000 implements MigrationInterface {
  readonly name = 'LogAtScale1763683700000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...indexes, ...usageSums, ...savedViews])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table saved_view');
    await runner.query('drop trigger late on usage_hour');
    await runner.query('drop function usage_hour_came_late');
    await runner.query('drop table usage_summed_day, usage_hour_sum, usage_day_sum');
    await runner.query('drop index usage_hour_user');
    await runner.query('drop index audit_response_failure');
    await runner.query(
      `create index audit_response_failed on audit_response (end_reason, id) where end_reason <> 'done'`,
    );
  }
}

const indexes = [
  // On a full log the build reads every answer, which takes longer than a statement of the console may.
  `set local statement_timeout = 0`,
  // In the order of ids, so that any mixture of failures can be read newest first without looking at the answers.
  `create index audit_response_failure on audit_response (id) include (status, end_reason, error_code)
     where status >= 400 or end_reason <> 'done'`,
  `drop index audit_response_failed`,
  `create index usage_hour_user on usage_hour (api_user_id, hour)`,
];

const numbers = `requests bigint not null,
    errors bigint not null,
    prompt_tokens bigint not null,
    completion_tokens bigint not null,
    total_tokens bigint not null,
    duration_ms bigint not null`;

// What usage_hour holds, added up for days that are over, so that charts need not read every user and model.
const usageSums = [
  // Days of UTC whose sums hold. A sum of any other day is worth nothing.
  `create table usage_summed_day (day date primary key)`,
  `create table usage_hour_sum (
    hour timestamptz not null,
    gateway text not null,
    model text not null,
    ${numbers},
    primary key (hour, gateway, model)
  )`,
  `create table usage_day_sum (
    day date not null,
    api_user_id uuid not null,
    ${numbers},
    primary key (day, api_user_id)
  )`,
  `create function usage_hour_came_late() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock_shared(784386458652);
      delete from usage_summed_day where day = (new.hour at time zone 'UTC')::date;
      return null;
    end $$`,
  // Costs nothing but the comparison while numbers come in time.
  `create trigger late after insert or update on usage_hour for each row
    when (date_trunc('day', new.hour, 'UTC') < now() - interval '25 hours')
    execute function usage_hour_came_late()`,
];

const savedViews = [
  `create table saved_view (
    id uuid primary key,
    administrator_id uuid not null references administrator on delete cascade,
    page text not null,
    name text not null,
    query text not null,
    -- Everybody sees it; otherwise only its owner does.
    shared boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  `create unique index saved_view_name on saved_view (administrator_id, page, lower(name))`,
  `create index saved_view_shared on saved_view (page) where shared`,
];
