import type {
  BoardColumn,
  Kanban,
  TaskCard,
} from '../../../../../server/hermes-state/kanban/kanban.contract';
import { dispatcherTrouble, lanesOf, movesOf, nearestMove, paramsOf } from './kanban-view';

const card = (id: string, assignee: string | null): TaskCard => ({
  id,
  title: id,
  status: 'ready',
  assignee,
  tenant: null,
  priority: 0,
  createdAt: null,
  startedAt: null,
  completedAt: null,
  blockKind: null,
  comments: 0,
  attachments: 0,
  parents: 0,
  openParents: 0,
  children: 0,
  warnings: [],
});
const kanban = (dispatcher: Partial<Kanban['dispatcher']>): Kanban => ({
  boards: [],
  isCut: false,
  removed: [],
  profiles: [],
  dispatcher: { running: [], notDispatching: [], unknown: [], ...dispatcher },
  unavailableReason: null,
});

it('asks for what the address says, and for more of some columns', () => {
  const view = {
    ...{ board: 'website', search: 'a', assignee: 'none', tenant: undefined },
    ...{ archived: true, hasLanes: false },
  };
  expect(paramsOf(view, new Map([['done', 150]]))).toEqual({
    ...{ board: 'website', search: 'a', assignee: 'none', archived: 'yes', more: 'done:150' },
  });
});

it('makes a lane for each assignee, that of nobody last', () => {
  const columns: BoardColumn[] = [
    { status: 'ready', total: 30, tasks: [card('1', null), card('2', 'b'), card('3', 'a')] },
  ];
  const lanes = lanesOf(columns, true);
  expect(lanes.map(({ name }) => name)).toEqual(['a', 'b', 'Nobody']);
  expect(lanes[0]!.columns).toMatchObject([{ total: 1, tasks: [{ id: '3' }] }]);
  expect(lanesOf(columns, false)).toHaveLength(1);
});

it('offers every other column, with a reason where a task cannot go', () => {
  const moves = movesOf({ status: 'ready' });
  expect(moves).toHaveLength(8);
  expect(moves.filter(({ refusal }) => refusal === '').map(({ to }) => to)).toEqual([
    ...['scheduled', 'blocked', 'done', 'archived'],
  ]);
});

it.each([
  ['ready', 1, 'blocked'],
  ['ready', -1, 'scheduled'],
  ['done', -1, undefined],
  ['odd', 1, 'archived'],
] as const)('finds from %s in direction %s the column %s', (status, step, to) => {
  expect(nearestMove({ status }, step)).toBe(to);
});

it('says why ready tasks wait', () => {
  expect(dispatcherTrouble(kanban({}))).toContain('The gateway is down. Tasks stay in Ready');
  expect(dispatcherTrouble(kanban({ running: ['a'], notDispatching: ['a'] }))).toContain(
    'dispatch_in_gateway: false',
  );
  expect(dispatcherTrouble(kanban({ unknown: ['a'] }))).toContain('cannot be told');
  expect(dispatcherTrouble(kanban({ running: ['a', 'b'], notDispatching: ['a'] }))).toBeUndefined();
});
