import { randomUUID } from 'node:crypto';
import type { Database } from '../database/database.ts';
import { startAuditApp, type AuditApp } from '../testing/audit-app.ts';
import { insertRecord } from '../testing/audit-records.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import { auditPageSchema, auditRecordSchema, type AuditPage } from './audit.contract.ts';
import { AuditPartitions } from './audit-partitions.ts';

const dayMs = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * dayMs);

describe('the list of recorded requests', () => {
  let database: Database;
  let close: () => Promise<void>;
  let audit: AuditApp;

  beforeAll(async () => {
    ({ database, close } = await openTestDatabase());
    await new AuditPartitions(database).ensure(daysAgo(40), 42);
    audit = await startAuditApp(database, { HERMES_LOG_RETENTION_DAYS: '30' });
  });
  afterAll(async () => {
    await audit.app.close();
    await close();
  });

  const get = (path: string) => fetch(`${audit.url}/api/admin/logs${path}`);
  const page = async (query: Record<string, string>): Promise<AuditPage> => {
    const answer = await get(`?${new URLSearchParams(query).toString()}`);
    expect(answer.status).toBe(200);
    return auditPageSchema.parse(await answer.json());
  };
  const idsOf = ({ items }: AuditPage) => items.map((item) => item.id);
  const insert = (given: Parameters<typeof insertRecord>[1]) => insertRecord(database, given);
  /** Each test looks at a user of its own. */
  const someone = () => randomUUID();

  it('shows the newest first', async () => {
    const apiUserId = someone();
    const older = await insert({ apiUserId, startedAt: daysAgo(3) });
    const newest = await insert({ apiUserId, startedAt: daysAgo(1) });
    const oldest = await insert({ apiUserId, startedAt: daysAgo(5) });
    expect(idsOf(await page({ apiUserId }))).toEqual([newest, older, oldest]);
  });

  it('describes a request and its answer', async () => {
    const apiUserId = someone();
    const startedAt = daysAgo(1);
    const prompt = 'x'.repeat(300);
    const id = await insert({ apiUserId, startedAt, prompt, clientRequestId: 'c-1' });
    const [item] = (await page({ apiUserId })).items;
    expect(item).toEqual({
      id,
      requestId: id,
      startedAt: startedAt.toISOString(),
      completedAt: new Date(startedAt.getTime() + 900).toISOString(),
      gateway: 'pre',
      apiUserId,
      apiUserName: 'Ada',
      keyPrefix: 'hms_ab12',
      method: 'POST',
      path: '/v1/chat/completions',
      model: 'hermes-4',
      responseModel: 'hermes-4-405b',
      stream: false,
      status: 200,
      endReason: 'done',
      errorCode: null,
      usage: {
        source: 'upstream',
        promptTokens: 11,
        completionTokens: 22,
        totalTokens: 33,
        cachedTokens: 4,
        reasoningTokens: null,
        chargedTokens: 33,
      },
      timeToFirstByteMs: 40,
      durationMs: 900,
      clientAddress: '127.0.0.1',
      clientRequestId: 'c-1',
      promptBytes: 300,
      responseBytes: 28,
      requestTruncated: false,
      responseTruncated: false,
      promptPreview: 'x'.repeat(200),
    });
  });

  it('leaves the answer of an open request empty', async () => {
    const apiUserId = someone();
    await insert({ apiUserId, answer: null });
    const [item] = (await page({ apiUserId })).items;
    expect(item).toMatchObject({ status: null, endReason: null, usage: null, completedAt: null });
  });

  it('accepts both spellings of the user', async () => {
    const apiUserId = someone();
    const id = await insert({ apiUserId });
    expect(idsOf(await page({ api_user_id: apiUserId }))).toEqual([id]);
  });

  it.each([
    [{ status: '429' }, ['limited']],
    [{ status: '4xx' }, ['bad', 'limited']],
    [{ status: 'error' }, ['limited']],
    [{ status: 'open' }, ['open']],
    [{ endReason: 'client_abort' }, ['bad']],
    [{ endReason: 'done' }, ['other', 'limited']],
    [{ gateway: 'post' }, ['other']],
    [{ model: 'asked' }, ['other']],
    [{ model: 'answered' }, ['limited']],
    [{ status: '4xx', endReason: 'client_abort', gateway: 'pre' }, ['bad']],
    [{ model: 'aske' }, []],
  ])('filters by %j', async (filter, expected) => {
    const apiUserId = someone();
    const names = new Map([
      [await insert({ apiUserId, answer: null }), 'open'],
      [await insert({ apiUserId, answer: { status: 400, endReason: 'client_abort' } }), 'bad'],
      [await insert({ apiUserId, gateway: 'post', model: 'asked' }), 'other'],
      [await insert({ apiUserId, answer: { status: 429, responseModel: 'answered' } }), 'limited'],
    ]);
    const found = idsOf(await page({ apiUserId, ...filter })).map((id) => names.get(id));
    expect(found.sort()).toEqual([...expected].sort());
  });

  it('finds failures of all users by how they ended', async () => {
    const older = await insert({ answer: { endReason: 'timeout' }, startedAt: daysAgo(4) });
    const newer = await insert({ answer: { endReason: 'timeout' }, startedAt: daysAgo(2) });
    expect(idsOf(await page({ endReason: 'timeout' }))).toEqual([newer, older]);
  });

  it('finds a request by our id', async () => {
    const id = await insert({});
    expect(idsOf(await page({ requestId: id.toUpperCase() }))).toEqual([id]);
  });

  it('finds requests by the id their client sent', async () => {
    const clientRequestId = `client-${someone()}`;
    const older = await insert({ clientRequestId, startedAt: daysAgo(9) });
    const newer = await insert({ clientRequestId });
    expect(idsOf(await page({ requestId: clientRequestId }))).toEqual([newer, older]);
  });

  it('finds a UUID that a client sent', async () => {
    const clientRequestId = someone();
    const id = await insert({ clientRequestId });
    expect(idsOf(await page({ requestId: clientRequestId }))).toEqual([id]);
  });

  it('adds the other filters to a request id', async () => {
    const clientRequestId = `client-${someone()}`;
    const apiUserId = someone();
    await insert({ clientRequestId });
    const id = await insert({ clientRequestId, apiUserId });
    expect(idsOf(await page({ requestId: clientRequestId, apiUserId }))).toEqual([id]);
  });

  it('takes the start of a time range in and its end out', async () => {
    const apiUserId = someone();
    const [from, to] = [daysAgo(3), daysAgo(2)];
    const atStart = await insert({ apiUserId, startedAt: from });
    const inside = await insert({ apiUserId, startedAt: daysAgo(2.5) });
    await insert({ apiUserId, startedAt: to });
    const found = await page({ apiUserId, from: from.toISOString(), to: to.toISOString() });
    expect(idsOf(found)).toEqual([inside, atStart]);
  });

  it('never shows what is past the retention', async () => {
    const apiUserId = someone();
    const old = await insert({ apiUserId, startedAt: daysAgo(30.01) });
    const kept = await insert({ apiUserId, startedAt: daysAgo(29.99) });
    expect(idsOf(await page({ apiUserId, from: daysAgo(40).toISOString() }))).toEqual([kept]);
    expect((await get(`/${old}`)).status).toBe(404);
  });

  it('shows each record once while new ones come in', async () => {
    const apiUserId = someone();
    const given: string[] = [];
    for (let n = 0; n < 25; n++)
      given.unshift(await insert({ apiUserId, startedAt: daysAgo(20 - n / 2) }));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const found: AuditPage = await page({ apiUserId, limit: '4', cursor: cursor ?? '' });
      seen.push(...idsOf(found));
      cursor = found.nextCursor;
      await insert({ apiUserId });
    } while (cursor !== null);
    expect(seen).toEqual(given);
  });

  it('says that the last page is the last, also when it is full', async () => {
    const apiUserId = someone();
    for (let n = 0; n < 4; n++) await insert({ apiUserId });
    const first = await page({ apiUserId, limit: '2' });
    const second = await page({ apiUserId, limit: '2', cursor: first.nextCursor! });
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([2, 2, null]);
  });

  it('pages through filters that no index serves without missing or repeating one', async () => {
    const apiUserId = someone();
    const given: string[] = [];
    for (let n = 0; n < 60; n++) {
      const status = n % 3 === 0 ? 502 : 200;
      const id = await insert({ apiUserId, startedAt: daysAgo(20 - n / 4), answer: { status } });
      if (status === 502) given.unshift(id);
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query = { apiUserId, status: '502', limit: '3', cursor: cursor ?? '' };
      const found: AuditPage = await page(query);
      seen.push(...idsOf(found));
      cursor = found.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(given);
  });

  it('answers the whole record', async () => {
    const prompt = '{"say":"\\"hi\\" \u2028 😀"}';
    const id = await insert({ prompt, answer: { response: 'done' } });
    const answer = await get(`/${id.toUpperCase()}`);
    const record = auditRecordSchema.parse(await answer.json());
    expect(record).toMatchObject({
      id,
      prompt,
      response: 'done',
      upstream: 'demo',
      userAgent: 'openai/6',
      promptSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('answers 404 for a record that is not there', async () => {
    const answer = await get(`/${someone()}`);
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { error: { code: 'not_found', message: 'This request was not found.' } },
    ]);
  });

  it.each([
    '/nonsense',
    '?status=99',
    '?limit=1000',
    '?cursor=x',
    '?from=yesterday',
    '?search=a',
    '?apiUser=x',
    '?model=a%00b',
  ])('refuses %s', async (path) => {
    expect((await get(path)).status).toBe(422);
  });

  it('reads only the partitions a page needs', async () => {
    const apiUserId = someone();
    await insert({ apiUserId, startedAt: daysAgo(1) });
    const query = jest.spyOn(database.console, 'query');
    const recent = daysAgo(1.01).toISOString();
    await page({ apiUserId, from: recent, to: new Date().toISOString(), status: '2xx' });
    const statements = query.mock.calls as unknown as [string, unknown[]][];
    query.mockRestore();
    expect(statements).toHaveLength(3);
    for (const [sql, values] of statements) {
      const plan = await database.console.query(`explain ${sql}`, values);
      const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
      const days = new Set([...text.matchAll(/ on audit_\w+_(\d{8})/g)].map(([, day]) => day));
      expect(days.size).toBeLessThanOrEqual(2);
    }
  });
});
