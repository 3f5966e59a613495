import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { folderState } from '../../testing/folder-state.ts';
import { startKanbanConsole, type KanbanConsole } from '../../testing/kanban-console.ts';

let pane: KanbanConsole;
beforeAll(async () => (pane = await startKanbanConsole()));
beforeEach(() => pane.clear());
afterAll(() => pane?.close());

const secret = 'sk-or-v1-5d1e6c0f7a8b9c2d3e4f5a6b7c8d9e0f';
interface Column {
  readonly status: string;
  readonly total: number;
  readonly tasks: readonly { readonly id: string }[];
}
const columns = async (query = '') => {
  const { body } = await pane.get(`/board?${query}`);
  return body.columns as Column[];
};
/** The ids by column, empty columns left out. */
const board = async (query = '') =>
  Object.fromEntries(
    (await columns(query))
      .filter(({ tasks }) => tasks.length > 0)
      .map(({ status, tasks }) => [status, tasks.map(({ id }) => id)]),
  );

describe('the list of boards', () => {
  it('has the default board even before it has a file', async () => {
    const { body } = await pane.get('');
    expect(body.boards).toMatchObject([
      { slug: 'default', name: 'Default', isCurrent: true, total: 0, file: { status: 'missing' } },
    ]);
    expect(body.dispatcher.running).toEqual([]);
  });

  it('counts tasks by status and reads board.json', async () => {
    pane.board().task('t_1', { status: 'done' });
    pane.board('website').task('t_2');
    await pane.fixture.put('.hermes/kanban/boards/website/board.json', {
      name: 'Website relaunch',
      color: '#8b5cf6',
      created_at: 1_793_963_400,
    });
    await pane.fixture.put('.hermes/kanban/current', 'website\n');
    const { body } = await pane.get('');
    expect(body.boards).toMatchObject([
      { slug: 'default', counts: { done: 1 }, isCurrent: false },
      {
        slug: 'website',
        name: 'Website relaunch',
        createdAt: '2026-11-06T11:10:00.000Z',
        counts: { ready: 1 },
        isCurrent: true,
      },
    ]);
  });

  it('takes a folder without a database for no board, and a broken board.json for no name', async () => {
    await mkdir(pane.fixture.at('.hermes/kanban/boards/empty'), { recursive: true });
    await mkdir(pane.fixture.at('.hermes/kanban/boards/_archived/old-1'), { recursive: true });
    pane.board('my-board');
    await pane.fixture.put('.hermes/kanban/boards/my-board/board.json', '{"name": ');
    await pane.fixture.put('.hermes/kanban/current', 'gone');
    const { body } = await pane.get('');
    expect(body.boards).toMatchObject([
      { slug: 'default', isCurrent: true },
      { slug: 'my-board', name: 'My Board', problem: { reason: 'not_json' } },
    ]);
    expect(body.removed).toEqual(['old-1']);
  });

  it('does not follow a board out of the home', async () => {
    pane.board();
    await mkdir(pane.fixture.at('.hermes/kanban/boards'), { recursive: true });
    await symlink(pane.fixture.folder, pane.fixture.at('.hermes/kanban/boards/out'));
    await symlink('loop', pane.fixture.at('.hermes/kanban/boards/loop'));
    const { body } = await pane.get('');
    expect(body.boards).toHaveLength(1);
  });
});

