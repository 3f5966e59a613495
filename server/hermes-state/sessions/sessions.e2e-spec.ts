import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { folderState } from '../../testing/folder-state.ts';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import {
  createStateDatabase,
  noon,
  type StateDatabaseFixture,
} from '../../testing/state-database.ts';
import {
  startTestConsole,
  type ConsoleClient,
  type TestConsole,
} from '../../testing/test-console.ts';
import { openTestDatabase } from '../../testing/test-database.ts';
import { HermesStateModule } from '../hermes-state.module.ts';

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let fixture: HermesHomeFixture;
let console: TestConsole;
let admin: ConsoleClient;
let state: StateDatabaseFixture;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  fixture = await createHermesHome();
  console = await startTestConsole(database.database, fixture.settings, {
    modules: [HermesStateModule],
  });
  admin = await console.logIn();
  state = createStateDatabase(fixture.at('.hermes/state.db'));
});
afterEach(async () => {
  state.close();
  await console.close();
  await fixture.remove();
});

const ask = async (path: string, query: Record<string, string> = {}) => {
  const answer = await admin.get(
    `/api/admin/hermes/sessions${path}?${new URLSearchParams(query).toString()}`,
  );
  return { ...answer.body, httpStatus: answer.status };
};
const ids = async (query: Record<string, string> = {}) =>
  (await ask('', query)).items.map(({ id }: { id: string }) => id);
const delegated = (from: string) => JSON.stringify({ _delegate_from: from });

describe('the list of sessions', () => {
  it('shows the newest continuation of a compressed conversation in its place', async () => {
    state.session('first', { end_reason: 'compression', title: 'Big' });
    state.session('lost', { parent_session_id: 'first', started_at: noon + 70 });
    state.session('second', {
      parent_session_id: 'first',
      started_at: noon + 80,
      end_reason: 'compression',
    });
    state.session('third', {
      parent_session_id: 'second',
      started_at: noon + 150,
      ended_at: null,
      title: 'Big #3',
    });
    const { items, total } = await ask('');
    expect(total).toBe(1);
    expect(items[0]).toMatchObject({
      id: 'third',
      title: 'Big #3',
      rootId: 'first',
      chainLength: 3,
      link: 'compression',
      endedAt: null,
    });
  });

  it('hides delegated and archived sessions, and shows branches', async () => {
    state.session('main', { end_reason: 'branched' });
    state.session('work', {
      parent_session_id: 'main',
      source: 'subagent',
      model_config: delegated('main'),
    });
    state.session('branch', { parent_session_id: 'main' });
    state.session('old', { archived: 1 });
    state.session('odd', { parent_session_id: 'old', model_config: 'not json' });
    expect(await ids()).toEqual(['main', 'branch']);
    expect(await ids({ kind: 'subagent' })).toEqual(['work']);
    expect(await ids({ archived: 'yes' })).toEqual(['old']);
    expect(await ids({ archived: 'all' })).toEqual(['old', 'main', 'branch']);
  });

  it('is filtered by source, model, kind, time of the last activity and failure', async () => {
    state.session('a', { source: 'telegram', model: 'gpt' });
    state.session('b', { source: 'cron' });
    state.session('c', { handoff_error: 'no such chat' });
    state.message('a', 'assistant', 'later', { timestamp: noon + 500, finish_reason: 'error' });
    expect(await ids({ source: 'telegram' })).toEqual(['a']);
    expect(await ids({ model: 'gpt' })).toEqual(['a']);
    expect(await ids({ kind: 'human' })).toEqual(['a', 'c']);
    expect(await ids({ from: new Date((noon + 400) * 1000).toISOString() })).toEqual(['a']);
    expect(await ids({ to: new Date((noon + 400) * 1000).toISOString() })).toEqual(['c', 'b']);
    expect((await ask('', { failed: 'true' })).items).toMatchObject([
      { id: 'a', failures: ['1 answer ended with an error'] },
      { id: 'c', failures: ['Handing over: no such chat'] },
    ]);
  });

  it('is read a page at a time, each session once', async () => {
    // Two of them at the same moment.
    for (let n = 0; n < 7; n++) state.session(`s${n}`, { started_at: noon + Math.min(n, 5) });
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await ask('', { limit: '3', cursor });
      expect(page.total).toBe(7);
      seen.push(...page.items.map(({ id }: { id: string }) => id));
      cursor = page.nextCursor ?? '';
    } while (cursor !== '');
    expect(seen).toEqual(['s6', 's5', 's4', 's3', 's2', 's1', 's0']);
    expect((await ask('', { cursor: 'rubbish' })).httpStatus).toBe(422);
  });

  it('tells the first words, also of a message with a picture, and what an unknown price is', async () => {
    state.session('a', { estimated_cost_usd: 0, cost_status: 'unknown' });
    state.message('a', 'user', `\0json:[{"type":"text","text":"Look  at"},{"type":"image_url"}]`);
    expect((await ask('')).items[0]).toMatchObject({
      preview: 'Look at [image_url]',
      cost: { estimatedUsd: null, status: 'unknown' },
    });
  });

  it('does not go round for ever where sessions continue each other', async () => {
    state.run('pragma foreign_keys = off');
    state.session('root', { end_reason: 'compression', ended_at: noon });
    state.session('a', { parent_session_id: 'root', end_reason: 'compression', ended_at: noon });
    state.session('b', { parent_session_id: 'a', end_reason: 'compression', ended_at: noon });
    state.run(`update sessions set parent_session_id = 'b' where id = 'a'`);
    state.run(`update sessions set parent_session_id = 'a' where id = 'b'`);
    expect(await ids()).toEqual(['root']);
    expect((await ask('/a')).family).toHaveLength(2);
  });
});

