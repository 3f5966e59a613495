import type { SqliteSchema } from '../sqlite/sqlite-work.ts';

/** Columns without which nothing can be shown. All others came with later versions of Hermes. */
const needed = {
  sessions: ['id', 'source', 'started_at'],
  messages: ['id', 'session_id', 'role', 'content', 'timestamp'],
} as const;

/** Names columns of `state.db` in SQL; one that this database lacks is `null`. */
export interface StateColumns {
  /** Of `sessions as s`. */
  readonly s: (name: string, alias?: string) => string;
  /** Of `messages as m`. */
  readonly m: (name: string, alias?: string) => string;
  /** Of `session_model_usage as u`. */
  readonly u: (name: string) => string;
  readonly schema: SqliteSchema;
}

/** Nothing when the database lacks what cannot be done without. */
export function stateColumns(schema: SqliteSchema): StateColumns | undefined {
  const lacks = Object.entries(needed).some(([table, columns]) =>
    columns.some((column) => !schema[table]?.includes(column)),
  );
  if (lacks) return undefined;
  const of = (table: string, usual: string) => (name: string, alias?: string) =>
    schema[table]?.includes(name) ? `${alias ?? usual}.${name}` : 'null';
  return {
    s: of('sessions', 's'),
    m: of('messages', 'm'),
    u: of('session_model_usage', 'u'),
    schema,
  };
}

/** A field of a session's settings that Hermes keeps as JSON; other people's text need not be JSON. */
const setting = ({ s }: StateColumns, alias: string, name: string) => {
  const config = s('model_config', alias);
  return config === 'null'
    ? 'null'
    : `case when json_valid(${config}) then json_extract(${config}, '$.${name}') end`;
};

/** Whether a session does work that another one handed over. */
export const isDelegated = (columns: StateColumns, alias = 's') =>
  `(${setting(columns, alias, '_delegate_from')}) is not null`;

/** How a session came from its parent `p`; `null` without one. */
export const linkOf = (columns: StateColumns, alias = 's', parent = 'p') => {
  const { s } = columns;
  return `case
    when ${s('parent_session_id', alias)} is null then null
    when ${isDelegated(columns, alias)} then 'delegation'
    when (${setting(columns, alias, '_branched_from')}) is not null or ${s('end_reason', parent)} = 'branched' then 'branch'
    when ${s('end_reason', parent)} = 'compression' and ${alias}.started_at >= ${s('ended_at', parent)} then 'compression'
    else 'child' end`;
};

/** One of `SessionKind`. */
export const kindOf = (columns: StateColumns, alias = 's') =>
  `case
    when ${alias}.source = 'subagent' or ${isDelegated(columns, alias)} then 'subagent'
    when ${alias}.source in ('cron', 'webhook') then ${alias}.source
    else 'human' end`;
