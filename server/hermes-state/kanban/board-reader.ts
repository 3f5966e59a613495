import { Injectable } from '@nestjs/common';
import { HermesHome } from '../hermes-home.ts';
import { numberOf, textOf, timeOf } from '../sessions/session-values.ts';
import type { SqliteStatement, SqliteValue } from '../sqlite/sqlite-work.ts';
import { sourceOf } from '../state-file.ts';
import { BoardDatabase, type BoardColumns } from './board-database.ts';
import { boardPlace } from './board-places.ts';
import { BoardsReader } from './boards-reader.ts';
import type { BoardFilter, BoardView } from './kanban.contract.ts';
import { cardFields, cardOf } from './task-cards.ts';
import { taskStatuses } from './task-moves.format.ts';
import { WorkerSecrets } from './worker-secrets.ts';

const mostNames = 200;
/** However often more of a column is wanted. */
const mostCards = 1000;
const mostColumns = 40;

/** The tasks of a board, column by column. */
@Injectable()
export class BoardReader {
  constructor(
    private readonly home: HermesHome,
    private readonly boards: BoardsReader,
    private readonly database: BoardDatabase,
    private readonly workers: WorkerSecrets,
  ) {}

  /** Throws `NotFound` for a profile or a board that is not there. */
  async read(filter: BoardFilter): Promise<BoardView> {
    const { board, profile } = filter;
    await this.home.requireProfile(profile);
    await this.boards.require(board);
    const [found, profiles] = await Promise.all([
      this.database.read(board, (columns) => statementsFor(columns, filter)),
      this.home.profiles(),
    ]);
    const file = sourceOf(boardPlace(board).database, found);
    if (found.status !== 'present') return { ...nothing, board, file };
    const { cards, counts, archived, assignees, tenants, oldest, workers } = found.value;
    const concerned = [...workers.rows, ...assignees.rows].map(({ name }) => textOf(name));
    const mask = await this.workers.maskFor(concerned);
    const reading = { mask, profiles: new Set(profiles), nowMs: Date.now() };
    const tasks = cards.rows.map((row) => cardOf(row, reading));
    const totals = new Map(counts.rows.map((row) => [String(row.status), numberOf(row.tasks)]));
    const others = [...totals.keys()].filter((status) => !isKnown(status));
    const shown = taskStatuses.filter((status) => status !== 'archived' || filter.archived);
    return {
      board,
      file,
      columns: [...shown, ...others].map((status) => ({
        status,
        total: totals.get(status) ?? 0,
        tasks: tasks.filter((task) => task.status === status),
      })),
      archived: filter.archived ? 0 : numberOf(archived.rows[0]?.tasks),
      assignees: assignees.rows.map(({ name }) => String(name)),
      tenants: tenants.rows.map(({ name }) => String(name)),
      oldestReadyAt: timeOf(oldest.rows[0]?.at),
    };
  }
}

const isKnown = (status: string): boolean => (taskStatuses as readonly string[]).includes(status);

const nothing = {
  columns: [],
  archived: 0,
  assignees: [],
  tenants: [],
  oldestReadyAt: null,
} satisfies Partial<BoardView>;

type Name = 'cards' | 'counts' | 'archived' | 'assignees' | 'tenants' | 'oldest' | 'workers';

/** Within a column what is urgent comes first, then what is old; of what is done, the newest. */
function statementsFor(columns: BoardColumns, filter: BoardFilter): Record<Name, SqliteStatement> {
  const { t } = columns;
  const created = t('created_at');
  const matching = conditionOf(columns, filter, { isArchivedToo: filter.archived === 'yes' });
  const anyAge = conditionOf(columns, filter, { isArchivedToo: true });
  const order = `case when t.status in ('done', 'archived') then -coalesce(${t('completed_at')}, ${created}, 0) end,
    ${t('priority')} desc, ${created}, t.id`;
  const limits = JSON.stringify(limitsIn(filter.more));
  const at = matching.params.length;
  const names = (column: string): SqliteStatement => ({
    sql: `select distinct ${column} as name from tasks t where ${column} is not null and ${column} <> '' order by 1`,
    maxRows: mostNames,
  });
  return {
    cards: {
      sql: `with matching as (
          select t.id, row_number() over (partition by t.status order by ${order}) as place
          from tasks t where ${matching.sql}
        )
        select ${cardFields(columns)} from matching m join tasks t on t.id = m.id
        where m.place <= coalesce((select value from json_each(?${at + 1}) where key = t.status), ?${at + 2})
        order by m.place`,
      params: [...matching.params, limits, filter.limit],
      maxRows: 20_000,
    },
    counts: {
      sql: `select t.status, count(*) as tasks from tasks t where ${matching.sql} group by 1 order by 1`,
      params: matching.params,
      maxRows: mostColumns,
    },
    archived: {
      sql: `select count(*) as tasks from tasks t where t.status = 'archived' and ${anyAge.sql}`,
      params: anyAge.params,
    },
    assignees: names(t('assignee')),
    workers: workerNames(columns),
    tenants: names(t('tenant')),
    oldest: {
      sql: `select min(${created}) as at from tasks t where t.status = 'ready'`,
    },
  };
}

/** Whoever tried last comes first. */
function workerNames({ has, of }: BoardColumns): SqliteStatement {
  if (!has('task_runs')) return { sql: 'select null limit 0' };
  const [name, id] = [of('task_runs', 'profile'), of('task_runs', 'id')];
  const sql = `select ${name} as name from task_runs group by 1 order by max(${id}) desc`;
  return { sql, maxRows: mostNames };
}

function conditionOf(
  { t }: BoardColumns,
  { search, assignee, tenant }: BoardFilter,
  { isArchivedToo }: { readonly isArchivedToo: boolean },
): { readonly sql: string; readonly params: readonly SqliteValue[] } {
  const params: SqliteValue[] = [];
  const bind = (value: SqliteValue) => `?${params.push(value)}`;
  const conditions = [isArchivedToo ? 'true' : "t.status <> 'archived'"];
  if (search !== undefined) {
    const pattern = bind(`%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
    const like = (column: string) => `${column} like ${pattern} escape '\\'`;
    conditions.push(`(${['t.id', 't.title', t('body')].map(like).join(' or ')})`);
  }
  if (assignee === 'none') conditions.push(`coalesce(${t('assignee')}, '') = ''`);
  else if (assignee !== undefined) conditions.push(`${t('assignee')} = ${bind(assignee)}`);
  if (tenant !== undefined) conditions.push(`${t('tenant')} = ${bind(tenant)}`);
  return { sql: conditions.join(' and '), params };
}

/** `ready:150,done:100` as an object. */
function limitsIn(more: string | undefined): Record<string, number> {
  const pairs = (more ?? '').split(',').filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [status, limit] = pair.split(':');
      return [status!, Math.min(mostCards, Number(limit))];
    }),
  );
}
