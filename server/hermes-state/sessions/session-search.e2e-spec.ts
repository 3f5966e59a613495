import { startSessionsConsole, type SessionsConsole } from '../../testing/sessions-console.ts';
import { noon } from '../../testing/state-database.ts';

let pane: SessionsConsole;

beforeEach(async () => {
  pane = await startSessionsConsole();
});
afterEach(() => pane.close());

const search = (text: string, query: Record<string, string> = {}) =>
  pane.ask('/search', { search: text, ...query });
interface Hit {
  readonly messageId: number | null;
  readonly snippet: readonly { text: string; isMatch: boolean }[];
}
const marked = async (text: string, query: Record<string, string> = {}) =>
  (await search(text, query)).items.map(({ snippet }: Hit) =>
    snippet.map((piece) => (piece.isMatch ? `<${piece.text}>` : piece.text)).join(''),
  );

describe('a search', () => {
  it('finds words in every message, newest first, and marks them', async () => {
    pane.state.session('a');
    pane.state.message('a', 'user', 'Deploy the harbour');
    pane.state.message('a', 'tool', 'nothing', { tool_name: 'terminal' });
    pane.state.session('b');
    pane.state.message('b', 'assistant', 'The deploy is done');
    expect(await marked('deploy')).toEqual(['The <deploy> is done', '<Deploy> the harbour']);
    expect(await marked('terminal')).toEqual(['<terminal>']);
    expect((await search('deploy')).method).toBe('words');
  });

  it('takes phrases, beginnings, AND, OR and NOT', async () => {
    pane.state.session('a');
    for (const text of ['red green', 'green red', 'blue', 'greenish'])
      pane.state.message('a', 'user', text);
    expect(await marked('"red green"')).toEqual(['<red green>']);
    expect(await marked('red green')).toHaveLength(2);
    expect(await marked('red OR blue')).toHaveLength(3);
    expect(await marked('green NOT red')).toEqual([]);
    expect(await marked('green*')).toHaveLength(3);
  });

  it.each([
    '"',
    'AND',
    'a AND',
    'NOT x',
    '(',
    'content:x',
    'x^2',
    '{a',
    'a"b',
    '*',
    "'; drop table",
    'a - b',
  ])('for %j is no mistake', async (text) => {
    pane.state.session('a');
    pane.state.message('a', 'user', 'something');
    expect((await search(text)).httpStatus).toBe(200);
  });

  it.each([
    ['a-b.c_d', 'Look at a-b.c_d now'],
    ['100%', 'It is 100% done'],
  ])('finds %s as it stands', async (text, message) => {
    pane.state.session('a');
    pane.state.message('a', 'user', message);
    expect((await search(text)).items).toHaveLength(1);
  });

  it('finds Chinese and Korean by parts of what is written without gaps', async () => {
    pane.state.session('a');
    pane.state.message('a', 'user', '東京港の地図を見せて');
    expect(await marked('港の地図')).toEqual(['東京<港の地図>を見せて']);
    expect((await search('港の地図')).method).toBe('letters');
    expect(await marked('港')).toEqual(['東京<港>の地図を見せて']);
    expect((await search('港')).method).toBe('scan');
  });

  it('leaves out what was rewound, and obeys the filters', async () => {
    pane.state.session('a', { source: 'telegram', model: 'gpt' });
    pane.state.session('b', { archived: 1 });
    pane.state.message('a', 'user', 'needle', { active: 0 });
    pane.state.message('a', 'user', 'needle in time', { timestamp: noon + 100 });
    pane.state.message('b', 'user', 'needle archived');
    expect(await marked('needle')).toEqual(['<needle> in time']);
    expect(await marked('needle', { archived: 'all' })).toHaveLength(2);
    expect(await marked('needle', { source: 'cli' })).toEqual([]);
    expect(await marked('needle', { model: 'gpt' })).toHaveLength(1);
    const from = new Date((noon + 200) * 1000).toISOString();
    expect(await marked('needle', { from })).toEqual([]);
  });

  it('shows titles and ids first, on the first page only', async () => {
    pane.state.session('20261120_x', { title: 'Harbour work' });
    for (let n = 0; n < 5; n++) pane.state.message('20261120_x', 'user', `harbour ${n}`);
    const first = await search('harbour', { limit: '3' });
    expect(first.items.map(({ messageId }: Hit) => messageId)).toEqual([null, 5, 4, 3]);
    const next = await search('harbour', { limit: '3', cursor: first.nextCursor });
    expect(next.items.map(({ messageId }: Hit) => messageId)).toEqual([2, 1]);
    expect(next.nextCursor).toBeNull();
    expect((await search('20261120')).items).toHaveLength(1);
  });

  it('looks at the messages themselves when the index cannot be used', async () => {
    pane.state.session('a');
    pane.state.message('a', 'user', 'needle');
    // With a tokenizer that is not in our SQLite.
    pane.state.run('pragma writable_schema = on');
    pane.state.run(
      `update sqlite_schema set sql = replace(sql, 'content_rowid=''id''', 'content_rowid=''id'', tokenize=''cjk''') where name = 'messages_fts'`,
    );
    expect(await search('needle')).toMatchObject({
      method: 'scan',
      file: { status: 'present' },
      items: [{ sessionId: 'a' }],
    });
  });
});
