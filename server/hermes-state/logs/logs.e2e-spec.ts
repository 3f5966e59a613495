import { appendFile, mkdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { Logger } from '@nestjs/common';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import type { LogFiles, LogPage } from './logs.contract.ts';

const base = '/api/admin/hermes/logs';
let fixture: HermesHomeFixture;
let product: TestProduct;

const put = (name: string, content: unknown) => fixture.put(`.hermes/logs/${name}`, content);
const get = async (query: string) => {
  const answer = await product.api('GET', `${base}/records?${query}`);
  return {
    status: answer.status,
    body: (await answer.json()) as LogPage & { error: { code: string } },
  };
};
const read = async (query = ''): Promise<LogPage> => (await get(query)).body;
const texts = async (query = '') => (await read(query)).records.map(({ text }) => text);
const pad = (number: number) => String(number).padStart(2, '0');
/** One record a minute from noon on. */
const line = (number: number, level = 'INFO', rest = `agent.core: line ${number}`) =>
  `2026-11-20 ${pad(12 + Math.floor(number / 60))}:${pad(number % 60)}:00,123 ${level} ${rest}\n`;
const lines = (count: number) =>
  Array.from({ length: count }, (_, number) => line(number)).join('');

beforeAll(async () => {
  Logger.overrideLogger(['error', 'fatal']);
  fixture = await createHermesHome();
  product = await startTestProduct({ HERMES_HOME: fixture.at('.hermes') });
});
beforeEach(async () => {
  await rm(fixture.at('.hermes'), { recursive: true, force: true });
  await mkdir(fixture.at('.hermes/profiles/coder'), { recursive: true });
});
afterAll(async () => {
  await product?.stop();
  await fixture?.remove();
});

describe('a log of Hermes', () => {
  it('is read into records with time, level, session and logger', async () => {
    await put(
      'agent.log',
      '2026-11-20 10:00:01,456 WARNING [20261120_100000_abc123] agent.llm: slow: 3 s\n',
    );
    const { records, source, isAtEnd } = await read();
    expect(records).toEqual([
      {
        offset: 0,
        end: 78,
        at: new Date(2026, 10, 20, 10, 0, 1, 456).toISOString(),
        level: 'WARNING',
        session: '20261120_100000_abc123',
        logger: 'agent.llm',
        text: 'slow: 3 s',
        lineCount: 1,
        isCut: false,
        isContinuation: false,
        isPartial: false,
      },
    ]);
    expect([source.file, source.status, isAtEnd]).toEqual(['logs/agent.log', 'present', true]);
  });

  it('keeps further lines with the record they belong to, whichever way it is read', async () => {
    const trace =
      'Traceback (most recent call last):\n  File "x.py", line 1\n\nRuntimeError: boom\n';
    await put('errors.log', line(0) + line(1, 'ERROR') + trace + line(2));
    const whole = await read('file=errors.log');
    expect(whole.records.map(({ lineCount }) => lineCount)).toEqual([1, 5, 1]);
    expect(whole.records[1]!.text).toBe(`line 1\n${trace.trimEnd()}`);
    const { records } = await read(`file=errors.log&after=${line(0).length}`);
    expect(records).toEqual(whole.records.slice(1));
  });

  it('is paged to its beginning without gap or repetition', async () => {
    await put('agent.log', lines(700));
    const seen: string[] = [];
    for (let before: number | null | undefined; before !== null;) {
      const page: LogPage = await read(
        `limit=97${before === undefined ? '' : `&before=${before}`}`,
      );
      seen.unshift(...page.records.map(({ text }) => text));
      before = page.olderBefore;
    }
    expect(seen).toEqual(Array.from({ length: 700 }, (_, number) => `line ${number}`));
  });

  it('without a known form is shown line by line', async () => {
    await put('gui.log', 'one\n  two\n');
    expect(await texts('file=gui.log')).toEqual(['one', '  two']);
  });

  it('of an MCP server and of diagnostics has times, too', async () => {
    await put(
      'mcp-stderr.log',
      "\n===== [2026-11-08 07:10:03] starting MCP server 'x' =====\nhello\n",
    );
    await put(
      'gateway-exit-diag.log',
      '{"ts": "2026-11-21T00:26:54.258631+00:00", "tag": "gateway.start"}\n',
    );
    const { records } = await read('file=mcp-stderr.log');
    expect(records[1]).toMatchObject({
      at: new Date(2026, 10, 8, 7, 10, 3).toISOString(),
      lineCount: 2,
    });
    const diagnostics = await read('file=gateway-exit-diag.log');
    expect(diagnostics.records[0]).toMatchObject({
      at: '2026-11-21T00:26:54.258Z',
      logger: 'gateway.start',
    });
  });

  it('is one of several, rotated ones included; what is no log is not listed', async () => {
    await put('agent.log', line(0));
    await put('agent.log.1', line(0));
    await put('.hidden.log', 'x');
    await put('notes.txt', 'x');
    await symlink('/etc/passwd', fixture.at('.hermes/logs/evil.log'));
    const answer = await product.api('GET', base);
    const { items, source } = (await answer.json()) as LogFiles;
    expect([items.map(({ name }) => name), source.status]).toEqual([
      ['agent.log', 'agent.log.1'],
      'present',
    ]);
    expect((await read('file=evil.log')).source).toMatchObject({ reason: 'not_regular' });
  });

  it('of a profile is that profile’s own, and no name leads out of it', async () => {
    await fixture.put('.hermes/profiles/coder/logs/agent.log', line(7));
    expect(await texts('profile=coder')).toEqual(['line 7']);
    expect((await read()).source).toMatchObject({ status: 'missing' });
    expect((await get('profile=nobody')).status).toBe(404);
    for (const file of ['../config.log', 'a/b.log', '.env', '..', 'config.yaml'])
      expect((await get(`file=${encodeURIComponent(file)}`)).status).toBe(422);
  });
});

describe('the filter', () => {
  beforeEach(() =>
    put(
      'agent.log',
      line(0, 'DEBUG') +
        line(1, 'WARNING', '[cron_1] cron.scheduler: late') +
        line(2, 'ERROR', 'agent: Failed (E42)') +
        'at once\n' +
        line(3, 'INFO', 'agents.other: fine'),
    ),
  );
  it.each([
    ['level=WARNING', ['late', 'Failed (E42)\nat once']],
    ['level=CRITICAL', []],
    ['component=agent', ['line 0', 'Failed (E42)\nat once']],
    ['session=cron', ['late']],
    ['search=failed', ['Failed (E42)\nat once']],
    ['search=AT%20ONCE', ['Failed (E42)\nat once']],
    ['search=agent.core', ['line 0']],
    ['search=e%5Cd%2B&isPattern=true', ['Failed (E42)\nat once']],
    ['search=%5EERROR&isPattern=true', ['Failed (E42)\nat once']],
    ['search=e%5Cd%2B', []],
    ['search=fine&level=ERROR', []],
  ])('%s finds what it should', async (query, expected) => {
    expect(await texts(query)).toEqual(expected);
    expect(await texts(`${query}&after=0`)).toEqual(expected);
  });

  it('that is no regular expression is refused with the reason', async () => {
    const { status, body } = await get('search=(&isPattern=true');
    expect([status, body.error.code]).toEqual([422, 'invalid_pattern']);
  });

  it('that would take for ever is ended, and nothing else waits for it', async () => {
    await put('agent.log', line(0, 'INFO', `agent: ${'a'.repeat(5000)}!`));
    const search = get(`search=${encodeURIComponent('(a+)+$')}&isPattern=true`);
    let hasEnded = false;
    void search.finally(() => (hasEnded = true));
    await read('file=gui.log');
    expect(hasEnded).toBe(false);
    expect((await search).body.error.code).toBe('pattern_too_slow');
  });

  it('finds no secret, not even letter by letter', async () => {
    await put('agent.log', line(0, 'INFO', 'agent: key sk-or-v1-0011223344556677 refused'));
    expect(await texts('search=refused')).toEqual(['key sk-[hidden] refused']);
    expect(await texts('search=sk-or-v1-00')).toEqual([]);
    expect(await texts('search=sk-or-v1-0&isPattern=true')).toEqual([]);
  });
});

describe('a time', () => {
  it('leads to the first record of then or later', async () => {
    await put('agent.log', lines(600) + `${'x'.repeat(300_000)}\n`);
    const noon = new Date(2026, 10, 20, 13, 30, 30).toISOString();
    const page = await read(`at=${noon}&limit=2`);
    expect(page.records.map(({ text }) => text)).toEqual(['line 91', 'line 92']);
    expect((await read(`before=${page.olderBefore}&limit=1`)).records[0]!.text).toBe('line 90');
    expect((await read(`at=2001-01-01T00:00:00Z&limit=1`)).records[0]!.text).toBe('line 0');
    expect((await read(`at=2036-01-01T00:00:00Z`)).records).toEqual([]);
  });
});

describe('following', () => {
  it('tells what came since, once, and a line that is being written as such', async () => {
    await put('agent.log', lines(2));
    const first = await read();
    await appendFile(
      fixture.at('.hermes/logs/agent.log'),
      `${line(2)}more of it\n2026-11-20 15:00`,
    );
    const second = await read(`after=${first.newerAfter}&id=${first.id}`);
    expect(second.records.map(({ text, isPartial }) => [text, isPartial])).toEqual([
      ['line 2\nmore of it', false],
      ['2026-11-20 15:00', true],
    ]);
    await appendFile(fixture.at('.hermes/logs/agent.log'), ':00,000 INFO a: b\n');
    const third = await read(`after=${second.newerAfter}&id=${first.id}`);
    expect(third.records.map(({ text, isPartial }) => [text, isPartial])).toEqual([['b', false]]);
    expect((await read(`after=${third.newerAfter}&id=${first.id}`)).records).toEqual([]);
  });

  it('says that lines belong to what was told before', async () => {
    await put('agent.log', line(0));
    const { newerAfter, id } = await read();
    await appendFile(fixture.at('.hermes/logs/agent.log'), 'Traceback\n');
    const { records } = await read(`after=${newerAfter}&id=${id}`);
    expect(records).toMatchObject([
      { text: 'Traceback', isContinuation: true, offset: newerAfter },
    ]);
  });

  it('notices that the file was rotated or truncated, and goes on with its end', async () => {
    const path = await put('agent.log', lines(3));
    const { newerAfter, id } = await read();
    await rename(path, `${path}.1`);
    await put('agent.log', line(9));
    const rotated = await read(`after=${newerAfter}&id=${id}`);
    expect([rotated.change, rotated.records[0]!.text]).toEqual(['rotated', 'line 9']);
    await truncate(path, 5);
    const truncated = await read(`after=${rotated.newerAfter}&id=${rotated.id}`);
    expect([truncated.change, truncated.bytes]).toEqual(['truncated', 5]);
  });

  it('a link to a line finds it in the file that was rotated since', async () => {
    const path = await put('agent.log', lines(30));
    const { records, id } = await read();
    const { offset } = records[20]!;
    await rename(path, `${path}.1`);
    await put('agent.log', line(99));
    const page = await read(`around=${offset}&id=${id}&limit=6`);
    expect([page.file, page.records.map(({ text }) => text)]).toEqual([
      'agent.log.1',
      ['line 17', 'line 18', 'line 19', 'line 20', 'line 21', 'line 22', 'line 23'],
    ]);
  });
});

describe('a downloaded log', () => {
  it('is whole, without secrets and colours, and an event', async () => {
    const secret = 'sk-or-v1-0011223344556677';
    await put('agent.log.1', `${lines(3000)}key \u001b[1m${secret}\u001b[0m\nlast`);
    const answer = await product.api('GET', `${base}/download?file=agent.log.1`);
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="default-agent-1.log"',
    );
    const text = await answer.text();
    expect(text).toBe(`${lines(3000)}key sk-[hidden]\nlast\n`);
    const events = await product.api('GET', '/api/admin/events?action=hermes_log.download&limit=1');
    expect(((await events.json()) as { items: object[] }).items).toHaveLength(1);
  });

  it('that is not there is not found', async () => {
    expect((await product.api('GET', `${base}/download?file=gui.log`)).status).toBe(404);
    await writeFile(fixture.at('.hermes/logs'), '');
    expect((await product.api('GET', `${base}/download?file=gui.log`)).status).toBe(404);
    expect((await read()).source.status).toBe('missing');
  });
});
