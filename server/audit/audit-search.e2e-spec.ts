import { randomUUID } from 'node:crypto';
import type { Database } from '../database/database.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import { insertRecord } from '../testing/audit-records.ts';
import { readSettings } from '../settings.ts';
import { auditListQuerySchema, type AuditListQuery, type AuditPage } from './audit.contract.ts';
import { AuditLog } from './audit-log.ts';
import { AuditPartitions } from './audit-partitions.ts';

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

describe('a search in bodies', () => {
  let database: Database;
  let close: () => Promise<void>;
  let log: AuditLog;

  beforeAll(async () => {
    ({ database, close } = await openTestDatabase());
    await new AuditPartitions(database).ensure(daysAgo(20), 22);
    log = new AuditLog(database, readSettings({}));
  });
  afterAll(() => close());
  afterEach(() => jest.restoreAllMocks());

  const queryOf = (query: Record<string, string | number>): AuditListQuery =>
    auditListQuerySchema.parse({ from: daysAgo(19).toISOString(), ...query });
  const search = (query: Record<string, string | number>): Promise<AuditPage> =>
    log.list(queryOf(query));
  const insert = (given: Parameters<typeof insertRecord>[1]) => insertRecord(database, given);
  const someone = () => randomUUID();
  /** Every look at the clock is 3 s later than the one before: each page's time is over after one step. */
  const hurry = () => {
    let now = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => (now += 3000));
  };
  const allPages = async (query: Record<string, string | number>): Promise<AuditPage[]> => {
    const pages = [await search(query)];
    while (pages.at(-1)!.nextCursor !== null && pages.length < 200)
      pages.push(await search({ ...query, cursor: pages.at(-1)!.nextCursor! }));
    return pages;
  };
  const idsOf = (pages: AuditPage[]) => pages.flatMap(({ items }) => items.map(({ id }) => id));

  it.each([
    ['in the prompt', { prompt: 'a needle in hay' }, 'needle'],
    ['in the answer', { answer: { response: 'a needle in hay' } }, 'needle'],
    ['in the prompt of an open request', { prompt: 'a needle', answer: null }, 'needle'],
    ['in any case', { prompt: 'NeeDle' }, 'nEEdle'],
    ['in any case beyond ASCII', { prompt: 'ÜBER ÉTÉ ЖУК' }, 'über été жук'],
    ['behind escapes of JSON', { prompt: JSON.stringify({ say: 'a "b"\nc' }) }, 'a "b"\nc'],
    ['behind escapes of non-ASCII', { prompt: '{"say":"\\u00fcber"}' }, 'über'],
    ['with NUL replaced', { prompt: 'a\uFFFDb' }, 'a\0b'],
  ])('finds text %s', async (_where, given, text) => {
    const apiUserId = someone();
    const id = await insert({ apiUserId, ...given });
    await insert({ apiUserId, prompt: 'hay', answer: { response: 'more hay' } });
    expect(idsOf([await search({ apiUserId, search: text })])).toEqual([id]);
  });

  it.each(['100%', 'a_b', 'c\\d'])('takes %s for what it is', async (text) => {
    const apiUserId = someone();
    await insert({ apiUserId, prompt: '100 axb c\\\\ cd' });
    const id = await insert({ apiUserId, prompt: `before ${text} after` });
    expect(idsOf([await search({ apiUserId, search: text })])).toEqual([id]);
  });

  it('needs a start time', async () => {
    const query = { ...queryOf({ search: 'needle' }), from: undefined };
    await expect(log.list(query)).rejects.toMatchObject({ status: 422, code: 'search_needs_from' });
  });

  it('looks at everything when there is time', async () => {
    const apiUserId = someone();
    await insert({ apiUserId, prompt: 'hay' });
    expect(await search({ apiUserId, search: 'needle' })).toEqual({
      items: [],
      nextCursor: null,
      searchedBackTo: null,
    });
  });

  it('finds everything exactly once over pages that were cut short', async () => {
    const apiUserId = someone();
    const needles: string[] = [];
    for (let n = 0; n < 120; n++) {
      const prompt = n % 7 === 0 ? 'a needle' : 'hay';
      const id = await insert({ apiUserId, prompt, startedAt: daysAgo(18 - n / 12) });
      if (n % 7 === 0) needles.unshift(id);
    }
    hurry();
    const pages = await allPages({ apiUserId, search: 'needle', limit: 5 });
    expect(idsOf(pages)).toEqual(needles);
    expect(pages.length).toBeGreaterThan(10);
  });

  it('goes on from where it stopped though it found nothing', async () => {
    const apiUserId = someone();
    const needle = await insert({ apiUserId, prompt: 'needle', startedAt: daysAgo(10) });
    const days = [9, 8, 7];
    for (const day of days) await insert({ apiUserId, startedAt: daysAgo(day) });
    hurry();
    const pages = await allPages({ apiUserId, search: 'needle' });
    expect(pages.map(({ items }) => items.length)).toEqual([0, 0, 0, 1]);
    expect(idsOf(pages)).toEqual([needle]);
  });

  it('says how far back it has looked', async () => {
    const apiUserId = someone();
    await insert({ apiUserId, startedAt: daysAgo(10) });
    const looked = daysAgo(9);
    await insert({ apiUserId, startedAt: looked });
    hurry();
    const page = await search({ apiUserId, search: 'needle' });
    expect(page.searchedBackTo).toBe(looked.toISOString());
  });

  it('looks no further back than it was told', async () => {
    const apiUserId = someone();
    await insert({ apiUserId, prompt: 'needle', startedAt: daysAgo(5) });
    const from = daysAgo(4).toISOString();
    expect((await search({ apiUserId, search: 'needle', from })).items).toEqual([]);
  });
});