describe('a board', () => {
  it('has its columns in order, empty ones too, and what nobody knows last', async () => {
    const tasks = pane.board();
    tasks.task('t_odd', { status: 'simmering' });
    tasks.task('t_1', { status: 'review' });
    tasks.task('t_2', { status: 'archived' });
    const { body } = await pane.get('/board');
    expect(body.columns.map(({ status }: { status: string }) => status)).toEqual([
      ...['triage', 'todo', 'scheduled', 'ready', 'running', 'blocked', 'review', 'done'],
      'simmering',
    ]);
    expect(body.archived).toBe(1);
    expect(await board('archived=yes')).toEqual({
      review: ['t_1'],
      archived: ['t_2'],
      simmering: ['t_odd'],
    });
  });

  it('puts what is urgent first, then what is old; of what is done the newest', async () => {
    const tasks = pane.board();
    tasks.task('t_new', { created_at: 2 });
    tasks.task('t_old', { created_at: 1 });
    tasks.task('t_urgent', { priority: 5, created_at: 3 });
    tasks.task('t_first', { status: 'done', completed_at: 10 });
    tasks.task('t_last', { status: 'done', completed_at: 20 });
    expect(await board()).toEqual({
      ready: ['t_urgent', 't_old', 't_new'],
      done: ['t_last', 't_first'],
    });
  });

  it('is filtered by words, assignee and tenant', async () => {
    const tasks = pane.board();
    tasks.task('t_1', { title: '100% done', assignee: 'coder', tenant: 'perf' });
    tasks.task('t_2', { title: '100 of them', body: 'about 日本語' });
    expect(await board('search=100%25')).toEqual({ ready: ['t_1'] });
    expect(await board('search=日本')).toEqual({ ready: ['t_2'] });
    expect(await board('search=T_1')).toEqual({ ready: ['t_1'] });
    expect(await board('assignee=coder')).toEqual({ ready: ['t_1'] });
    expect(await board('assignee=none')).toEqual({ ready: ['t_2'] });
    expect(await board('tenant=perf')).toEqual({ ready: ['t_1'] });
    expect((await columns('tenant=perf')).find(({ status }) => status === 'ready')?.total).toBe(1);
  });

  it('of thousands of tasks shows some of each column, and more of one that is asked for', async () => {
    const tasks = pane.board();
    tasks.atOnce(() => {
      for (let at = 0; at < 5000; at++)
        tasks.task(`t_${at}`, { status: at % 2 === 0 ? 'ready' : 'done', assignee: 'coder' });
    });
    const lengths = async (query: string) =>
      (await columns(query))
        .filter(({ total }) => total > 0)
        .map(({ status, total, tasks: { length } }) => [status, total, length]);
    expect(await lengths('')).toEqual([
      ['ready', 2500, 50],
      ['done', 2500, 50],
    ]);
    expect(await lengths('limit=10&more=done:200')).toEqual([
      ['ready', 2500, 10],
      ['done', 2500, 200],
    ]);
  });

  it('says what is wrong with a task', async () => {
    const tasks = pane.board();
    await pane.fixture.put('.hermes/profiles/coder/config.yaml', '');
    tasks.task('t_1');
    tasks.task('t_2', { assignee: 'nobody' });
    tasks.task('t_3', { assignee: 'coder', status: 'running', started_at: 1000 });
    tasks.task('t_4', {
      assignee: 'coder',
      status: 'blocked',
      consecutive_failures: 2,
      last_failure_error: 'pid 7 exited',
    });
    tasks.insert('task_links', { parent_id: 't_1', child_id: 't_2' });
    const cards = (await columns()).flatMap((column) => column.tasks);
    expect(cards).toMatchObject([
      { id: 't_1', children: 1, warnings: [{ kind: 'no_assignee' }] },
      { id: 't_2', parents: 1, openParents: 1, warnings: [{ kind: 'unknown_assignee' }] },
      { id: 't_3', warnings: [{ kind: 'stale' }] },
      { id: 't_4', warnings: [{ text: 'It failed 2 times in a row: pid 7 exited' }] },
    ]);
  });

  it('of an older Hermes is shown without what it lacks', async () => {
    const schema = 'create table tasks (id text primary key, title text, status text)';
    pane.board('default', { schema }).insert('tasks', { id: 't_1', title: 'A', status: 'todo' });
    expect(await board('search=a')).toEqual({ todo: ['t_1'] });
    expect((await pane.get('/tasks/t_1')).body).toMatchObject({ runs: [], task: { body: null } });
  });

  it('that is no database is named, with the reason', async () => {
    await pane.fixture.put('.hermes/kanban.db', 'not a database at all, but long enough to look');
    const { status, body } = await pane.get('/board');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      columns: [],
      file: { file: 'kanban.db', status: 'unreadable', reason: 'not_database' },
    });
    expect((await pane.get('')).body.boards[0].file.reason).toBe('not_database');
    expect((await pane.get('/tasks/t_1')).status).toBe(409);
  });

  it('that is not there is not found', async () => {
    expect((await pane.get('/board?board=nope')).status).toBe(404);
    expect((await pane.get('/board?board=../up')).status).toBe(422);
    expect((await pane.get('/board?profile=nobody')).status).toBe(404);
  });
});

