import { Injectable } from '@nestjs/common';
import { NotFound } from '../../http/domain-error.ts';
import { StateUnreadable } from '../sessions/sessions.errors.ts';
import { SqliteReader } from '../sqlite/sqlite-reader.ts';
import type {
  SqliteRow,
  SqliteRows,
  SqliteSchema,
  SqliteStatement,
} from '../sqlite/sqlite-work.ts';
import { numberOf, textOf } from '../sessions/session-values.ts';
import type { StateFile } from '../state-file.ts';
import { boardPlace } from './board-places.ts';

/** Columns without which no task can be shown. */
const needed = ['id', 'title', 'status'];

/** Names columns of a board in SQL; what this database lacks is `null`. */
export interface BoardColumns {
  /** Of `tasks as t`. */
  readonly t: (name: string) => string;
  /** Of another table, by its own name. */
  readonly of: (table: string, name: string) => string;
  readonly has: (table: string) => boolean;
}

/** Of a task before and after a verb. */
export interface TaskState {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly assignee: string | null;
  readonly runId: number | null;
  readonly comments: number;
}

export interface BoardStates {
  readonly tasks: readonly TaskState[];
  /** Whether the first task is a parent of the second. */
  readonly links: readonly { readonly parent: string; readonly child: string }[];
}

/** `kanban.db` of a board. */
@Injectable()
export class BoardDatabase {
  constructor(private readonly reader: SqliteReader) {}

  /** Asks about a board, all as of one moment. */
  read<Name extends string>(
    board: string,
    ask: (columns: BoardColumns) => Readonly<Record<Name, SqliteStatement>>,
  ): Promise<StateFile<Readonly<Record<Name, SqliteRows>>>> {
    const file = { root: 'hermes', path: boardPlace(board).database } as const;
    return this.reader.read(file, (schema) => {
      const columns = boardColumns(schema);
      return columns && ask(columns);
    });
  }

  /** How these tasks stand now, and who depends on whom among them. Throws {@link StateUnreadable} and `NotFound`. */
  async states(board: string, ids: readonly string[]): Promise<BoardStates> {
    const found = await this.read(board, (columns) => ({
      tasks: {
        sql: `select t.id, t.title, t.status, ${columns.t('assignee')} as assignee, ${columns.t('current_run_id')} as run,
          ${countOf(columns, 'task_comments', 'task_id')} as comments
          from json_each(?1) wanted join tasks t on t.id = wanted.value`,
        params: [JSON.stringify(ids)],
      },
      links: {
        sql: columns.has('task_links')
          ? `select parent_id, child_id from task_links
             where parent_id in (select value from json_each(?1)) and child_id in (select value from json_each(?1))`
          : 'select null limit 0',
        params: columns.has('task_links') ? [JSON.stringify(ids)] : [],
      },
    }));
    const { tasks, links } = this.require(board, found);
    return {
      tasks: tasks.rows.map(stateOf),
      links: links.rows.map((row) => ({
        parent: String(row.parent_id),
        child: String(row.child_id),
      })),
    };
  }

  /** The ids of the newest tasks with a title, newest first. Throws as {@link states} does. */
  async idsOf(board: string, title: string): Promise<readonly string[]> {
    const found = await this.read(board, ({ t }) => ({
      tasks: {
        sql: `select t.id from tasks t where t.title = ?1 order by ${t('created_at')} desc, t.rowid desc`,
        params: [title],
        maxRows: 1000,
      },
    }));
    return this.require(board, found).tasks.rows.map(({ id }) => String(id));
  }

  private require<T>(board: string, found: StateFile<T>): T {
    const { database } = boardPlace(board);
    if (found.status === 'missing') throw new NotFound(`The board ${board}`);
    if (found.status === 'unreadable') throw new StateUnreadable(database, found.reason);
    return found.value;
  }
}

/** Nothing when the database lacks what cannot be done without. */
function boardColumns(schema: SqliteSchema): BoardColumns | undefined {
  if (needed.some((column) => !schema.tasks?.includes(column))) return undefined;
  const of = (table: string, name: string) => (schema[table]?.includes(name) ? name : 'null');
  return {
    t: (name) => (schema.tasks?.includes(name) ? `t.${name}` : 'null'),
    of,
    has: (table) => schema[table] !== undefined,
  };
}

/** How many rows of another table belong to the task `t`, as SQL. */
export const countOf = ({ has }: BoardColumns, table: string, column: string): string =>
  has(table) ? `(select count(*) from ${table} where ${column} = t.id)` : '0';

const stateOf = (row: SqliteRow): TaskState => ({
  id: String(row.id),
  title: String(row.title),
  status: String(row.status),
  assignee: textOf(row.assignee),
  runId: row.run === null || row.run === undefined ? null : numberOf(row.run),
  comments: numberOf(row.comments),
});
