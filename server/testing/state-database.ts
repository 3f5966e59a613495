import Database from 'better-sqlite3';
import { stateSchema } from './state-schema.ts';

type Value = string | number | null;
/** Columns and what they hold. */
export type Row = Readonly<Record<string, Value>>;

/** `state.db` as Hermes writes it, filled by a test. */
export interface StateDatabaseFixture {
  /** A session that ended a minute after it began, with a message of the user, unless told otherwise. */
  session(id: string, values?: Row): void;
  /** Answers its id. */
  message(sessionId: string, role: string, content: string | null, values?: Row): number;
  usage(sessionId: string, model: string, values?: Row): void;
  run(sql: string, ...values: Value[]): void;
  rows(sql: string, ...values: Value[]): Record<string, Value>[];
  /** Everything within is one transaction. */
  atOnce(work: () => void): void;
  close(): void;
}

/** Seconds since 1970: noon of 20 November 2026, UTC. */
export const noon = Date.UTC(2026, 10, 20, 12) / 1000;

export function createStateDatabase(
  file: string,
  {
    journal = 'delete',
    schema = stateSchema,
  }: { journal?: 'delete' | 'wal'; schema?: string } = {},
): StateDatabaseFixture {
  // Tests also damage what Hermes would not.
  const database = new Database(file).unsafeMode();
  database.pragma(`journal_mode = ${journal}`);
  database.exec(schema);
  const statements = new Map<string, Database.Statement>();
  const run = (sql: string, ...values: Value[]) => {
    let statement = statements.get(sql);
    if (!statement) statements.set(sql, (statement = database.prepare(sql)));
    return statement.run(...values);
  };
  const insert = (table: string, row: Row) => {
    const names = Object.keys(row);
    const marks = names.map(() => '?').join(', ');
    return run(
      `insert into ${table} (${names.join(', ')}) values (${marks})`,
      ...Object.values(row),
    );
  };
  return {
    session(id, values = {}) {
      const started = Number(values.started_at ?? noon);
      insert('sessions', {
        id,
        source: 'cli',
        started_at: started,
        ended_at: started + 60,
        ...values,
      });
    },
    message: (session_id, role, content, values = {}) =>
      Number(
        insert('messages', { session_id, role, content, timestamp: noon, ...values })
          .lastInsertRowid,
      ),
    usage: (session_id, model, values = {}) => {
      insert('session_model_usage', { session_id, model, ...values });
    },
    run: (sql, ...values) => void run(sql, ...values),
    rows: (sql, ...values) => database.prepare(sql).all(...values) as Record<string, Value>[],
    atOnce: (work) => database.transaction(work)(),
    close: () => void database.close(),
  };
}
