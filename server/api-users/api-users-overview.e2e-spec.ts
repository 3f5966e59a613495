import { randomUUID } from 'node:crypto';
import { ApiUsersConsole } from '../testing/api-users-console.ts';
import type { ConsoleClient } from '../testing/test-console.ts';
import type { ApiUserView, CreateApiUser } from './api-users.contract.ts';

const path = '/api/admin/api-users';

describe('the list of API users', () => {
  let users: ApiUsersConsole;
  let admin: ConsoleClient;

  const sql = (text: string, values?: unknown[]) => users.sql(text, values);
  const create = (changes?: Partial<CreateApiUser>) => users.create(changes);
  const get = (id: string) => users.get(id);

  beforeAll(async () => {
    users = await ApiUsersConsole.open();
    ({ admin } = users);
  });
  afterAll(() => users?.close());

  it('shows what they used this month and in the last minute', async () => {
    const { apiUser } = await create();
    const month = apiUser.usage.month;
    await sql(
      `insert into api_user_usage values ($1, $2, 120, 30, 4, now(), '192.0.2.1'),
        ($1, $2::date - interval '1 month', 999, 0, 9, now() - interval '40 days', '192.0.2.2')`,
      [apiUser.id, month],
    );
    await sql(
      `insert into api_user_rate values ($1, extract(epoch from now())::bigint - 50,
         array_fill(0, array[49]) || array[5,0,0,0,0,0,0,0,0,0,0,7])`,
      [apiUser.id],
    );
    expect((await get(apiUser.id)).usage).toEqual({
      month,
      usedTokens: 120,
      reservedTokens: 30,
      requests: 4,
      requestsLastMinute: 7,
      lastUsedAt: expect.any(String),
      lastUsedAddress: '192.0.2.1',
    });
  });

  it('keeps last month’s last use in sight', async () => {
    const { apiUser } = await create();
    await sql(
      `insert into api_user_usage values ($1, '2026-01-01', 9, 0, 1, '2026-01-05Z', '192.0.2.9')`,
      [apiUser.id],
    );
    expect((await get(apiUser.id)).usage).toMatchObject({
      usedTokens: 0,
      lastUsedAt: '2026-01-05T00:00:00.000Z',
    });
  });

  it('shows why the gateways refused them', async () => {
    const { apiUser } = await create();
    await sql(
      `insert into gateway_refusal (hour, gateway, reason, api_user_id, refusals) values
         (date_trunc('hour', now()), 'pre', 'rate_limited', $1, 3),
         (date_trunc('hour', now()) - interval '2 hours', 'post', 'wrong_gateway', $1, 1),
         (date_trunc('hour', now()) - interval '30 hours', 'pre', 'rate_limited', $1, 8)`,
      [apiUser.id],
    );
    const { body } = await admin.get(`${path}/${apiUser.id}/refusals?hours=24`);
    expect(body.items).toEqual([
      expect.objectContaining({ gateway: 'pre', reason: 'rate_limited', refusals: 3 }),
      expect.objectContaining({ gateway: 'post', reason: 'wrong_gateway', refusals: 1 }),
    ]);
  });

  describe('page by page', () => {
    let marked: ConsoleClient;
    const names = ['alpha', 'Beta', 'beta 2', 'gamma', 'Delta_1', 'Delta%2'];
    const list = async (query: Record<string, string>) =>
      (await marked.get(`${path}?${new URLSearchParams(query).toString()}`)).body;
    const namesIn = (page: { items: ApiUserView[] }) => page.items.map((item) => item.displayName);
    let others: ApiUsersConsole;

    beforeAll(async () => {
      others = await ApiUsersConsole.open();
      marked = others.admin;
      for (const displayName of names) await others.create({ displayName });
    });
    afterAll(() => others?.close());

    it('is in the order of their names, whatever the case', async () => {
      expect(namesIn(await list({}))).toEqual([
        'alpha',
        'Beta',
        'beta 2',
        'Delta%2',
        'Delta_1',
        'gamma',
      ]);
    });

    it('comes in pages without gaps or repetitions', async () => {
      const seen: string[] = [];
      let cursor: string | null = '';
      for (let page = 0; page < 5 && cursor !== null; page++) {
        const answer = await list({ limit: '2', ...(cursor && { cursor }) });
        seen.push(...namesIn(answer));
        cursor = answer.nextCursor;
      }
      expect(seen).toHaveLength(6);
      expect(new Set(seen).size).toBe(6);
    });

    it.each([
      ['%', ['Delta%2']],
      ['A_1', ['Delta_1']],
      ['BETA', ['Beta', 'beta 2']],
      ["' or true --", []],
    ])('is searched for %j as it stands', async (search, expected) => {
      expect(namesIn(await list({ search }))).toEqual(expected);
    });

    it('is filtered by gateway and status', async () => {
      const [first] = (await list({ search: 'gamma' })).items;
      await marked.patch(`${path}/${first.id}`, { gateways: ['post'] });
      await marked.post(`${path}/${first.id}/revoke`, {});
      expect(namesIn(await list({ gateway: 'post' }))).toEqual(['gamma']);
      expect(namesIn(await list({ status: 'revoked' }))).toEqual(['gamma']);
      expect((await list({ status: 'active' })).items).toHaveLength(5);
      expect((await list({ status: 'expired' })).items).toHaveLength(0);
    });

    it.each(['x', 'a.b', `${'a'.repeat(150)}.${randomUUID()}x`])(
      'does not begin after a cursor that was made up: %s',
      async (cursor) => {
        const answer = await marked.get(`${path}?cursor=${cursor}`);
        expect([answer.status, answer.body.error.details.fields[0].path]).toEqual([422, 'cursor']);
      },
    );
  });
});