describe('a profile', () => {
  it('has sessions of its own', async () => {
    await mkdir(fixture.at('.hermes/profiles/coder'), { recursive: true });
    const other = createStateDatabase(fixture.at('.hermes/profiles/coder/state.db'));
    other.session('there');
    other.close();
    state.session('here');
    expect(await ids({ profile: 'coder' })).toEqual(['there']);
    expect(await ids()).toEqual(['here']);
    expect((await ask('/here', { profile: 'coder' })).httpStatus).toBe(404);
    expect((await ask('', { profile: 'nobody' })).httpStatus).toBe(404);
    expect((await ask('', { profile: '../..' })).httpStatus).toBe(404);
  });

  it('without a database has no sessions, and says so', async () => {
    await mkdir(fixture.at('.hermes/profiles/empty'), { recursive: true });
    const file = { file: 'profiles/empty/state.db', status: 'missing', reason: null };
    expect(await ask('', { profile: 'empty' })).toMatchObject({ file, items: [], total: 0 });
    expect(await ask('/stats', { profile: 'empty' })).toMatchObject({ file, sessions: 0 });
    const search = { profile: 'empty', search: 'x' };
    expect(await ask('/search', search)).toMatchObject({ file, items: [] });
  });

  it.each([
    ['that is no database', 'not_database', (file: string) => writeFile(file, 'x'.repeat(5000))],
    ['that is empty', 'empty_database', (file: string) => writeFile(file, '')],
    [
      'that leads out of the home',
      'not_regular',
      (file: string) => symlink(fixture.at('.hermes/state.db'), file),
    ],
    [
      'that lacks what is needed',
      'too_old',
      async (file: string) =>
        createStateDatabase(file, { schema: 'create table sessions (id)' }).close(),
    ],
  ])('with a database %s names it', async (_, reason, make) => {
    await mkdir(fixture.at('.hermes/profiles/odd'), { recursive: true });
    await make(fixture.at('.hermes/profiles/odd/state.db'));
    const file = { file: 'profiles/odd/state.db', status: 'unreadable', reason };
    expect(await ask('', { profile: 'odd' })).toMatchObject({ file, httpStatus: 200 });
    expect(await ask('/stats', { profile: 'odd' })).toMatchObject({ file, httpStatus: 200 });
    expect(await ask('/x', { profile: 'odd' })).toMatchObject({
      error: { code: 'state_unreadable', details: { reason } },
      httpStatus: 409,
    });
  });

  it('whose database is of an old version is shown as far as it goes', async () => {
    await mkdir(fixture.at('.hermes/profiles/old'), { recursive: true });
    const old = createStateDatabase(fixture.at('.hermes/profiles/old/state.db'), {
      schema: `create table sessions (id text primary key, source text, model text, started_at real, ended_at real);
               create table messages (id integer primary key, session_id text, role text, content text, timestamp real)`,
    });
    old.session('a', { model: 'gpt' });
    old.message('a', 'user', 'Find the old needle');
    old.close();
    const profile = 'old';
    expect((await ask('', { profile })).items).toMatchObject([
      { id: 'a', messageCount: 1, preview: 'Find the old needle', isArchived: false },
    ]);
    expect(await ask('/search', { profile, search: 'needle' })).toMatchObject({
      method: 'scan',
      items: [{ sessionId: 'a', snippet: [{}, { text: 'needle', isMatch: true }] }],
    });
    expect((await ask('/a', { profile })).session.model).toBe('gpt');
    expect((await ask('/a/messages', { profile })).items).toHaveLength(1);
    expect((await ask('/stats', { profile })).schemaVersion).toBeNull();
  });
});

it('leaves every file as it was and gives no secret away', async () => {
  const secret = 'sk-proj-0123456789abcdefghijkl';
  await fixture.put('.hermes/.env', `OPENAI_API_KEY=${secret}\nODD_TOKEN=plain-words-secret\n`);
  state.session('a', { title: `Use ${secret}` });
  const id = state.message('a', 'user', `The key is ${secret}, the other plain-words-secret`, {
    tool_calls: JSON.stringify([{ function: { name: 'f', arguments: `{"k":"${secret}"}` } }]),
    reasoning: secret,
  });
  const before = await folderState(fixture.at('.hermes'));
  const answers = [
    await ask(''),
    await ask('/stats'),
    await ask('/a'),
    await ask('/a/messages', { around: String(id) }),
    await ask('/search', { search: 'key' }),
    await ask('/search', { search: secret }),
  ];
  for (const format of ['md', 'json', 'jsonl'])
    answers.push((await admin.get(`/api/admin/hermes/sessions/a/export?format=${format}`)).text);
  const all = JSON.stringify(answers);
  expect(all).toContain('The key is');
  expect(all).not.toContain(secret);
  expect(all).not.toContain('plain-words-secret');
  expect(await folderState(fixture.at('.hermes'))).toEqual(before);
});
