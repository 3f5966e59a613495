import { startSessionsConsole, type SessionsConsole } from '../../testing/sessions-console.ts';

let pane: SessionsConsole;

beforeEach(async () => {
  pane = await startSessionsConsole();
  await pane.addHermes();
});
afterEach(() => pane.close());

const path = '/api/admin/hermes/sessions';
const rename = (id: string, title: string) => pane.admin.patch(`${path}/${id}`, { title });
const remove = (id: string) => pane.admin.delete(`${path}/${id}`);
const sabotage = () => pane.fixture.put('bin/sabotage', '');
const calls = async () =>
  (await pane.fixture.text('bin/calls.jsonl'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as string[]);
const ids = () => pane.state.rows('select id from sessions order by id').map(({ id }) => id);
const title = (id: string) =>
  pane.state.rows('select title from sessions where id = ?', id)[0]?.title;
const lastEvent = async () => (await pane.admin.get('/api/admin/events?limit=1')).body.items[0];

describe('renaming a session', () => {
  it('changes its title through the command, for the profile', async () => {
    pane.state.session('a', { title: 'Old' });
    const answer = await rename('a', 'New title; $(x)');
    expect(answer.status).toBe(200);
    expect(title('a')).toBe('New title; $(x)');
    expect(await calls()).toEqual([
      ['-p', 'default', 'sessions', 'rename', 'a', 'New title; $(x)'],
    ]);
    expect(await lastEvent()).toMatchObject({
      action: 'hermes_session.rename',
      target: { id: 'a' },
      changes: [{ field: 'title', before: 'Old', after: 'New title; $(x)' }],
    });
  });

  it('that Hermes refuses is refused with its words, although the command exits with 0', async () => {
    pane.state.session('a');
    pane.state.session('b', { title: 'Taken' });
    const answer = await rename('a', 'Taken');
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'hermes_refused' } } });
    expect(answer.text).toContain('already in use by session b');
  });

  it('that the command only says it did is no success', async () => {
    pane.state.session('a', { title: 'Old' });
    await sabotage();
    expect((await rename('a', 'New')).status).toBe(409);
  });

  it.each(['', '-p', '--yes', 'a\nb', 'x'.repeat(101)])('to %j is not tried', async (text) => {
    pane.state.session('a');
    expect((await rename('a', text)).status).toBe(422);
    await expect(calls()).rejects.toThrow('ENOENT');
  });
});

describe('deleting a session', () => {
  it('takes the work it delegated with it, and tells what is gone', async () => {
    pane.state.session('a');
    pane.state.session('work', {
      parent_session_id: 'a',
      model_config: JSON.stringify({ _delegate_from: 'a' }),
    });
    pane.state.session('branch', { parent_session_id: 'a' });
    pane.state.message('a', 'user', 'x');
    pane.state.message('work', 'user', 'y');
    expect((await remove('a')).body).toMatchObject({ ids: ['a', 'work'], messages: 2 });
    expect(ids()).toEqual(['branch']);
  });

  it('that is not there is not found, and nothing is run', async () => {
    expect((await remove('nope')).status).toBe(404);
    await expect(calls()).rejects.toThrow('ENOENT');
  });

  it('that the command only says it did is no success', async () => {
    pane.state.session('a');
    await sabotage();
    expect((await remove('a')).status).toBe(409);
    expect(ids()).toEqual(['a']);
  });
});

describe('archiving one session', () => {
  const archive = (id: string) => pane.admin.post(`${path}/${id}/archive`);

  it('hides it and no other', async () => {
    pane.state.session('a', { started_at: 1_700_000_000.6 });
    pane.state.session('b', { started_at: 1_700_000_002 });
    expect((await archive('a')).body).toMatchObject({ ids: ['a'] });
    expect((await pane.ask('', { archived: 'yes' })).items).toMatchObject([{ id: 'a' }]);
    expect((await calls()).at(-1)).toEqual([
      ...['-p', 'default', 'sessions', 'archive', '--source', 'cli'],
      ...['--after', '2023-11-14T22:13:20+00:00', '--before', '2023-11-14T22:13:21+00:00', '--yes'],
    ]);
    expect(await lastEvent()).toMatchObject({
      action: 'hermes_session.archive',
      changes: [{ field: 'archived', before: false, after: true }],
    });
  });

  it('is not done when Hermes would pick another one too, or nothing', async () => {
    pane.state.session('a', { started_at: 1_700_000_000 });
    pane.state.session('twin', { started_at: 1_700_000_000.5 });
    pane.state.session('open', { started_at: 1_700_000_100, ended_at: null });
    for (const id of ['a', 'open'])
      expect((await archive(id)).body.error.code).toBe('session_not_archivable');
    expect((await pane.ask('', { archived: 'yes' })).total).toBe(0);
    expect((await archive('nope')).status).toBe(404);
  });
});

describe('archiving and pruning', () => {
  const preview = (verb: string, filter: object, more: object = {}) =>
    pane.admin.post(`${path}/sweep/preview`, { verb, filter, ...more });
  const sweep = (verb: string, filter: object, expected: string[]) =>
    pane.admin.post(`${path}/sweep`, { verb, filter, expected });
  beforeEach(() => {
    for (const id of ['old1', 'old2'])
      pane.state.session(id, { started_at: 1_700_000_000, source: 'cron' });
    pane.state.session('new', { started_at: Date.now() / 1000 - 3600 });
  });

  it('show first which sessions they would take, and change nothing', async () => {
    const { body } = await preview('prune', { olderThanDays: 10, source: 'cron' });
    expect(body).toMatchObject({ count: 2, ids: ['old1', 'old2'] });
    expect(ids()).toHaveLength(3);
    expect((await calls())[0]).toEqual(
      '-p default sessions prune --older-than 10 --source cron --dry-run'.split(' '),
    );
    expect((await preview('prune', { source: 'nobody' })).body).toMatchObject({
      count: 0,
      ids: [],
    });
  });

  it('do it to the same sessions', async () => {
    const filter = { olderThanDays: 10 };
    const archived = await sweep('archive', filter, ['old1', 'old2']);
    expect(archived.body).toMatchObject({ ids: ['old1', 'old2'], messages: 0 });
    expect((await pane.ask('', { archived: 'yes' })).total).toBe(2);
    expect((await preview('prune', filter)).body.count).toBe(0);
    expect((await preview('prune', filter, { includeArchived: true })).body.count).toBe(2);
  });

  it('do nothing when others match by now', async () => {
    const answer = await sweep('prune', { olderThanDays: 10 }, ['old1']);
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'sweep_changed' } } });
    expect(ids()).toHaveLength(3);
  });

  it('are no success when the command only says so', async () => {
    await sabotage();
    expect((await sweep('prune', { olderThanDays: 10 }, ['old1', 'old2'])).status).toBe(409);
  });

  it('need a condition', async () => {
    expect((await preview('prune', {})).status).toBe(422);
    expect((await preview('prune', { source: '--yes' })).status).toBe(422);
  });
});

describe('without the command', () => {
  it('sessions can be read, and the reason why not changed is told', async () => {
    const bare = await startSessionsConsole();
    bare.state.session('a');
    expect((await bare.ask('/stats')).readOnlyReason).toMatch(/no hermes command/);
    const answer = await bare.admin.delete(`${path}/a`);
    expect(answer).toMatchObject({ status: 503, body: { error: { code: 'hermes_unavailable' } } });
    await bare.close();
  });
});
