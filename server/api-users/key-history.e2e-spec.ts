import { randomUUID } from 'node:crypto';
import { ApiUsersConsole } from '../testing/api-users-console.ts';
import type { ConsoleClient } from '../testing/test-console.ts';
import type { IssuedKey } from './api-users.contract.ts';
import { keyHistorySchema, type KeyHistory } from './key-history.contract.ts';

const path = '/api/admin/api-users';

describe('what became of keys', () => {
  let users: ApiUsersConsole;
  let admin: ConsoleClient;

  const sql = (text: string, values?: unknown[]) => users.sql(text, values);
  const create = () => users.create();
  const history = async (id: string): Promise<KeyHistory> => {
    const answer = await admin.get(`${path}/${id}/key-history`);
    expect(answer.status).toBe(200);
    return keyHistorySchema.parse(answer.body);
  };
  const eventsOf = (id: string) =>
    sql(`select action, status from admin_event where target_id = $1 order by sequence`, [id]);

  beforeAll(async () => {
    users = await ApiUsersConsole.open();
    ({ admin } = users);
  });
  afterAll(() => users?.close());

  it('names every step, its key and who took it, the newest first', async () => {
    const { apiUser } = await create();
    const rotated: IssuedKey = (await admin.post(`${path}/${apiUser.id}/rotate`)).body;
    await admin.post(`${path}/${apiUser.id}/revoke`);
    await admin.post(`${path}/${apiUser.id}/restore`);
    const { items, recordedSince } = await history(apiUser.id);
    const first = { prefix: apiUser.key.prefix, lastFour: apiUser.key.lastFour };
    const second = { prefix: rotated.apiUser.key.prefix, lastFour: rotated.apiUser.key.lastFour };
    expect(items.map(({ kind, key }) => [kind, key])).toEqual([
      ['restored', second],
      ['revoked', second],
      ['rotated', second],
      ['created', first],
    ]);
    for (const { by } of items)
      expect(by).toMatchObject({ name: 'admin', role: 'admin', address: '127.0.0.1' });
    expect(Date.parse(recordedSince!)).toBeLessThan(Date.now());
  });

  it('leaves out what had no effect', async () => {
    const { apiUser } = await create();
    await admin.post(`${path}/${apiUser.id}/revoke`);
    await admin.post(`${path}/${apiUser.id}/revoke`);
    await admin.patch(`${path}/${apiUser.id}`, { note: 'x' });
    await admin.post(`${path}/${apiUser.id}/revoke`, { version: 1 });
    expect((await history(apiUser.id)).items.map(({ kind }) => kind)).toEqual([
      'revoked',
      'created',
    ]);
  });

  it('says of what came before the events when it was, and that nobody is known', async () => {
    const id = randomUUID();
    await sql(
      `insert into api_user (id, display_name, gateways, requests_per_minute, monthly_token_cap, revoked_at)
       values ($1, $2, '{pre}', 1, 1, '2024-03-01T00:00:00Z')`,
      [id, `User ${id}`],
    );
    await sql(
      `insert into api_key values ($1, $2, sha256('a'), 'hms_old1', 'aaaa', '2024-01-01', '2024-02-01'),
         ($3, $2, sha256('b'), 'hms_new1', 'bbbb', '2024-02-01', null)`,
      [randomUUID(), id, randomUUID()],
    );
    const { items, recordedSince } = await history(id);
    expect(items.map(({ kind, at, key, by }) => [kind, at.slice(0, 10), key.prefix, by])).toEqual([
      ['revoked', '2024-03-01', 'hms_new1', null],
      ['rotated', '2024-02-01', 'hms_new1', null],
      ['created', '2024-01-01', 'hms_old1', null],
    ]);
    expect(Date.parse(recordedSince!)).toBeGreaterThan(Date.parse('2024-03-01'));
  });

  it('knows nobody who does not exist', async () => {
    expect((await admin.get(`${path}/${randomUUID()}/key-history`)).status).toBe(404);
  });

  describe('of many users at once', () => {
    const revoke = (body: unknown) => admin.post(`${path}/revoke`, body);

    it('are revoked, with an event for each', async () => {
      const [a, b, done] = [await create(), await create(), await create()];
      await admin.post(`${path}/${done.apiUser.id}/revoke`);
      const missing = randomUUID();
      const ids = [b.apiUser.id, missing, done.apiUser.id, a.apiUser.id];
      const answer = await revoke({ ids: [...ids, b.apiUser.id] });
      expect(answer.status).toBe(200);
      expect(answer.body.items.map((item: { outcome: string }) => item.outcome)).toEqual([
        'revoked',
        'not_found',
        'already_revoked',
        'revoked',
      ]);
      expect(answer.body.items.map((item: { id: string }) => item.id)).toEqual(ids);
      for (const { apiUser } of [a, b]) {
        expect((await admin.get(`${path}/${apiUser.id}`)).body.status).toBe('revoked');
        expect(await eventsOf(apiUser.id)).toEqual([
          { action: 'api_user.create', status: 201 },
          { action: 'api_user.revoke', status: 200 },
        ]);
        expect((await history(apiUser.id)).items[0]).toMatchObject({ kind: 'revoked' });
      }
      expect((await eventsOf(done.apiUser.id)).length).toBe(2);
      expect((await admin.get('/api/admin/events/verify')).body.ok).toBe(true);
    });

    it('are all left as they are when one cannot be revoked', async () => {
      const [a, b] = [await create(), await create()];
      await sql(`create function refuse() returns trigger language plpgsql as $$
        begin if new.id = '${b.apiUser.id}' then raise exception 'no'; end if; return new; end $$`);
      await sql(
        'create trigger refuse before update on api_user for each row execute function refuse()',
      );
      expect((await revoke({ ids: [a.apiUser.id, b.apiUser.id] })).status).toBe(500);
      await sql('drop trigger refuse on api_user');
      for (const { apiUser } of [a, b])
        expect((await admin.get(`${path}/${apiUser.id}`)).body.status).toBe('active');
      expect((await history(a.apiUser.id)).items).toHaveLength(1);
    });

    it('may be asked for twice at the same moment', async () => {
      const users = await Promise.all(Array.from({ length: 6 }, create));
      const ids = users.map(({ apiUser }) => apiUser.id);
      const answers = await Promise.all([revoke({ ids }), revoke({ ids: ids.toReversed() })]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      const outcomes = answers.flatMap(({ body }) => body.items as { outcome: string }[]);
      expect(outcomes.filter(({ outcome }) => outcome === 'revoked')).toHaveLength(6);
    });

    it.each([
      { ids: [] },
      { ids: ['x'] },
      { ids: Array.from({ length: 201 }, () => randomUUID()) },
    ])('are refused when they are none, no ids or too many', async (body) => {
      expect((await revoke(body)).status).toBe(422);
    });
  });
});
