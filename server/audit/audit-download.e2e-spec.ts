import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Database } from '../database/database.ts';
import { startAuditApp, type AuditApp } from '../testing/audit-app.ts';
import { insertManyRecords, insertRecord } from '../testing/audit-records.ts';
import { until } from '../testing/eventually.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import { auditRecordSchema } from './audit.contract.ts';
import { AuditLog } from './audit-log.ts';
import { AuditPartitions } from './audit-partitions.ts';

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
const manyRecords = 100_000;

/** V8 lets garbage lie as long as there is room; what counts here is what cannot be freed. */
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('the download of the log', () => {
  let database: Database;
  let close: () => Promise<void>;
  let audit: AuditApp;

  beforeAll(async () => {
    ({ database, close } = await openTestDatabase());
    await new AuditPartitions(database).ensure(daysAgo(20), 22);
    audit = await startAuditApp(database);
  });
  afterAll(async () => {
    await audit.app.close();
    await close();
  });

  const pathOf = (query: Record<string, string>) =>
    `${audit.url}/api/admin/logs/download?${new URLSearchParams(query).toString()}`;
  const open = (query: Record<string, string>) =>
    new Promise<IncomingMessage>((resolve, reject) =>
      get(pathOf(query), resolve).on('error', reject),
    );
  const linesOf = async (query: Record<string, string>): Promise<string[]> => {
    const text = await (await fetch(pathOf(query))).text();
    return text === '' ? [] : text.slice(0, -1).split('\n');
  };
  const insert = (given: Parameters<typeof insertRecord>[1]) => insertRecord(database, given);

  it('is a file of JSON lines that nobody keeps', async () => {
    const answer = await fetch(pathOf({ apiUserId: randomUUID() }));
    const day = new Date().toISOString().slice(0, 10);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': `attachment; filename="hermes-audit-${day}.jsonl"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(await answer.text()).toBe('');
  });

  it('holds a whole record a line, newest first', async () => {
    const apiUserId = randomUUID();
    const older = await insert({ apiUserId, startedAt: daysAgo(2), answer: null });
    const newer = await insert({ apiUserId, startedAt: daysAgo(1) });
    const records = (await linesOf({ apiUserId })).map((line) =>
      auditRecordSchema.parse(JSON.parse(line)),
    );
    expect(records.map(({ id, response }) => [id, response])).toEqual([
      [newer, '{"object":"chat.completion"}'],
      [older, null],
    ]);
  });

  it.each([
    ['quotes and line breaks', '{"a":"\\"\\n\\r\\t"}\r\n"'],
    ['line separators', 'a\u2028b\u2029c\u0085d'],
    ['replaced NUL and broken surrogates', 'a\uFFFDb \\ud800 \\u0000'],
    ['control characters', '\u0001\u001b[31m\u007f'],
    ['letters beyond the basic plane', '😀𝒳'],
  ])('keeps %s as they were stored', async (_what, prompt) => {
    const apiUserId = randomUUID();
    await insert({ apiUserId, prompt, answer: { response: prompt } });
    const [line, ...more] = await linesOf({ apiUserId });
    expect(more).toEqual([]);
    const { prompt: readPrompt, response } = JSON.parse(line!);
    expect([readPrompt, response]).toEqual([prompt, prompt]);
  });

  it('takes the filters of the list', async () => {
    const apiUserId = randomUUID();
    await insert({ apiUserId, prompt: 'hay' });
    await insert({ apiUserId, prompt: 'needle', gateway: 'post' });
    const id = await insert({ apiUserId, prompt: 'needle', answer: { status: 503 } });
    const query = { api_user_id: apiUserId, status: '5xx', search: 'NEEDLE', gateway: 'pre' };
    const lines = await linesOf({ ...query, from: daysAgo(1).toISOString() });
    expect(lines.map((line) => JSON.parse(line).id)).toEqual([id]);
  });

  it('searches on, however long it takes', async () => {
    const apiUserId = randomUUID();
    const id = await insert({ apiUserId, prompt: 'needle', startedAt: daysAgo(10) });
    for (let day = 9; day > 5; day--) await insert({ apiUserId, startedAt: daysAgo(day) });
    let now = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => (now += 3000));
    const query = { apiUserId, search: 'needle', from: daysAgo(12).toISOString() };
    const lines = await linesOf(query);
    clock.mockRestore();
    expect(lines.map((line) => JSON.parse(line).id)).toEqual([id]);
  });

  it('refuses a search without a start time before anything is sent', async () => {
    const answer = await fetch(pathOf({ search: 'needle' }));
    expect([answer.status, await answer.json()]).toMatchObject([
      422,
      { error: { code: 'search_needs_from' } },
    ]);
  });

  it('sends nothing but the head when only that is asked for', async () => {
    const answer = await fetch(pathOf({}), { method: 'HEAD' });
    expect(answer.headers.get('content-type')).toContain('application/x-ndjson');
  });

  describe('of many records', () => {
    const range = { from: daysAgo(19).toISOString(), to: daysAgo(15).toISOString() };

    beforeAll(() =>
      insertManyRecords(database, manyRecords, new Date(range.from), new Date(range.to)),
    );

    it('holds each once and takes little memory', async () => {
      collectGarbage();
      const before = process.memoryUsage().rss;
      let largest = before;
      let isOver = false;
      const reading = readElsewhere(pathOf(range)).finally(() => (isOver = true));
      while (!isOver) {
        // The download goes on meanwhile, also where garbage is collected slowly.
        await sleep(700);
        collectGarbage();
        largest = Math.max(largest, process.memoryUsage().rss);
      }
      expect(await reading).toEqual({ lines: manyRecords, isNewestFirst: true });
      expect((largest - before) / 1_000_000).toBeLessThan(150);
      // Of seconds of work a busy machine makes minutes.
    }, 300_000);

    it('waits for a slow client', async () => {
      const read = jest.spyOn(database.console, 'query');
      const answer = await open(range);
      const reads = await whenSteady(() => read.mock.calls.length);
      read.mockRestore();
      answer.destroy();
      // The whole file takes more than 500 reads; what lies in the sockets' buffers takes a few.
      expect(reads).toBeLessThan(300);
    });

    it('stops working when the client leaves', async () => {
      const log = audit.app.get(AuditLog);
      let sent = 0;
      let hasEnded = false;
      const records = log.records.bind(log);
      const spy = jest.spyOn(log, 'records').mockImplementation(async function* (filter, signal) {
        try {
          for await (const record of records(filter, signal)) {
            sent += 1;
            yield record;
          }
        } finally {
          hasEnded = true;
        }
      });
      const answer = await open(range);
      answer.once('data', () => answer.destroy());
      await until(() => hasEnded);
      spy.mockRestore();
      expect(sent).toBeLessThan(manyRecords);
    });

    it('stops a search that finds nothing when the client leaves', async () => {
      const read = jest.spyOn(database.console, 'query');
      const request = get(pathOf({ ...range, search: 'no such text' })).on(
        'error',
        () => undefined,
      );
      await until(() => read.mock.calls.length > 5);
      request.destroy();
      const reads = await whenSteady(() => read.mock.calls.length);
      read.mockRestore();
      // All of it takes more than 60.
      expect(reads).toBeLessThan(40);
    });

    it('breaks the connection when it fails midway, so that the file is not taken for whole', async () => {
      const answer = await open(range);
      await database.console.query('alter table audit_response rename to audit_response_away');
      const failure = await drain(answer);
      await database.console.query('alter table audit_response_away rename to audit_response');
      expect(failure).toMatchObject({ code: 'ECONNRESET' });
    });
  });
});

/** Reads a file in a process of its own, so that its memory does not count as ours. */
async function readElsewhere(url: string): Promise<{ lines: number; isNewestFirst: boolean }> {
  const reader = `
    const input = await new Promise((resolve) => http.get(${JSON.stringify(url)}, resolve));
    let [lines, isNewestFirst, previous] = [0, true, 'g'];
    for await (const line of readline.createInterface({ input })) {
      const { id } = JSON.parse(line);
      isNewestFirst &&= id < previous;
      previous = id;
      lines += 1;
    }
    console.log(JSON.stringify({ lines, isNewestFirst }));`;
  const imports = "import http from 'node:http'; import readline from 'node:readline';";
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    imports + reader,
  ]);
  return JSON.parse(stdout);
}

async function drain(answer: IncomingMessage): Promise<unknown> {
  try {
    for await (const piece of answer) void piece;
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The value once it has not changed for half a second. */
async function whenSteady(value: () => number): Promise<number> {
  for (let last = -1, steady = 0; steady < 10;) {
    await sleep(50);
    steady = value() === last ? steady + 1 : 0;
    last = value();
  }
  return value();
}
