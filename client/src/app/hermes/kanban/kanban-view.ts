import type { ParamMap } from '@angular/router';
import type {
  BoardColumn,
  BoardView,
  Kanban,
  TaskCard,
} from '../../../../../server/hermes-state/kanban/kanban.contract';
import {
  moveOf,
  statusWord,
  taskStatuses,
} from '../../../../../server/hermes-state/kanban/task-moves.format';
import type { FilterField } from '../../ui/filter-bar';

/** Which board is shown and how, as it stands in the address. */
export interface KanbanView {
  readonly board: string;
  readonly search: string;
  readonly assignee: string | undefined;
  readonly tenant: string | undefined;
  readonly archived: boolean;
  readonly hasLanes: boolean;
}

export const filterNames = ['search', 'assignee', 'tenant', 'archived'] as const;

export const viewOf = (query: ParamMap): KanbanView => ({
  board: query.get('board') ?? 'default',
  search: query.get('search')?.slice(0, 200) ?? '',
  assignee: query.get('assignee') ?? undefined,
  tenant: query.get('tenant') ?? undefined,
  archived: query.get('archived') === 'yes',
  hasLanes: query.get('lanes') === 'assignee',
});

/** What the server is asked. */
export function paramsOf(
  view: KanbanView,
  more: ReadonlyMap<string, number>,
): Record<string, string> {
  return {
    board: view.board,
    ...(view.search !== '' && { search: view.search }),
    ...(view.assignee !== undefined && { assignee: view.assignee }),
    ...(view.tenant !== undefined && { tenant: view.tenant }),
    ...(view.archived && { archived: 'yes' }),
    ...(more.size > 0 && { more: [...more].map((pair) => pair.join(':')).join(',') }),
  };
}

export function fieldsFor(found: BoardView | undefined): readonly FilterField[] {
  const same = (value: string) => ({ value, label: value });
  const tenants = found?.tenants ?? [];
  return [
    {
      key: 'assignee',
      label: 'Assignee',
      options: [{ value: 'none', label: 'nobody' }, ...(found?.assignees ?? []).map(same)],
    },
    ...(tenants.length > 0 ? [{ key: 'tenant', label: 'Tenant', options: tenants.map(same) }] : []),
    { key: 'archived', label: 'Archived', options: [{ value: 'yes', label: 'shown too' }] },
  ];
}

/** A row of the board: the tasks of one assignee, or all of them. */
export interface Lane {
  readonly key: string;
  /** `null` when the board has no lanes. */
  readonly name: string | null;
  readonly isOfNobody: boolean;
  readonly columns: readonly BoardColumn[];
}

export function lanesOf(columns: readonly BoardColumn[], hasLanes: boolean): readonly Lane[] {
  if (!hasLanes) return [{ key: 'all', name: null, isOfNobody: false, columns }];
  const names = new Set(columns.flatMap(({ tasks }) => tasks.map(({ assignee }) => assignee)));
  const sorted = [...names].sort((one, other) =>
    (one ?? '\uFFFF').localeCompare(other ?? '\uFFFF'),
  );
  return sorted.map((name) => ({
    key: `of ${name ?? ''}`,
    name: name ?? 'Nobody',
    isOfNobody: name === null,
    columns: columns.map((column) => {
      const tasks = column.tasks.filter(({ assignee }) => assignee === name);
      return { ...column, tasks, total: tasks.length };
    }),
  }));
}

/** A column a task could be moved to. */
export interface MoveChoice {
  readonly to: string;
  readonly word: string;
  /** Why it cannot; empty when it can. */
  readonly refusal: string;
}

/** Every column but its own, in order, with the reason where it cannot go. */
export function movesOf({ status }: Pick<TaskCard, 'status'>): readonly MoveChoice[] {
  return taskStatuses
    .filter((to) => to !== status)
    .map((to) => {
      const move = moveOf(status, to);
      return { to, word: statusWord(to), refusal: 'refusal' in move ? move.refusal : '' };
    });
}

/** The nearest column to the left or right that a task can be moved to. */
export function nearestMove(task: Pick<TaskCard, 'status'>, step: 1 | -1): string | undefined {
  const order: readonly string[] = taskStatuses;
  for (let at = order.indexOf(task.status) + step; at >= 0 && at < order.length; at += step)
    if ('verb' in moveOf(task.status, order[at]!)) return order[at];
  return undefined;
}

/** Why what is ready waits; nothing when somebody sees to it. */
export function dispatcherTrouble({ dispatcher }: Kanban): string | undefined {
  const { running, notDispatching, unknown } = dispatcher;
  if (running.some((profile) => !notDispatching.includes(profile))) return undefined;
  if (notDispatching.length > 0)
    return `The gateway of ${notDispatching.join(', ')} runs, but its config.yaml says kanban.dispatch_in_gateway: false. Tasks stay in Ready until somebody dispatches.`;
  if (unknown.length > 0)
    return `Whether the gateway of ${unknown.join(', ')} runs cannot be told here. Without one, tasks stay in Ready.`;
  return 'The gateway is down. Tasks stay in Ready: it is the gateway that gives them to workers.';
}
