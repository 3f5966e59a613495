import { existsSync } from 'node:fs';
import { eventually } from '../../testing/eventually.ts';
import { startKanbanConsole, type KanbanConsole } from '../../testing/kanban-console.ts';
import type { BoardFixture } from '../../testing/kanban-database.ts';

let pane: KanbanConsole;
let tasks: BoardFixture;
beforeAll(async () => (pane = await startKanbanConsole()));
beforeEach(async () => {
  await pane.clear();
  tasks = pane.board();
});
afterAll(() => pane?.close());

const act = (body: object, board = 'default') => pane.post(`/tasks/act?board=${board}`, body);
const sabotage = () => pane.fixture.put('bin/sabotage', '');
const statusOf = (id: string) => tasks.rows('select status from tasks where id = ?', id)[0]?.status;
const lastEvent = async () => (await pane.admin.get('/api/admin/events?limit=1')).body.items[0];

describe('a verb for one task', () => {
  it.each([
    ['complete', 'running', 'done', { result: '-- all of it' }],
    ['block', 'ready', 'blocked', { reason: 'Need a login', kind: 'needs_input' }],
    ['block', 'ready', 'todo', { kind: 'dependency' }],
    ['unblock', 'blocked', 'ready', { reason: 'Here it is' }],
    ['schedule', 'todo', 'scheduled', { reason: 'Wait until Friday' }],
    ['promote', 'todo', 'ready', {}],
    ['reclaim', 'running', 'ready', {}],
    ['archive', 'done', 'archived', {}],
  ])('%s takes it from %s to %s', async (verb, from, to, more) => {
    tasks.task('t_1', { status: from });
    const answer = await act({ ids: ['t_1'], verb, ...more });
    expect(answer.body.rows).toMatchObject([
      { id: 't_1', outcome: 'done', before: from, after: to },
    ]);
    expect(statusOf('t_1')).toBe(to);
    expect(await lastEvent()).toMatchObject({
      action: 'hermes_kanban.act',
      changes: [{ field: 't_1.status', before: from, after: to }],
    });
  });

  it('is given as arguments, for the board that is meant', async () => {
    pane.board('website').task('t_1');
    await act({ ids: ['t_1'], verb: 'block', reason: 'a; $(b)', kind: 'capability' }, 'website');
    expect(await pane.calls()).toEqual([
      ['kanban', '--board', 'website', 'block', 't_1', 'a; $(b)', '--kind=capability'],
    ]);
    expect((await pane.calls()).flat()).not.toContain('-p');
  });

  it('that Hermes would refuse is refused without asking it', async () => {
    tasks.task('t_1', { status: 'done' });
    const answer = await act({ ids: ['t_1'], verb: 'unblock' });
    expect(answer).toMatchObject({
      status: 409,
      body: { error: { message: 'Only tasks in Blocked or Scheduled can be unblocked.' } },
    });
    expect(await pane.calls()).toEqual([]);
  });

  it('that Hermes refuses is refused in its words, although it exits with 0', async () => {
    tasks.task('t_1', { status: 'todo' });
    tasks.task('t_2');
    tasks.insert('task_links', { parent_id: 't_2', child_id: 't_1' });
    const answer = await act({ ids: ['t_1'], verb: 'promote' });
    expect(answer.status).toBe(409);
    expect(answer.body.error.message).toContain('unsatisfied parent dependencies: t_2');
  });

  it('that the command only says it did is no success', async () => {
    tasks.task('t_1');
    await sabotage();
    expect((await act({ ids: ['t_1'], verb: 'complete' })).status).toBe(409);
    expect(statusOf('t_1')).toBe('ready');
  });

  it('keeps a secret in a title from being told or recorded', async () => {
    const secret = 'sk-or-v1-5d1e6c0f7a8b9c2d3e4f5a6b7c8d9e0f';
    tasks.task('t_1', { title: `Use ${secret}` });
    const answers = [
      await act({ ids: ['t_1'], verb: 'complete' }),
      await pane.post('/tasks/t_1/comments', { text: 'x' }),
      await pane.admin.get('/api/admin/events?limit=5'),
    ];
    expect(answers.map(({ text }) => text).join()).not.toContain(secret);
  });

  it('tells when blocking again led to Triage', async () => {
    tasks.task('t_1', { block_kind: 'transient', block_recurrences: 1 });
    const answer = await act({ ids: ['t_1'], verb: 'block', kind: 'transient' });
    expect(answer.body.rows[0].text).toContain('went to Triage');
  });

  it('gives it to a profile, or to nobody', async () => {
    tasks.task('t_1', { assignee: 'coder' });
    expect((await act({ ids: ['t_1'], verb: 'assign', assignee: null })).status).toBe(200);
    expect(tasks.rows('select assignee from tasks')).toEqual([{ assignee: null }]);
    await act({ ids: ['t_1'], verb: 'assign', assignee: 'research' });
    expect(tasks.rows('select assignee from tasks')).toEqual([{ assignee: 'research' }]);
  });

  it.each([
    { ids: ['--all'], verb: 'archive' },
    { ids: [], verb: 'archive' },
    { ids: ['t_1'], verb: 'claim' },
    { ids: ['t_1'], verb: 'block', reason: '--kind=x' },
    { ids: ['t_1'], verb: 'block', reason: '-p' },
    { ids: ['t_1'], verb: 'assign', assignee: '../x' },
  ])('%j is not tried', async (body) => {
    tasks.task('t_1');
    expect((await act(body)).status).toBe(422);
    expect(await pane.calls()).toEqual([]);
  });
});

