import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { apiUserRequest, ApiUsersConsole } from '../testing/api-users-console.ts';
import type { ConsoleClient } from '../testing/test-console.ts';
import { hashKey, isWellFormedKey } from '../bearer-secret.ts';
import type { CreateApiUser, IssuedKey } from './api-users.contract.ts';

const path = '/api/admin/api-users';

describe('API users', () => {
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

  describe('being created', () => {
    it('have a key of their own and the limits that were given', async () => {
      const answer = await admin.post(path, {
        displayName: 'Ann',
        gateways: ['post', 'pre', 'pre'],
        requestsPerMinute: 10,
        monthlyTokenCap: Number.MAX_SAFE_INTEGER,
        expiresAt: '2030-01-01T01:00:00+01:00',
        allowedModels: ['hermes-4'],
        note: ' for tests ',
      });
      const { apiUser, key } = answer.body as IssuedKey;
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([201, 'no-store']);
      expect(isWellFormedKey(key)).toBe(true);
      expect(apiUser).toEqual({
        id: expect.any(String),
        displayName: 'Ann',
        gateways: ['pre', 'post'],
        requestsPerMinute: 10,
        monthlyTokenCap: Number.MAX_SAFE_INTEGER,
        expiresAt: '2030-01-01T00:00:00.000Z',
        allowedModels: ['hermes-4'],
        note: 'for tests',
        status: 'active',
        revokedAt: null,
        createdAt: expect.any(String),
        updatedAt: apiUser.createdAt,
        version: 1,
        key: {
          id: expect.any(String),
          prefix: key.slice(0, 8),
          lastFour: key.slice(-4),
          createdAt: expect.any(String),
        },
        usage: {
          month: `${new Date().toISOString().slice(0, 7)}-01`,
          usedTokens: 0,
          reservedTokens: 0,
          requests: 0,
          requestsLastMinute: 0,
          lastUsedAt: null,
          lastUsedAddress: null,
        },
      });
    });

    it('need a name that is free', async () => {
      const { apiUser } = await create();
      const answer = await admin.post(path, apiUserRequest({ displayName: apiUser.displayName }));
      expect([answer.status, answer.body.error.code]).toEqual([409, 'name_taken']);
    });

    it('are created once when two administrators use one name at the same moment', async () => {
      const wanted = apiUserRequest();
      const answers = await Promise.all([admin.post(path, wanted), admin.post(path, wanted)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    });

    it.each<[string, object, string]>([
      ['no gateway', { gateways: [] }, 'gateways'],
      ['an unknown gateway', { gateways: ['other'] }, 'gateways.0'],
      ['a rate of nothing', { requestsPerMinute: 0 }, 'requestsPerMinute'],
      ['a cap that is no whole number', { monthlyTokenCap: 1.5 }, 'monthlyTokenCap'],
      ['a cap beyond exact numbers', { monthlyTokenCap: 2 ** 53 }, 'monthlyTokenCap'],
      ['a blank name', { displayName: '  ' }, 'displayName'],
      ['a day that does not exist', { expiresAt: '2030-02-30T00:00:00Z' }, 'expiresAt'],
    ])('are refused with %s', async (_, change, field) => {
      const answer = await admin.post(path, { ...apiUserRequest(), ...change });
      expect([answer.status, answer.body.error.details.fields[0].path]).toEqual([422, field]);
    });

    it('take no field that is not theirs to give', async () => {
      const names = ['id', 'version', 'key', 'hash', 'revokedAt', 'usage', 'constructor'];
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...names), fc.json(), async (name, value) => {
          const body = `{"${name}":${value},${JSON.stringify(apiUserRequest()).slice(1)}`;
          expect((await admin.post(path, body)).status).toBe(422);
        }),
        { numRuns: 25 },
      );
    });
  });

  it('say that they have expired', async () => {
    const { apiUser } = await create({ expiresAt: '2020-01-01T00:00:00Z' });
    expect(apiUser.status).toBe('expired');
  });

  it('that are not there are 404, whatever is asked of them', async () => {
    const id = randomUUID();
    const statuses = [
      await admin.get(`${path}/${id}`),
      await admin.patch(`${path}/${id}`, { note: 'x' }),
      await admin.delete(`${path}/${id}`),
      await admin.post(`${path}/${id}/rotate`),
      await admin.post(`${path}/${id}/revoke`),
      await admin.post(`${path}/${id}/restore`),
      await admin.get(`${path}/${id}/refusals`),
    ].map(({ status }) => status);
    expect(statuses).toEqual(Array(7).fill(404));
  });

  describe('being changed', () => {
    it('keep what was not named', async () => {
      const { apiUser } = await create({ note: 'kept' });
      const answer = await admin.patch(`${path}/${apiUser.id}`, { requestsPerMinute: 5 });
      expect([answer.status, answer.body]).toEqual([
        200,
        {
          ...apiUser,
          requestsPerMinute: 5,
          version: 2,
          updatedAt: expect.any(String),
        },
      ]);
      expect(answer.body.updatedAt).not.toBe(apiUser.updatedAt);
    });

    it('lose an expiry, a note and a list of models when told so', async () => {
      const { apiUser } = await create({
        expiresAt: '2030-01-01T00:00:00Z',
        note: 'x',
        allowedModels: ['m'],
      });
      const change = { expiresAt: null, note: null, allowedModels: null };
      const { body } = await admin.patch(`${path}/${apiUser.id}`, change);
      expect(body).toMatchObject(change);
    });

    it('are not overwritten by whoever has seen an older version', async () => {
      const { apiUser } = await create();
      const other = await users.console.logIn();
      await other.patch(`${path}/${apiUser.id}`, { note: 'from the other', version: 1 });
      const late = await admin.patch(`${path}/${apiUser.id}`, { note: 'from me', version: 1 });
      expect([late.status, late.body.error.code]).toEqual([409, 'version_conflict']);
      expect(await get(apiUser.id)).toMatchObject(late.body.error.details.current);
      expect((await get(apiUser.id)).note).toBe('from the other');
    });

    it('by two administrators at the same moment follow one of them', async () => {
      const { apiUser } = await create();
      const answers = await Promise.all(
        ['a', 'b', 'c', 'd'].map((note) =>
          admin.patch(`${path}/${apiUser.id}`, { note, version: 1 }),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
      expect((await get(apiUser.id)).version).toBe(2);
    });

    it('cannot take a name that is in use', async () => {
      const [one, two] = [await create(), await create()];
      const change = { displayName: one.apiUser.displayName };
      const answer = await admin.patch(`${path}/${two.apiUser.id}`, change);
      expect([answer.status, answer.body.error.code]).toEqual([409, 'name_taken']);
    });
  });

  describe('whose key is rotated', () => {
    it('keep everything but the key', async () => {
      const { apiUser, key } = await create();
      await sql(
        `insert into api_user_usage (api_user_id, month, used_tokens) values ($1, $2, 77)`,
        [apiUser.id, apiUser.usage.month],
      );
      const answer = await admin.post(`${path}/${apiUser.id}/rotate`);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(answer.body.key).not.toBe(key);
      expect(answer.body.apiUser).toMatchObject({ id: apiUser.id, usage: { usedTokens: 77 } });
      expect(answer.body.apiUser.key.lastFour).toBe(answer.body.key.slice(-4));
    });

    it('keep the old key as a retired one', async () => {
      const { apiUser, key } = await create();
      await admin.post(`${path}/${apiUser.id}/rotate`, { version: 1 });
      const [old] = await sql('select rotated_at from api_key where hash = $1', [hashKey(key)]);
      expect(old.rotated_at).toBeInstanceOf(Date);
    });

    it('several times at once have one good key in the end', async () => {
      const { apiUser } = await create();
      await Promise.all(
        Array.from({ length: 4 }, () => admin.post(`${path}/${apiUser.id}/rotate`)),
      );
      const keys = await sql('select rotated_at from api_key where api_user_id = $1', [apiUser.id]);
      expect(keys).toHaveLength(5);
      expect(keys.filter(({ rotated_at }) => rotated_at === null)).toHaveLength(1);
    });

    it('are not rotated by whoever has seen an older version', async () => {
      const { apiUser } = await create();
      await admin.patch(`${path}/${apiUser.id}`, { note: 'x' });
      const answer = await admin.post(`${path}/${apiUser.id}/rotate`, { version: 1 });
      expect(answer.status).toBe(409);
      expect((await get(apiUser.id)).key.id).toBe(apiUser.key.id);
    });
  });

  it('can be revoked and restored', async () => {
    const { apiUser } = await create();
    const revoked = await admin.post(`${path}/${apiUser.id}/revoke`, { endStreams: true });
    expect(revoked.body).toMatchObject({ status: 'revoked', revokedAt: expect.any(String) });
    const again = await admin.post(`${path}/${apiUser.id}/revoke`);
    expect(again.body.revokedAt).toBe(revoked.body.revokedAt);
    const restored = await admin.post(`${path}/${apiUser.id}/restore`);
    expect(restored.body).toMatchObject({ status: 'active', revokedAt: null });
  });

  it('go with their keys when they are removed, and their numbers stay', async () => {
    const { apiUser } = await create();
    await sql(`insert into api_user_usage (api_user_id, month) values ($1, '2026-01-01')`, [
      apiUser.id,
    ]);
    const answer = await admin.delete(`${path}/${apiUser.id}`);
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(await sql('select 1 from api_key where api_user_id = $1', [apiUser.id])).toEqual([]);
    expect(
      await sql('select 1 from api_user_usage where api_user_id = $1', [apiUser.id]),
    ).toHaveLength(1);
    const reused = await admin.post(path, apiUserRequest({ displayName: apiUser.displayName }));
    expect(reused.status).toBe(201);
  });

  it('have their key in the answers that issue it and nowhere else', async () => {
    const { apiUser, key } = await create();
    const rotated: IssuedKey = (await admin.post(`${path}/${apiUser.id}/rotate`)).body;
    const others = [
      await admin.get(path),
      await admin.get(`${path}/${apiUser.id}`),
      await admin.patch(`${path}/${apiUser.id}`, { note: 'x' }),
      await admin.post(`${path}/${apiUser.id}/revoke`),
      await admin.post(`${path}/${apiUser.id}/restore`),
    ].map(({ text }) => text);
    const tables = await sql(`select table_name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'`);
    for (const { table_name } of tables)
      others.push(JSON.stringify(await sql(`select to_json(t)::text from "${table_name}" t`)));
    const everything = others.join('\n');
    expect(everything).toContain(apiUser.id);
    for (const secret of [key, rotated.key]) {
      expect(everything).not.toContain(secret);
      expect(everything).not.toContain(secret.slice(8, -4));
    }
    expect(others.slice(0, 5).join()).not.toContain(hashKey(key).toString('hex'));
  });
});
