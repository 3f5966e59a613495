import { randomUUID } from 'node:crypto';
import { AuditPartitions } from '../audit/audit-partitions.ts';
import { ApiUsersConsole } from '../testing/api-users-console.ts';
import { insertRecord } from '../testing/audit-records.ts';
import type { ConsoleClient } from '../testing/test-console.ts';
import {
  apiUserDetailSchema,
  apiUserPageSchema,
  apiUserSorts,
  type ApiUserPage,
  type ApiUserView,
  type CreateApiUser,
} from './api-users.contract.ts';
import { capUseSchema } from './cap-use.contract.ts';

const path = '/api/admin/api-users';

describe('the list of API users, by many questions', () => {
  let users: ApiUsersConsole;
  let admin: ConsoleClient;

  const sql = (text: string, values?: unknown[]) => users.sql(text, values);
  const create = async (changes: Partial<CreateApiUser> = {}): Promise<ApiUserView> =>
    (await users.create({ monthlyTokenCap: 1000, ...changes })).apiUser;
  const list = async (query: Record<string, string> = {}): Promise<ApiUserPage> => {
    const answer = await admin.get(`${path}?${new URLSearchParams(query).toString()}`);
    expect(answer.status).toBe(200);
    return apiUserPageSchema.parse(answer.body);
  };
  const namesOf = ({ items }: ApiUserPage) => items.map(({ displayName }) => displayName);
  const use = (id: string, tokens: number, daysAgo = 0) =>
    sql(
      `insert into api_user_usage values ($1, date_trunc('month', now() at time zone 'utc')::date, $2, 0, 3,
         now() - $3 * interval '1 day', '192.0.2.9')`,
      [id, tokens, daysAgo],
    );

  beforeEach(async () => {
    users = await ApiUsersConsole.open();
    ({ admin } = users);
  });
  afterEach(() => users?.close());

  it('finds who is over the cap, and who has not been seen for long', async () => {
    const [over, idle, fresh] = [
      await create({ displayName: 'over' }),
      await create({ displayName: 'idle' }),
      await create({ displayName: 'fresh' }),
    ];
    const never = await create({ displayName: 'never, and old' });
    await use(over.id, 1000);
    await use(idle.id, 999, 31);
    await sql(`update api_user set created_at = now() - interval '40 days' where id = any($1)`, [
      [never.id, over.id],
    ]);
    expect(namesOf(await list({ overCap: 'true' }))).toEqual(['over']);
    expect(namesOf(await list({ overCap: 'false' }))).toEqual(['fresh', 'idle', 'never, and old']);
    expect(namesOf(await list({ unusedForDays: '30' }))).toEqual(['idle', 'never, and old']);
    expect(fresh.status).toBe('active');
  });

  it.each(apiUserSorts)('pages by %s in both directions without a gap', async (sort) => {
    for (let n = 0; n < 7; n++) {
      const { id } = await create({
        displayName: `User ${n % 3} ${randomUUID()}`,
        requestsPerMinute: 1 + (n % 3),
        monthlyTokenCap: n % 2 ? 500 : 0,
        gateways: n % 2 ? ['pre'] : ['pre', 'post'],
        expiresAt: n % 2 ? new Date(Date.now() + n * 1e9).toISOString() : null,
      });
      if (n % 3) await use(id, n * 10, n);
    }
    const whole = namesOf(await list({ sort }));
    for (const direction of ['asc', 'desc']) {
      const found: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: ApiUserPage = await list({
          sort,
          direction,
          limit: '2',
          ...(cursor && { cursor }),
        });
        found.push(...namesOf(page));
        cursor = page.nextCursor;
      }
      expect(found).toEqual(direction === 'asc' ? whole : whole.toReversed());
    }
    expect(whole).toHaveLength(7);
  });

  it('puts the largest share of a cap first', async () => {
    await use((await create({ displayName: 'half', monthlyTokenCap: 100 })).id, 50);
    await use((await create({ displayName: 'most', monthlyTokenCap: 10 })).id, 9);
    const page = await list({ sort: 'capShare', direction: 'desc' });
    expect(namesOf(page)).toEqual(['most', 'half']);
  });

  it('refuses a cursor of another sort, and one that was made up', async () => {
    await create();
    await create();
    const { nextCursor } = await list({ limit: '1', sort: 'createdAt' });
    const made = `usedTokens-asc.${Buffer.from('x').toString('base64url')}.${randomUUID()}`;
    for (const query of [
      { cursor: nextCursor!, sort: 'name' },
      { cursor: made, sort: 'usedTokens' },
    ]) {
      const answer = await admin.get(`${path}?${new URLSearchParams(query).toString()}`);
      expect([answer.status, answer.body.error.code]).toEqual([422, 'invalid_request']);
    }
  });

  it('shows the requests of the last 24 hours by the hour', async () => {
    const { id } = await create();
    const insert = (hoursAgo: number, model: string) =>
      sql(
        `insert into usage_hour values (date_trunc('hour', now()) - $2 * interval '1 hour', 'pre', $1, $3, 'Ada', 5, 1, 1, 2,
           30, 4)`,
        [id, hoursAgo, model],
      );
    for (const hoursAgo of [0, 2, 24]) await insert(hoursAgo, 'a');
    await insert(2, 'b');
    const page = await list();
    const expected = Array.from({ length: 24 }, () => 0);
    expected[23] = 5;
    expected[21] = 10;
    expect(page.items[0]!.requestsByHour).toEqual(expected);
    const detail = apiUserDetailSchema.parse((await admin.get(`${path}/${id}`)).body);
    expect(detail.lastDay.map(({ requests }) => requests)).toEqual(expected);
    expect(detail.lastDay[0]!.hour).toBe(page.hoursFrom);
    expect(detail.lastDay[21]).toMatchObject({ errors: 2, totalTokens: 60 });
  });

  it('sorts by the requests of the last 24 hours, not by older ones', async () => {
    const hoursAgo = { quiet: 30, busy: 1, busiest: 23 };
    for (const [displayName, hours] of Object.entries(hoursAgo)) {
      const { id } = await create({ displayName });
      await sql(
        `insert into usage_hour values (date_trunc('hour', now(), 'UTC') - $2 * interval '1 hour', 'pre', $1, 'm', 'Ada', $2,
           0, 1, 1, 2, 4)`,
        [id, hours],
      );
    }
    const page = await list({ sort: 'requestsLastDay', direction: 'desc' });
    expect(namesOf(page)).toEqual(['busiest', 'busy', 'quiet']);
  });

  it('tells how many requests a rotation would meet', async () => {
    const { id, key } = await create();
    await new AuditPartitions(users.database).ensure(new Date(Date.now() - 86_400_000), 3);
    const insert = (minutesAgo: number, apiKeyId: string) =>
      insertRecord(users.database, {
        apiUserId: id,
        apiKeyId,
        startedAt: new Date(Date.now() - minutesAgo * 60_000),
      });
    await insert(5, key.id);
    await insert(59, key.id);
    await insert(61, key.id);
    await insert(5, randomUUID());
    expect((await admin.get(`${path}/${id}`)).body.keyUse).toEqual({
      requestsLastHour: 2,
      hasMore: false,
    });
  });

  it('is sent as CSV, filtered and sorted, without any key', async () => {
    const issued = await admin.post(path, {
      displayName: '=cmd, "quoted"',
      gateways: ['pre', 'post'],
      requestsPerMinute: 60,
      monthlyTokenCap: 10,
    });
    await create({ displayName: 'Zoe' });
    await create({ displayName: 'other', note: 'no' });
    const answer = await admin.get(`${path}/download?format=csv&sort=name&direction=desc`);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const lines = answer.text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^id,displayName,status,keyPrefix,/);
    expect(lines[1]).toContain(',Zoe,active,hms_');
    expect(lines[3]).toContain(`,"'=cmd, ""quoted""",active,`);
    expect(answer.text).not.toContain(issued.body.key);
    const filtered = await admin.get(`${path}/download?search=Zoe`);
    expect(filtered.text.trimEnd().split('\r\n')).toHaveLength(2);
  });

  it('tells who is near the cap and when it will be reached', async () => {
    const [reached, near, calm] = [
      await create({ displayName: 'reached', monthlyTokenCap: 100 }),
      await create({ displayName: 'near', monthlyTokenCap: 100 }),
      await create({ displayName: 'calm', monthlyTokenCap: 1_000_000_000 }),
    ];
    await use(reached.id, 120);
    await use(near.id, 80);
    await use(calm.id, 1);
    const report = capUseSchema.parse((await admin.get('/api/admin/usage/limits')).body);
    expect(report.items.map(({ id, level, share }) => [id, level, share])).toEqual([
      [reached.id, 'reached', 1.2],
      [near.id, 'near', 0.8],
      [calm.id, 'ok', 1e-9],
    ]);
    expect(report.counts).toEqual({ users: 3, near: 1, reached: 1 });
    expect(report.items[0]!.reachesCapAt).toBeNull();
    expect(report.items[2]!.reachesCapAt).toBeNull();
    const detail = apiUserDetailSchema.parse((await admin.get(`${path}/${near.id}`)).body);
    expect(detail.forecast).toMatchObject({
      monthEndsAt: report.monthEndsAt,
      tokens: expect.any(Number),
    });
    const first = capUseSchema.parse((await admin.get('/api/admin/usage/limits?limit=1')).body);
    expect([first.items.length, first.counts.users]).toEqual([1, 3]);
  });
});
