import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes for the questions the console asks of a log with millions of requests, and views it keeps for people. */
export class LogAtScale1763683700000 implements MigrationInterface {
  readonly name = 'LogAtScale1763683700000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...indexes, ...savedViews]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table saved_view');
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
