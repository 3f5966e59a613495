import { kindsOf } from './hermes-kinds.ts';

it.each([
  ['kanban.db', ['kanban']],
  ['kanban.db-wal', ['kanban']],
  ['kanban/boards/website/board.json', ['kanban']],
  ['kanban/workspaces/t_1/src/index.ts', []],
  ['kanban/boards/website/workspaces', []],
  ['kanban.db.dispatch.lock', []],
])('%s is news for the panes %j', (path, kinds) => {
  expect(kindsOf(path)).toEqual(kinds);
});
