import type {
  BoardView,
  Kanban,
  TaskCard,
} from '../../../../../server/hermes-state/kanban/kanban.contract';
import { giveUp, refuse, requestTo } from '../../testing/answer-http';
import { control, eventually, field, openPage, press, shownText, type } from '../../testing/render';
import { someone } from '../../testing/samples';
import { KanbanPage } from './kanban-page';

const path = '/api/admin/hermes/kanban';
const card = (id: string, status: string, change: Partial<TaskCard> = {}): TaskCard => ({
  id,
  title: `Task ${id}`,
  status,
  assignee: 'coder',
  tenant: null,
  priority: 0,
  createdAt: '2026-11-21T10:00:00.000Z',
  startedAt: null,
  completedAt: null,
  blockKind: null,
  comments: 0,
  attachments: 0,
  parents: 0,
  openParents: 0,
  children: 0,
  warnings: [],
  ...change,
});
const kanban: Kanban = {
  boards: [
    {
      slug: 'default',
      name: 'Default',
      description: '',
      icon: '',
      color: '',
      defaultWorkdir: null,
      createdAt: null,
      isDefault: true,
      isCurrent: true,
      isArchived: false,
      file: { file: 'kanban.db', status: 'present', reason: null },
      counts: {},
      total: 2,
      problem: null,
    },
  ],
  isCut: false,
  removed: [],
  profiles: ['default', 'coder'],
  dispatcher: { running: [], notDispatching: [], unknown: [] },
  unavailableReason: null,
};
const view = (...tasks: TaskCard[]): BoardView => ({
  board: 'default',
  file: { file: 'kanban.db', status: 'present', reason: null },
  columns: ['todo', 'ready', 'blocked', 'done'].map((status) => {
    const own = tasks.filter((task) => task.status === status);
    return { status, total: own.length, tasks: own };
  }),
  archived: 0,
  assignees: ['coder'],
  tenants: [],
  oldestReadyAt: null,
});

const open = async (
  given = view(card('t_1', 'ready'), card('t_2', 'done')),
  me = someone(),
  boards = kanban,
) => {
  await openPage([{ path: '**', component: KanbanPage }], '/kanban', { me });
  (await requestTo(path)).flush(boards);
  (await requestTo(`${path}/board`)).flush(given);
  await eventually(
    'the board',
    () => shownText().includes('Task t_1') || shownText().includes('No task'),
  );
};

it('shows columns with their cards, and says that nobody works', async () => {
  await open();
  const columns = [...document.querySelectorAll('.column')];
  expect(columns.map((column) => column.getAttribute('aria-label'))).toEqual([
    ...['To do, 0', 'Ready, 1', 'Blocked, 0', 'Done, 1'],
  ]);
  expect(shownText()).toContain('The gateway is down. Tasks stay in Ready');
  expect(shownText()).toContain('belong to the root of Hermes');
});

it('moves a task by its menu, after asking why', async () => {
  await open();
  control('Move or assign Task t_1').click();
  await eventually('menu', () => shownText().includes('Scheduled'));
  control(/^Blocked/).click();
  await eventually('question', () => shownText().includes('Block “Task t_1”'));
  type(field('Reason'), 'Need a login');
  type(field('Kind of reason'), 'needs_input');
  control('Block').click();
  const request = await requestTo(`${path}/tasks/act`, 'POST');
  expect(request.request.params.get('board')).toBe('default');
  expect(request.request.body).toEqual({
    ...{ ids: ['t_1'], verb: 'block', reason: 'Need a login', kind: 'needs_input' },
  });
  request.flush({
    rows: [{ id: 't_1', title: 'Task t_1', outcome: 'done', text: 'It is in Blocked now.' }],
  });
  await eventually('told', () => shownText().includes('It is in Blocked now.'));
});

it('says why a task cannot go where it is moved, and asks nobody', async () => {
  await open();
  const title = document.getElementById('task-t_2')!;
  title.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'ArrowLeft', shiftKey: true, bubbles: true }),
  );
  await eventually('told', () => shownText().includes('What is done stays done'));
});

it('shows the words of Hermes when it refuses', async () => {
  await open(view(card('t_1', 'blocked')));
  document
    .getElementById('task-t_1')!
    .dispatchEvent(
      new KeyboardEvent('keydown', { key: 'ArrowLeft', shiftKey: true, bubbles: true }),
    );
  refuse(await requestTo(`${path}/tasks/act`, 'POST'), 409, {
    code: 'hermes_refused',
    message: 'Hermes did not do it: cannot unblock t_1',
  });
  await eventually('told', () => shownText().includes('cannot unblock t_1'));
});

it('goes from card to card with arrows, and opens the moves with M', async () => {
  await open();
  const first = document.getElementById('task-t_1')!;
  first.focus();
  press('ArrowRight', first);
  expect(document.activeElement?.id).toBe('task-t_2');
  press('m', document.activeElement!);
  await eventually('menu', () => shownText().includes('Archived'));
});

it('uses a verb on many tasks and shows a result for each', async () => {
  await open(view(card('t_1', 'blocked'), card('t_2', 'todo')));
  for (const box of document.querySelectorAll<HTMLInputElement>('app-task-card input')) box.click();
  await eventually('bar', () => shownText().includes('2 tasks chosen'));
  control('Unblock').click();
  (await requestTo(`${path}/tasks/act`, 'POST')).flush({
    rows: [
      { id: 't_1', title: 'Task t_1', outcome: 'done', text: 'It is in Ready now.' },
      { id: 't_2', title: 'Task t_2', outcome: 'refused', text: 'Only tasks in Blocked …' },
    ],
  });
  await eventually('results', () => shownText().includes('1 of 2 tasks changed'));
  expect(shownText()).toContain('Only tasks in Blocked …');
});

it('waits for a verb, and without an answer says that nobody knows and looks again', async () => {
  await open(view(card('t_1', 'blocked')));
  document
    .getElementById('task-t_1')!
    .dispatchEvent(
      new KeyboardEvent('keydown', { key: 'ArrowLeft', shiftKey: true, bubbles: true }),
    );
  const request = await requestTo(`${path}/tasks/act`, 'POST');
  expect(request.request.timeout).toBe(600_000);
  giveUp(request);
  await eventually('told', () => shownText().includes('It is not known whether it was done'));
  expect(shownText()).not.toContain('was not changed');
  await requestTo(`${path}/board`);
});

it('lets a viewer look and nothing else', async () => {
  await open(undefined, someone({ role: 'viewer' }));
  expect(document.querySelector('app-task-card input, app-move-menu')).toBeNull();
  expect(control('New task…')).toHaveProperty('disabled', true);
});

it('says what an empty board waits for', async () => {
  await open(view());
  expect(shownText()).toContain('No tasks yet');
});
