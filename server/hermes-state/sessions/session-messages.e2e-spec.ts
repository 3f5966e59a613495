import { startSessionsConsole, type SessionsConsole } from '../../testing/sessions-console.ts';
import { noon } from '../../testing/state-database.ts';

let pane: SessionsConsole;

beforeEach(async () => {
  pane = await startSessionsConsole();
  pane.state.session('a', { title: 'One' });
});
afterEach(() => pane.close());

const messages = (query: Record<string, string> = {}) => pane.ask('/a/messages', query);
const contents = async (query: Record<string, string> = {}) =>
  (await messages(query)).items.map(
    ({ message }: { message: { content: unknown } }) => message.content,
  );

describe('a transcript', () => {
  it('is read a page at a time, oldest first', async () => {
    for (let n = 0; n < 5; n++) pane.state.message('a', 'user', `m${n}`);
    const first = await messages({ limit: '2' });
    expect(first).toMatchObject({ hasEarlier: false, hiddenCount: 0 });
    expect(await contents({ limit: '2', cursor: first.nextCursor })).toEqual(['m2', 'm3']);
    expect((await messages({ limit: '5' })).nextCursor).toBeNull();
  });

  it('begins a little before the message that was looked for', async () => {
    for (let n = 1; n <= 40; n++) pane.state.message('a', 'user', `m${n}`);
    const page = await messages({ around: '30', limit: '15' });
    expect(page.hasEarlier).toBe(true);
    expect(page.items[0].id).toBe(20);
    expect((await messages({ around: '3' })).hasEarlier).toBe(false);
  });

  it('hides what was rewound or summarised until it is asked for', async () => {
    pane.state.message('a', 'user', 'kept');
    pane.state.message('a', 'user', 'taken back', { active: 0 });
    pane.state.message('a', 'user', 'summarised', { active: 0, compacted: 1 });
    expect(await contents()).toEqual(['kept']);
    const all = await messages({ hidden: 'true' });
    expect(all.hiddenCount).toBe(2);
    expect(all.items.map(({ state }: { state: string }) => state)).toEqual([
      'active',
      'rewound',
      'compacted',
    ]);
  });

  it('has calls, results and reasoning as the API has them', async () => {
    const call = { id: 'c1', type: 'function', function: { name: 'terminal', arguments: '{}' } };
    pane.state.message('a', 'assistant', null, {
      tool_calls: JSON.stringify([call]),
      reasoning: 'Think',
      finish_reason: 'tool_calls',
    });
    pane.state.message('a', 'tool', 'done', { tool_call_id: 'c1', tool_name: 'terminal' });
    pane.state.message('a', 'assistant', 'x', { tool_calls: 'not json' });
    expect((await messages()).items).toMatchObject([
      { message: { tool_calls: [call], reasoning_content: 'Think' }, finishReason: 'tool_calls' },
      { message: { role: 'tool', tool_call_id: 'c1', name: 'terminal', content: 'done' } },
      { message: { tool_calls: [{ function: { arguments: 'not json' } }] } },
    ]);
  });

  it('leaves the content of pictures out, and cuts what is very long', async () => {
    const url = `data:image/png;base64,${'A'.repeat(5000)}`;
    const parts = [{ type: 'image_url', image_url: { url } }];
    pane.state.message('a', 'user', `\0json:${JSON.stringify(parts)}`);
    pane.state.message('a', 'tool', 'ü'.repeat(200_000));
    const [picture, long] = (await messages()).items;
    expect(picture.message.content[0].image_url.url).toBe(
      'data:image/png;base64, 5022 characters, left out',
    );
    expect(picture.isCut).toBe(false);
    expect(long).toMatchObject({ isCut: true, bytes: 400_000 });
    expect(long.message.content).toBe('ü'.repeat(65_536));
  });

  it('of more bytes than fit is read in smaller pages, to its end', async () => {
    for (let n = 0; n < 100; n++) pane.state.message('a', 'tool', 'x'.repeat(130_000));
    let [count, pages, cursor] = [0, 0, ''];
    do {
      const page = await messages({ cursor });
      count += page.items.length;
      pages++;
      cursor = page.nextCursor ?? '';
    } while (cursor !== '');
    expect(count).toBe(100);
    expect(pages).toBeGreaterThan(1);
  });

  it('of a session that is not there is not found', async () => {
    expect((await pane.ask('/nope/messages')).httpStatus).toBe(404);
    expect((await pane.ask('/nope')).httpStatus).toBe(404);
    expect((await pane.ask('/-x')).httpStatus).toBe(422);
  });
});

describe('a session', () => {
  it('is shown among all its relatives, and with what it used', async () => {
    const state = pane.state;
    state.run(`update sessions set end_reason = 'compression' where id = 'a'`);
    state.session('b', { parent_session_id: 'a', started_at: noon + 70, cwd: '/src' });
    state.session('c', {
      parent_session_id: 'b',
      model_config: JSON.stringify({ _delegate_from: 'b' }),
      source: 'subagent',
    });
    state.session('other');
    state.usage('b', 'gpt', { input_tokens: 5, cost_status: 'included' });
    state.usage('b', 'flash', { task: 'title_generation' });
    const detail = await pane.ask('/b');
    expect(detail.session).toMatchObject({ id: 'b', rootId: 'a', chainLength: 2, childCount: 1 });
    expect(detail.family.map(({ id, link }: { id: string; link: string }) => [id, link])).toEqual([
      ['a', null],
      ['b', 'compression'],
      ['c', 'delegation'],
    ]);
    expect(detail.facts).toContainEqual({ name: 'cwd', value: '/src' });
    expect(detail.usage).toMatchObject([
      { model: 'gpt', task: '', tokens: { input: 5 }, cost: { status: 'included' } },
      { model: 'flash', task: 'title_generation' },
    ]);
  });

  it('is exported whole in each format, which is recorded', async () => {
    for (let n = 0; n < 600; n++)
      pane.state.message('a', 'user', `m${n} \`\`\`x`, { active: n === 3 ? 0 : 1 });
    const file = (format: string) =>
      pane.admin.get(`/api/admin/hermes/sessions/a/export?format=${format}`);
    const json = await file('json');
    expect(json.body.messages).toHaveLength(600);
    expect(json.body.session).toMatchObject({ id: 'a', title: 'One' });
    expect(json.headers.get('content-disposition')).toMatch(
      /^attachment; filename="session-a-\d{4}-\d\d-\d\d\.json"$/,
    );
    const lines = (await file('jsonl')).text.trim().split('\n');
    expect(lines).toHaveLength(601);
    const text = (await file('md')).text;
    expect(text).toMatch(/^# One\n/);
    expect(text.match(/^## user/gm)).toHaveLength(600);
    expect(text).toContain(', rewound');
    const events = (await pane.admin.get('/api/admin/events?action=hermes_session.export')).body;
    expect(events.items).toHaveLength(3);
    expect((await pane.admin.get('/api/admin/hermes/sessions/no/export?format=md')).status).toBe(
      404,
    );
  });
});
