import { randomUUID } from 'node:crypto';
import type { Database } from '../database/database.ts';
import { startAuditApp, type AuditApp } from '../testing/audit-app.ts';
import { insertManyRecords, insertRecord } from '../testing/audit-records.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import { auditCountSchema, auditPageSchema } from './audit.contract.ts';
import { AuditPartitions } from './audit-partitions.ts';

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

describe('filters of the audit log', () => {
  let database: Database;
  let close: () => Promise<void>;
  let audit: AuditApp;
  const apiUserId = randomUUID();
  let plain: string;
  let special: string;
  let failed: string;
  let open: string;

  const get = async (path: string, query: Record<string, string>) => {
    const answer = await fetch(
      `${audit.url}/api/admin/logs${path}?${new URLSearchParams(query).toString()}`,
    );
    expect(answer.status).toBe(200);
    return answer;
  };
  const idsOf = async (query: Record<string, string>) =>
    auditPageSchema.parse(await (await get('', query)).json()).items.map(({ id }) => id);
  const count = async (query: Record<string, string>) =>
    auditCountSchema.parse(await (await get('/count', query)).json());
  const insert = (given: Parameters<typeof insertRecord>[1] = {}) =>
    insertRecord(database, { apiUserId, ...given });

  beforeAll(async () => {
    ({ database, close } = await openTestDatabase());
    await new AuditPartitions(database).ensure(daysAgo(5), 7);
    audit = await startAuditApp(database);
    plain = await insert();
    special = await insert({
      stream: true,
      keyPrefix: 'hms_zz99',
      answer: { responseModel: 'upstream-model', durationMs: 5000, truncated: true },
    });
    failed = await insert({
      answer: { status: 504, endReason: 'timeout', errorCode: 'upstream_timeout' },
    });
    open = await insert({ answer: null });
  });
  afterAll(async () => {
    await audit.app.close();
    await close();
  });

  it.each([
    [{ minDurationMs: '5000' }, () => [special]],
    [{ minDurationMs: '5001' }, () => []],
    [{ truncated: 'true' }, () => [special]],
    [{ truncated: 'false' }, () => [open, failed, plain]],
    [{ stream: 'true' }, () => [special]],
    [{ stream: 'false' }, () => [open, failed, plain]],
    [{ keyPrefix: 'hms_zz' }, () => [special]],
    [{ upstreamModel: 'upstream-model' }, () => [special]],
    [{ upstreamModel: 'hermes-4' }, () => []],
    [{ errorCode: 'upstream_timeout' }, () => [failed]],
    [{ status: '5xx' }, () => [failed]],
    [{ status: '504', errorCode: 'upstream_timeout', endReason: 'timeout' }, () => [failed]],
    [{ status: '4xx' }, () => []],
    [{ status: 'error', gateway: 'pre' }, () => [failed]],
    [{ status: 'open' }, () => [open]],
    [{ endReason: 'timeout', stream: 'true' }, () => []],
  ] as [Record<string, string>, () => string[]][])('%j', async (query, expected) => {
    expect(await idsOf(query)).toEqual(expected());
    expect(await idsOf({ ...query, apiUserId })).toEqual(expected());
    const counted = { count: expected().length, hasMore: false, countedBackTo: null };
    expect(await count(query)).toEqual(counted);
  });

  it('send the list as CSV without bodies', async () => {
    const answer = await get('/download', { format: 'csv', apiUserId, truncated: 'true' });
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toMatch(/hermes-audit-[\d-]{10}\.csv/);
    const lines = (await answer.text()).trimEnd().split('\r\n');
    const [names, cells] = lines.map((line) => line.split(','));
    expect(lines).toHaveLength(2);
    expect(cells![names!.indexOf('id')]).toBe(special);
    expect(cells![names!.indexOf('durationMs')]).toBe('5000');
    expect(cells![names!.indexOf('responseModel')]).toBe('upstream-model');
    expect(names).toContain('promptPreview');
    expect(names).not.toContain('response');
    expect(names).not.toContain('prompt');
  });

  it('count exactly up to ten thousand, and then say that there are more', async () => {
    const range = { from: daysAgo(3).toISOString(), to: daysAgo(2).toISOString() };
    await insertManyRecords(database, 10_001, new Date(range.from), new Date(range.to));
    const most = { count: 10_000, hasMore: true, countedBackTo: null };
    expect(await count(range)).toEqual(most);
    expect(await count({ ...range, gateway: 'pre' })).toEqual(most);
    const half = { ...range, from: daysAgo(2.5).toISOString(), gateway: 'pre' };
    const { count: some, hasMore } = await count(half);
    expect(hasMore).toBe(false);
    expect(Math.abs(some - 5000)).toBeLessThan(20);
  });

  it('refuse what they do not know', async () => {
    for (const query of ['minDurationMs=-1', 'stream=yes', 'truncated=1', 'format=xml']) {
      const answer = await fetch(`${audit.url}/api/admin/logs/download?${query}`);
      expect(answer.status).toBe(422);
    }
  });
});
