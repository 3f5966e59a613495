import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { CreateApiUser, IssuedKey } from '../api-users/api-users.contract.ts';
import { Database } from '../database/database.ts';
import { addColleague, colleaguePassword } from '../testing/administrators.ts';
import { createBreakableDatabase } from '../testing/breakable-database.ts';
import { startTestConsole, type ConsoleClient, type TestConsole } from '../testing/test-console.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import { testPassword } from '../testing/test-settings.ts';
import type { AdminEventView } from './admin-events.contract.ts';

const users = '/api/admin/api-users';

describe('an event', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let console: TestConsole;
  let admin: ConsoleClient;

  const sql = async (text: string, values: unknown[] = []) =>
    (await database.database.console.query(text, values)).rows;
  const newest = async (filter = ''): Promise<AdminEventView> =>
    (await admin.get(`/api/admin/events?limit=1${filter}`)).body.items[0];
  const count = async (): Promise<number> => (await newest()).sequence;
  const createUser = async (changes: Partial<CreateApiUser> = {}): Promise<IssuedKey> => {
    const answer = await admin.post(users, {
      displayName: `User ${randomUUID()}`,
      gateways: ['pre'],
      requestsPerMinute: 60,
      monthlyTokenCap: 1000,
      ...changes,
    });
    expect(answer.status).toBe(201);
    return answer.body;
  };

  beforeAll(async () => {
    database = await openTestDatabase();
    console = await startTestConsole(database.database);
    admin = await console.logIn();
  });
  beforeEach(() => sql('delete from throttle'));
  afterAll(async () => {
    await console?.close();
    await database?.close();
  });

  it('says who did what to whom, from where, and how it ended', async () => {
    const { apiUser } = await createUser({ note: 'for tests' });
    const answer = await admin.patch(`${users}/${apiUser.id}`, {
      displayName: 'Renamed',
      note: null,
    });
    const me = (await admin.get('/api/auth/me')).body;
    expect(await newest()).toEqual({
      sequence: expect.any(Number),
      at: expect.any(String),
      actor: { id: me.id, name: 'admin', role: 'admin' },
      address: '127.0.0.1',
      userAgent: 'node',
      action: 'api_user.change',
      target: { kind: 'api_user', id: apiUser.id, name: apiUser.displayName },
      changes: [
        { field: 'displayName', before: apiUser.displayName, after: 'Renamed' },
        { field: 'note', before: 'for tests', after: null },
      ],
      outcome: 'ok',
      status: 200,
      errorCode: null,
      requestId: answer.headers.get('x-request-id'),
      request: `PATCH ${users}/${apiUser.id}`,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('of a removal keeps what there was', async () => {
    const { apiUser } = await createUser();
    await admin.delete(`${users}/${apiUser.id}`);
    const event = await newest();
    expect([event.action, event.status]).toEqual(['api_user.delete', 204]);
    expect(event.changes).toContainEqual({ field: 'displayName', before: apiUser.displayName });
    expect(event.changes).toContainEqual({ field: 'gateways', before: ['pre'] });
  });

  it('shows a key by its fingerprint', async () => {
    const { apiUser, key } = await createUser();
    const created = (await newest()).changes.find(({ field }) => field === 'key')!;
    const mark = expect.stringMatching(/^sha256:[0-9a-f]{16}$/);
    expect(created).toEqual({ field: 'key', after: mark, secret: true });
    const rotated = await admin.post(`${users}/${apiUser.id}/rotate`);
    expect((await newest()).changes).toEqual([
      { field: 'key', before: created.after, after: mark, secret: true },
    ]);
    const all = JSON.stringify(await sql('select * from admin_event'));
    for (const secret of [key, rotated.body.key]) expect(all).not.toContain(secret.slice(4, 20));
  });

  it('shows nothing of a password, not even a fingerprint', async () => {
    const { administrator } = await addColleague(console, admin);
    const { body } = await admin.post(
      `/api/admin/administrators/${administrator.id}/reset-password`,
    );
    expect((await newest()).changes).toEqual([{ field: 'password', secret: true }]);
    const all = JSON.stringify(await sql('select * from admin_event'));
    for (const password of [body.password, colleaguePassword, testPassword])
      expect(all).not.toContain(password);
  });

  it.each<[string, (id: string) => Promise<{ status: number }>, number, string]>([
    ['a conflict', (id) => admin.patch(`${users}/${id}`, { version: 9 }), 409, 'version_conflict'],
    ['wrong fields', (id) => admin.patch(`${users}/${id}`, { x: 1 }), 422, 'invalid_request'],
    [
      'another site',
      (id) => {
        const headers = { 'sec-fetch-site': 'cross-site' };
        return admin.send('PATCH', `${users}/${id}`, { headers, body: {} });
      },
      403,
      'cross_site',
    ],
  ])('tells of a refusal: %s', async (_, act, status, errorCode) => {
    const { apiUser } = await createUser();
    expect((await act(apiUser.id)).status).toBe(status);
    expect(await newest()).toMatchObject({
      action: 'api_user.change',
      // Whom it was aimed at is the first question about it.
      target: { kind: 'api_user', id: apiUser.id, name: apiUser.displayName },
      outcome: 'refused',
      status,
      errorCode,
    });
  });

  it('tells of a refusal that was aimed at nobody', async () => {
    const id = randomUUID();
    expect((await admin.patch(`${users}/${id}`, {})).status).toBe(404);
    expect(await newest()).toMatchObject({
      target: { kind: 'api_user', id, name: null },
      errorCode: 'not_found',
    });
  });

  it('tells of a body that could not be read', async () => {
    expect((await admin.post(users, '{"a":')).status).toBe(400);
    expect(await newest()).toMatchObject({
      action: 'unknown',
      status: 400,
      errorCode: 'malformed_json',
      request: `POST ${users}`,
    });
  });

  it('tells what a viewer tried', async () => {
    const { client, administrator } = await addColleague(console, admin, { role: 'viewer' });
    await client.post(users, {});
    expect(await newest()).toMatchObject({
      actor: { id: administrator.id, role: 'viewer' },
      action: 'api_user.create',
      status: 403,
      errorCode: 'admin_only',
    });
  });

  it('tells of a failure of ours', async () => {
    const { apiUser } = await createUser();
    await sql(
      'alter table api_user add constraint broken check (note is null or length(note) < 5)',
    );
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const answer = await admin.patch(`${users}/${apiUser.id}`, { note: 'too long' });
    logged.mockRestore();
    await sql('alter table api_user drop constraint broken');
    expect(answer.status).toBe(500);
    expect(await newest()).toMatchObject({ outcome: 'failed', errorCode: 'internal_error' });
  });

  it('is not made by reading, nor by those who are nobody', async () => {
    const before = await count();
    await admin.get(users);
    await console.newClient().post(users, {});
    await console.newClient().post('/api/auth/logout');
    expect(await count()).toBe(before);
  });

  it('is not made for each time that somebody asks too often', async () => {
    const before = await count();
    await sql(`update throttle set hits = 600 where key like 'api:%'`);
    expect((await admin.post(users, {})).status).toBe(429);
    await sql('delete from throttle');
    expect(await count()).toBe(before);
  });

  it('is made before a file is sent', async () => {
    await admin.get('/api/admin/events/download?action=api_user');
    expect(await newest()).toMatchObject({ action: 'admin_event.download', outcome: 'ok' });
  });

  it('is there at the first start', async () => {
    const { items } = (await admin.get('/api/admin/events?action=administrator.follow_settings'))
      .body;
    expect(items.at(-1)).toMatchObject({
      sequence: 1,
      actor: { id: null, name: 'settings', role: null },
      target: { kind: 'administrator', name: 'admin' },
    });
  });

  describe('of a session', () => {
    it('is made when it is opened and ended', async () => {
      const client = await console.logIn();
      expect(await newest()).toMatchObject({
        action: 'session.sign_in',
        actor: { name: 'admin', role: 'admin' },
        outcome: 'ok',
      });
      await client.post('/api/auth/logout');
      expect(await newest()).toMatchObject({
        action: 'session.sign_out',
        actor: { name: 'admin' },
      });
    });

    it('names who somebody tried to be', async () => {
      await console.newClient().logIn('not the password');
      expect(await newest()).toMatchObject({
        action: 'session.sign_in',
        actor: null,
        target: { kind: 'administrator', name: 'admin' },
        outcome: 'refused',
        errorCode: 'invalid_credentials',
      });
    });

    it('does not keep a name that is nobody’s: it may be a password', async () => {
      await console.newClient().logIn('x', 'my secret passphrase');
      expect(await newest()).toMatchObject({ errorCode: 'invalid_credentials', target: null });
      const all = JSON.stringify(await sql('select * from admin_event'));
      expect(all).not.toContain('my secret passphrase');
    });
  });

  describe('and its change', () => {
    it('are both there or neither is', async () => {
      await sql(`alter table admin_event add constraint broken check (action <> 'api_user.create')
        not valid`);
      const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
      const displayName = `Unrecorded ${randomUUID()}`;
      const answer = await admin.post(users, {
        displayName,
        gateways: ['pre'],
        requestsPerMinute: 60,
        monthlyTokenCap: 1000,
      });
      logged.mockRestore();
      await sql('alter table admin_event drop constraint broken');
      expect(answer.status).toBe(500);
      expect(await sql('select 1 from api_user where display_name = $1', [displayName])).toEqual(
        [],
      );
    });

    it('are refused together while the database is away', async () => {
      const breakable = await createBreakableDatabase();
      const away = new Database(breakable.url);
      await away.tryConnect();
      const another = await startTestConsole(away);
      const client = await another.logIn();
      await breakable.cut();
      expect((await client.post(users, {})).status).toBe(503);
      await another.close();
      await away.close();
      await breakable.drop();
    });
  });
});
