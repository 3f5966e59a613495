import Database from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

type Value = string | number | null;

/** What Hermes makes of `kanban.db` (hermes-agent 0.19), word for word but for indexes and subscriptions. */
export const kanbanSchema = `
create table tasks (
  id text primary key, title text not null, body text, assignee text, status text not null, priority integer default 0,
  created_by text, created_at integer not null, started_at integer, completed_at integer,
  workspace_kind text not null default 'scratch', workspace_path text, branch_name text, project_id text,
  claim_lock text, claim_expires integer, tenant text, result text, idempotency_key text,
  consecutive_failures integer not null default 0, worker_pid integer, last_failure_error text,
  max_runtime_seconds integer, last_heartbeat_at integer, current_run_id integer, workflow_template_id text,
  current_step_key text, skills text, model_override text, provider_override text, max_retries integer,
  goal_mode integer not null default 0, goal_max_turns integer, session_id text, block_kind text,
  block_recurrences integer not null default 0);
create table task_links (parent_id text not null, child_id text not null, primary key (parent_id, child_id));
create table task_comments (id integer primary key autoincrement, task_id text not null, author text not null,
  body text not null, created_at integer not null);
create table task_events (id integer primary key autoincrement, task_id text not null, run_id integer,
  kind text not null, payload text, created_at integer not null);
create table task_runs (id integer primary key autoincrement, task_id text not null, profile text, step_key text,
  status text not null, claim_lock text, claim_expires integer, worker_pid integer, max_runtime_seconds integer,
  last_heartbeat_at integer, started_at integer not null, ended_at integer, outcome text, summary text, metadata text,
  error text);
create table task_attachments (id integer primary key autoincrement, task_id text not null, filename text not null,
  stored_path text not null, content_type text, size integer not null default 0, uploaded_by text,
  created_at integer not null);
create index idx_tasks_status on tasks(status);
create index idx_links_child on task_links(child_id);
create index idx_comments_task on task_comments(task_id, created_at);`;

/** A board as Hermes writes it, filled by a test. */
export interface BoardFixture {
  /** A task that is ready, unless told otherwise. */
  task(id: string, values?: Readonly<Record<string, Value>>): void;
  /** A row of any table. */
  insert(table: string, row: Readonly<Record<string, Value>>): void;
  rows(sql: string, ...values: Value[]): Record<string, Value>[];
  run(sql: string): void;
  /** Everything within is one transaction. */
  atOnce(work: () => void): void;
  close(): void;
}

export function createBoard(
  file: string,
  {
    journal = 'delete',
    schema = kanbanSchema,
  }: { journal?: 'delete' | 'wal'; schema?: string } = {},
): BoardFixture {
  mkdirSync(dirname(file), { recursive: true });
  // Tests also damage what Hermes would not.
  const database = new Database(file).unsafeMode();
  database.pragma(`journal_mode = ${journal}`);
  database.exec(schema);
  const insert = (table: string, row: Readonly<Record<string, Value>>) => {
    const names = Object.keys(row);
    const marks = names.map(() => '?').join(', ');
    database
      .prepare(`insert into ${table} (${names.join(', ')}) values (${marks})`)
      .run(...Object.values(row));
  };
  return {
    task: (id, values = {}) =>
      insert('tasks', {
        ...{ id, title: `Task ${id}`, status: 'ready', created_at: 1_793_955_660 },
        ...values,
      }),
    insert,
    rows: (sql, ...values) => database.prepare(sql).all(...values) as Record<string, Value>[],
    run: (sql) => void database.exec(sql),
    atOnce: (work) => database.transaction(work)(),
    close: () => void database.close(),
  };
}