describe('a task', () => {
  it('comes with comments, events, runs, relatives and attachments', async () => {
    const tasks = pane.board();
    tasks.task('t_1', { body: '# Do', skills: '["plan"]', assignee: 'coder' });
    tasks.task('t_2', { status: 'todo' });
    tasks.insert('task_links', { parent_id: 't_1', child_id: 't_2' });
    tasks.insert('task_links', { parent_id: 't_gone', child_id: 't_1' });
    for (const at of [1, 2])
      tasks.insert('task_comments', {
        ...{ task_id: 't_1', author: 'dev', body: `Comment ${at}`, created_at: at },
      });
    tasks.insert('task_runs', {
      ...{ task_id: 't_1', profile: 'coder', status: 'crashed', outcome: 'crashed' },
      ...{ started_at: 1_795_220_835, ended_at: 1_795_220_902, error: 'pid 7 not alive' },
    });
    tasks.insert('task_events', { task_id: 't_1', kind: 'created', payload: '{}', created_at: 1 });
    const stored = await pane.fixture.put('.hermes/kanban/attachments/t_1/a.txt', 'content');
    for (const path of [stored, '/etc/passwd'])
      tasks.insert('task_attachments', {
        ...{ task_id: 't_1', filename: 'a.txt', stored_path: path, size: 7, created_at: 1 },
      });
    const { body } = await pane.get('/tasks/t_1');
    expect(body).toMatchObject({
      task: { body: '# Do', skills: ['plan'], children: 1, parents: 1 },
      parents: [{ id: 't_gone', status: null }],
      children: [{ id: 't_2', status: 'todo' }],
      comments: [{ body: 'Comment 1' }, { body: 'Comment 2' }],
      events: [{ kind: 'created' }],
      runs: [{ outcome: 'crashed', endedAt: '2026-11-21T00:28:22.000Z' }],
      attachments: [{ path: '/etc/passwd', isThere: null }, { isThere: true }],
      logBytes: null,
      isCut: false,
    });
    expect((await pane.get('/tasks/t_9')).status).toBe(404);
    expect((await pane.get('/tasks/--help')).status).toBe(422);
  });

  it('shows the end of a log, without the secrets of its workers', async () => {
    pane.board().task('t_1', { assignee: 'coder', body: `the key ${secret}` });
    await pane.fixture.put('.hermes/profiles/coder/.env', 'OWN_TOKEN=swordfish-of-coder\n');
    const many = `${'x'.repeat(99)}\n`.repeat(2000);
    const end = `swordfish-of-coder\n${secret}\nlast line\n`;
    await pane.fixture.put('.hermes/kanban/logs/t_1.log', many + end);
    const { body, text } = await pane.get('/tasks/t_1/log');
    expect(body).toMatchObject({ isCut: true, bytes: many.length + end.length });
    expect(body.text).toMatch(/last line\n$/);
    expect(body.text.length).toBeLessThan(70_000);
    expect(text).not.toContain('swordfish');
    expect(text + (await pane.get('/tasks/t_1')).text).not.toContain(secret);
  });

  it('shows no half of a secret where a text is cut', async () => {
    const own = 'swordfish-of-everybody';
    await pane.fixture.put('.hermes/.env', `OWN_TOKEN=${own}\n`);
    const upTo = (length: number) => 'x '.repeat(length / 2 - 5) + own;
    const tasks = pane.board();
    tasks.task('t_2', { title: upTo(500) });
    tasks.task('t_1', {
      ...{ title: upTo(500), body: upTo(100_000), result: upTo(10_000) },
      ...{ consecutive_failures: 1, last_failure_error: upTo(300) },
    });
    tasks.insert('task_links', { parent_id: 't_2', child_id: 't_1' });
    const of = { task_id: 't_1', created_at: 1 };
    tasks.insert('task_comments', { ...of, author: 'dev', body: upTo(10_000) });
    tasks.insert('task_events', { ...of, kind: 'failed', payload: upTo(2000) });
    const shown = (await pane.get('/board')).text + (await pane.get('/tasks/t_1')).text;
    expect(shown).toContain('[hidden');
    expect(shown).not.toContain(own.slice(0, 8));
  });

  it('has no log where none is, or where it leads out of the home', async () => {
    pane.board().task('t_1');
    expect((await pane.get('/tasks/t_1/log')).body.file.status).toBe('missing');
    await writeFile(pane.fixture.at('outside'), 'secret');
    await mkdir(pane.fixture.at('.hermes/kanban/logs'), { recursive: true });
    await symlink(pane.fixture.at('outside'), pane.fixture.at('.hermes/kanban/logs/t_1.log'));
    const { body } = await pane.get('/tasks/t_1/log');
    expect(body).toMatchObject({ text: '', file: { status: 'unreadable' } });
  });
});

it('reads a board that is being written, and leaves the home as it was', async () => {
  const tasks = pane.board('default', { journal: 'wal' });
  tasks.task('t_1');
  tasks.close();
  const before = await folderState(pane.fixture.at('.hermes'));
  expect(await board()).toEqual({ ready: ['t_1'] });
  await pane.get('');
  await pane.get('/tasks/t_1');
  expect(await folderState(pane.fixture.at('.hermes'))).toEqual(before);
  const writing = pane.board('other', { journal: 'wal' });
  writing.task('t_2');
  expect(await board('board=other')).toEqual({ ready: ['t_2'] });
});