describe('a verb for many tasks', () => {
  it('has a result for each, in one call', async () => {
    tasks.task('t_1');
    tasks.task('t_2', { status: 'todo' });
    tasks.task('t_3', { status: 'running' });
    tasks.task('t_4');
    tasks.insert('task_links', { parent_id: 't_2', child_id: 't_4' });
    const { status, body } = await act({
      ids: ['t_1', 't_2', 't_3', 't_4', 't_9'],
      verb: 'complete',
    });
    expect(status).toBe(200);
    expect(body.rows).toMatchObject([
      { id: 't_1', outcome: 'done', after: 'done' },
      { id: 't_2', outcome: 'refused', text: expect.stringContaining('can be completed') },
      { id: 't_3', outcome: 'done' },
      { id: 't_4', outcome: 'refused', text: expect.stringContaining('cannot complete t_4') },
      { id: 't_9', outcome: 'refused', title: null, text: 'It is not on this board.' },
    ]);
    expect(await pane.calls()).toEqual([
      ['kanban', '--board', 'default', 'complete', 't_1', 't_3', 't_4'],
    ]);
  });

  it('blocks and schedules them with one reason', async () => {
    for (const id of ['t_1', 't_2']) tasks.task(id);
    await act({ ids: ['t_1', 't_2'], verb: 'block', reason: 'Later', kind: 'capability' });
    expect([statusOf('t_1'), statusOf('t_2')]).toEqual(['blocked', 'blocked']);
    await act({ ids: ['t_1', 't_2'], verb: 'schedule', reason: 'On Friday' });
    expect([statusOf('t_1'), statusOf('t_2')]).toEqual(['scheduled', 'scheduled']);
  });
});

describe('making a task', () => {
  it('makes one on a board, as it was described', async () => {
    await pane.fixture.put('.hermes/profiles/coder/config.yaml', '');
    tasks.task('t_1');
    const answer = await pane.post('/tasks', {
      title: 'Write it; $(x)',
      body: '- first\n- second',
      assignee: 'coder',
      priority: 3,
      parents: ['t_1'],
    });
    expect(answer.status).toBe(201);
    expect(tasks.rows('select * from tasks where id = ?', answer.body.id)).toMatchObject([
      { title: 'Write it; $(x)', body: '- first\n- second', priority: 3, status: 'todo' },
    ]);
    expect(await lastEvent()).toMatchObject({ target: { id: answer.body.id } });
  });

  it('finds the new one among others of the same title', async () => {
    tasks.task('t_1', { title: 'Twin', created_at: 4_000_000_000 });
    const { body } = await pane.post('/tasks', { title: 'Twin' });
    expect(body.id).not.toBe('t_1');
  });

  it('keeps a secret in its title from being recorded', async () => {
    await pane.fixture.put('.hermes/.env', 'ACME_TOKEN=acme-plain-4711\n');
    await pane.post('/tasks', { title: 'Use acme-plain-4711' });
    expect((await lastEvent()).target.name).toBe('Use [hidden] on default');
  });

  it('that Hermes refuses is refused in its words, and one that it only claims is none', async () => {
    const refused = await pane.post('/tasks', { title: 'A', parents: ['t_9'] });
    expect(refused.text).toContain('unknown parent task(s): t_9');
    await sabotage();
    expect((await pane.post('/tasks', { title: 'A' })).status).toBe(409);
  });

  it.each(['', '-p', '--json', 'a\nb'])('with the title %j is not tried', async (title) => {
    expect((await pane.post('/tasks', { title })).status).toBe(422);
    expect(await pane.calls()).toEqual([]);
  });
});

