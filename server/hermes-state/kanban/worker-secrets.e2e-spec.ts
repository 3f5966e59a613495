import { startKanbanConsole, type KanbanConsole } from '../../testing/kanban-console.ts';

const secret = 'swordfish-of-zed';
let pane: KanbanConsole;
beforeAll(async () => (pane = await startKanbanConsole()));
afterAll(() => pane?.close());

/** Zed is the last of many profiles; its secret looks like nothing. */
beforeEach(async () => {
  await pane.clear();
  const others = Array.from({ length: 12 }, (_, at) => `other${at}`);
  for (const name of others) await pane.fixture.put(`.hermes/profiles/${name}/.env`, '');
  await pane.fixture.put('.hermes/profiles/zed/.env', `OWN_TOKEN=${secret}\n`);
});

describe('a secret of the profile that works on a task', () => {
  it('is hidden on the card, when the task is assigned to it', async () => {
    pane.board().task('t_1', {
      ...{ title: `Use ${secret}`, assignee: 'zed' },
      ...{ consecutive_failures: 1, last_failure_error: `401 for ${secret}` },
    });
    const { text } = await pane.get('/board');
    expect(text).toContain('401 for [hidden]');
    expect(text).not.toContain(secret);
  });

  it('is hidden on the card, when the task is assigned to nobody any more', async () => {
    const tasks = pane.board();
    tasks.task('t_1', { consecutive_failures: 1, last_failure_error: `401 for ${secret}` });
    tasks.insert('task_runs', {
      ...{ task_id: 't_1', profile: 'zed', status: 'failed', started_at: 1 },
    });
    expect((await pane.get('/board')).text).toContain('401 for [hidden]');
  });

  it('is hidden in the log, however many profiles there are', async () => {
    pane.board().task('t_1', { assignee: 'zed' });
    await pane.fixture.put('.hermes/kanban/logs/t_1.log', `401 for ${secret}\n`);
    expect((await pane.get('/tasks/t_1/log')).body.text).toBe('401 for [hidden]\n');
  });

  it('is hidden in what a verb tells and records', async () => {
    pane.board().task('t_1', { title: `Use ${secret}`, assignee: 'zed' });
    await pane.post('/tasks', { title: `Try ${secret}`, assignee: 'zed' });
    const act = await pane.post('/tasks/act', { ids: ['t_1'], verb: 'complete' });
    expect(act.body.rows).toMatchObject([{ title: 'Use [hidden]' }]);
    const events = await pane.admin.get('/api/admin/events?limit=5');
    expect(events.text).toContain('Try [hidden] on default');
    expect(events.text).not.toContain(secret);
  });
});
