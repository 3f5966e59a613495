import { mkdir, writeFile } from 'node:fs/promises';
import { folderState } from '../../testing/folder-state.ts';
import { startSessionsConsole, type SessionsConsole } from '../../testing/sessions-console.ts';
import { createStateDatabase } from '../../testing/state-database.ts';

let pane: SessionsConsole;
const now = Date.now() / 1000;
const hour = 3600;

beforeEach(async () => {
  pane = await startSessionsConsole();
});
afterEach(() => pane.close());

const ask = async (query: Record<string, string> = {}, path = '') => {
  const address = `/api/admin/hermes/insights${path}?${new URLSearchParams(query).toString()}`;
  const answer = await pane.admin.get(address);
  return answer.body ?? answer;
};
const named = (groups: readonly { name: string; totalTokens: number; sessions: number }[]) =>
  groups.map(({ name, totalTokens, sessions }) => [name, totalTokens, sessions]);

describe('the estimate of Hermes', () => {
  it('adds up what is noted by model and task, and what a session counts beyond that', async () => {
    const { state } = pane;
    state.session('a', {
      started_at: now - hour,
      model: 'gpt',
      billing_provider: 'openai',
      input_tokens: 150,
      output_tokens: 10,
      api_call_count: 3,
      message_count: 4,
      tool_call_count: 2,
    });
    state.usage('a', 'gpt', { billing_provider: 'openai', input_tokens: 100, api_call_count: 2 });
    state.usage('a', 'flash', { task: 'title_generation', input_tokens: 7, cache_write_tokens: 2 });
    const { total, models, tasks } = await ask();
    expect(total).toMatchObject({
      sessions: 1,
      calls: 3,
      inputTokens: 157,
      outputTokens: 10,
      cacheWriteTokens: 2,
      totalTokens: 169,
      messages: 4,
      toolCalls: 2,
    });
    expect(named(models)).toEqual([
      ['gpt', 160, 1],
      ['flash', 9, 1],
    ]);
    expect(named(tasks)).toEqual([
      ['', 160, 1],
      ['title_generation', 9, 1],
    ]);
  });

  it('takes tokens without a price and those of a subscription apart from cost', async () => {
    const { state } = pane;
    state.session('a', { started_at: now - hour });
    const used = { input_tokens: 10 };
    state.usage('a', 'priced', { ...used, estimated_cost_usd: 0.5, cost_status: 'estimated' });
    state.usage('a', 'exact', {
      ...used,
      estimated_cost_usd: 9,
      actual_cost_usd: 0.25,
      cost_status: 'actual',
    });
    state.usage('a', 'plan', { ...used, cost_status: 'included' });
    state.usage('a', 'local', { ...used, cost_status: 'unknown' });
    expect((await ask()).total).toMatchObject({
      costUsd: 0.75,
      includedTokens: 10,
      unpricedTokens: 10,
      totalTokens: 40,
    });
  });

  it('counts archived and delegated sessions, by their source, and those before in a sum of their own', async () => {
    const { state } = pane;
    state.session('a', {
      started_at: now - hour,
      archived: 1,
      input_tokens: 1,
      source: 'telegram',
    });
    state.session('b', {
      started_at: now - hour,
      parent_session_id: 'a',
      source: 'subagent',
      input_tokens: 2,
    });
    state.session('before', { started_at: now - 10 * 86_400, input_tokens: 30 });
    state.session('long ago', { started_at: now - 30 * 86_400, input_tokens: 500 });
    const week = await ask({ days: '7' });
    expect(named(week.sources)).toEqual([
      ['subagent', 2, 1],
      ['telegram', 1, 1],
    ]);
    expect(week.previous).toMatchObject({ sessions: 1, inputTokens: 30 });
    expect((await ask({ days: '7', source: 'telegram' })).total.totalTokens).toBe(1);
  });

  it('has every day of the zone, those without a session too', async () => {
    const today = (timeZone: string) =>
      new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date());
    pane.state.session('a', { started_at: now - 60, input_tokens: 5 });
    for (const timeZone of ['UTC', 'Pacific/Kiritimati', 'Asia/Kathmandu']) {
      const { days, today: last, hours, weekdays } = await ask({ days: '3', timeZone });
      expect(days).toHaveLength(4);
      expect(last).toBe(today(timeZone));
      expect(
        days.reduce((sum: number, day: { totalTokens: number }) => sum + day.totalTokens, 0),
      ).toBe(5);
      expect([hours, weekdays].map((list: number[]) => list.reduce((a, b) => a + b))).toEqual([
        1, 1,
      ]);
    }
  });

  it('tells tools and skills from calls and results, whichever are more', async () => {
    const { state } = pane;
    state.session('a', { started_at: now - hour });
    const call = (name: string, given: object = {}) => ({
      function: { name, arguments: JSON.stringify(given) },
    });
    const calls = [
      call('terminal'),
      call('skill_view', { name: 'notes' }),
      call('skill_manage', { name: 'notes' }),
    ];
    state.message('a', 'user', 'x');
    state.message('a', 'assistant', null, { tool_calls: JSON.stringify(calls) });
    state.message('a', 'assistant', null, { tool_calls: 'broken' });
    state.message('a', 'assistant', null, {
      tool_calls: '[1, {"function": {"name": "skill_view", "arguments": "{"}}]',
    });
    for (let n = 0; n < 3; n++) state.message('a', 'tool', 'y', { tool_name: 'terminal' });
    expect(await ask({}, '/tools')).toMatchObject({
      userMessages: 1,
      tools: [
        { name: 'terminal', calls: 3 },
        { name: 'skill_view', calls: 2 },
        { name: 'skill_manage', calls: 1 },
      ],
      skills: [{ name: 'notes', loads: 1, edits: 1 }],
    });
  });

  it('of all profiles names those that cannot be read, and changes nothing', async () => {
    await mkdir(pane.fixture.at('.hermes/profiles/coder'), { recursive: true });
    await mkdir(pane.fixture.at('.hermes/profiles/broken'), { recursive: true });
    await writeFile(pane.fixture.at('.hermes/profiles/broken/state.db'), 'x'.repeat(5000));
    const other = createStateDatabase(pane.fixture.at('.hermes/profiles/coder/state.db'));
    other.session('c', { started_at: now - hour, input_tokens: 20 });
    other.close();
    pane.state.session('a', { started_at: now - hour, input_tokens: 3 });
    const before = await folderState(pane.fixture.at('.hermes'));
    const all = await ask({ scope: 'all' });
    expect(all.files).toEqual([
      { file: 'state.db', status: 'present', reason: null },
      { file: 'profiles/broken/state.db', status: 'unreadable', reason: 'not_database' },
      { file: 'profiles/coder/state.db', status: 'present', reason: null },
    ]);
    expect(named(all.profiles)).toEqual([
      ['coder', 20, 1],
      ['default', 3, 1],
    ]);
    expect((await ask({ profile: 'coder' })).total.inputTokens).toBe(20);
    expect((await ask({ profile: 'nobody' })).error.code).toBe('not_found');
    expect(await folderState(pane.fixture.at('.hermes'))).toEqual(before);
  });

  it('is there from databases without a table of use', async () => {
    await mkdir(pane.fixture.at('.hermes/profiles/old'), { recursive: true });
    const old = createStateDatabase(pane.fixture.at('.hermes/profiles/old/state.db'), {
      schema: `create table sessions (id text primary key, source text, model text, started_at real, ended_at real, input_tokens integer);
               create table messages (id integer primary key, session_id text, role text, content text, timestamp real)`,
    });
    old.session('a', { started_at: now - hour, model: 'gpt', input_tokens: 4 });
    old.close();
    expect(named((await ask({ profile: 'old' })).models)).toEqual([['gpt', 4, 1]]);
    expect((await ask({ profile: 'old' }, '/tools')).tools).toEqual([]);
  });

  it('can be taken away as CSV, without formulas', async () => {
    pane.state.session('a', { started_at: now - hour, model: '=1+1', input_tokens: 4 });
    const models = await ask({ by: 'models' }, '/csv');
    expect(models.text.split('\r\n')).toMatchObject([
      expect.stringMatching(/^name,provider,sessions,/),
      expect.stringMatching(/^'=1\+1,,1,0,4,/),
      '',
    ]);
    expect((await ask({ by: 'tools' }, '/csv')).text).toBe('tool,calls\r\n');
  });
});