it('a text that takes more bytes than a command can be given is not tried', async () => {
  const made = await pane.post('/tasks', { title: 'A', body: '\u65e5'.repeat(50_000) });
  expect([made.status, made.body.error.details.fields[0].path]).toEqual([422, 'body']);
  expect(await pane.calls()).toEqual([]);
});

describe('a comment', () => {
  it('is added under the name of the administrator', async () => {
    tasks.task('t_1');
    expect((await pane.post('/tasks/t_1/comments', { text: '- one\n- two' })).status).toBe(204);
    expect(tasks.rows('select author, body from task_comments')).toEqual([
      { author: 'admin', body: '- one\n- two' },
    ]);
  });

  it('that the command only says it added is no success', async () => {
    tasks.task('t_1');
    await sabotage();
    expect((await pane.post('/tasks/t_1/comments', { text: 'x' })).status).toBe(409);
    expect((await pane.post('/tasks/t_9/comments', { text: 'x' })).status).toBe(404);
  });
});

describe('a dependency', () => {
  it('is made and taken away', async () => {
    for (const id of ['t_1', 't_2']) tasks.task(id);
    const link = { parent: 't_1', child: 't_2' };
    expect((await pane.post('/links', link)).status).toBe(204);
    expect(statusOf('t_2')).toBe('todo');
    const circle = await pane.post('/links', { parent: 't_2', child: 't_1' });
    expect(circle.status).toBe(409);
    expect(circle.text).toContain('would create a cycle');
    expect((await pane.post('/links/remove', link)).status).toBe(204);
    expect(tasks.rows('select * from task_links')).toEqual([]);
  });
});

describe('boards', () => {
  it('are made, renamed, made current and removed', async () => {
    const made = await pane.post('/boards', {
      slug: 'website',
      name: 'Web site',
      color: '#8b5cf6',
    });
    expect(made.status).toBe(204);
    const path = '/api/admin/hermes/kanban/boards/website';
    expect((await pane.admin.patch(path, { name: 'Relaunch' })).status).toBe(204);
    expect((await pane.admin.post(`${path}/switch`)).status).toBe(204);
    expect((await pane.get('')).body.boards[1]).toMatchObject({
      ...{ slug: 'website', name: 'Relaunch', color: '#8b5cf6', isCurrent: true },
    });
    expect((await pane.admin.delete(path)).status).toBe(204);
    expect(existsSync(pane.fixture.at('.hermes/kanban/boards/website'))).toBe(false);
    expect((await pane.get('')).body.removed).toHaveLength(1);
  });

  it('are not made twice, and the default one is neither renamed nor removed', async () => {
    pane.board('website');
    expect((await pane.post('/boards', { slug: 'website' })).status).toBe(409);
    expect((await pane.post('/boards', { slug: 'Web Site' })).status).toBe(422);
    expect((await pane.admin.delete('/api/admin/hermes/kanban/boards/default')).status).toBe(409);
    await sabotage();
    expect((await pane.post('/boards', { slug: 'new' })).status).toBe(409);
    expect((await pane.admin.delete('/api/admin/hermes/kanban/boards/website')).status).toBe(409);
  });
});

describe('jobs', () => {
  const ended = async (job: { id: string }) =>
    eventually(async () => {
      const { body } = await pane.admin.get(`/api/admin/hermes/jobs/${job.id}`);
      expect(body.job.state).not.toBe('running');
      return body.job;
    });

  it('dispatch a board, or say what would be done', async () => {
    tasks.task('t_1', { assignee: 'coder' });
    const dry = await ended((await pane.post('/dispatch', { isDryRun: true })).body);
    expect([dry.state, statusOf('t_1')]).toEqual(['succeeded', 'ready']);
    const real = await ended((await pane.post('/dispatch', {})).body);
    expect([real.verified.text, statusOf('t_1')]).toEqual(['New attempts: 1.', 'running']);
  });

  it('that say nothing of what they did have failed', async () => {
    await pane.fixture.put('bin/mute', '');
    expect((await ended((await pane.post('/dispatch', {})).body)).state).toBe('failed');
  });

  it('have a task in Triage worked out, and no other', async () => {
    tasks.task('t_1', { status: 'triage' });
    const job = await ended((await pane.post('/tasks/t_1/specify')).body);
    expect([job.state, statusOf('t_1')]).toEqual(['succeeded', 'todo']);
    expect((await pane.post('/tasks/t_1/specify')).status).toBe(409);
  });
});
