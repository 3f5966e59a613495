import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { addColleague, colleaguePassword } from '../testing/administrators.ts';
import { startTestConsole, type ConsoleClient, type TestConsole } from '../testing/test-console.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import type { AdministratorView } from './administrators.contract.ts';

const path = '/api/admin/administrators';
const newPassword = 'a password chosen anew';

describe('administrators', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let console: TestConsole;
  let admin: ConsoleClient;
  let first: AdministratorView;

  const sql = async (text: string, values: unknown[] = []) =>
    (await database.database.console.query(text, values)).rows;
  const codeOf = ({ status, body }: { status: number; body: unknown }) => [
    status,
    (body as { error?: { code?: string } } | undefined)?.error?.code,
  ];
  const isLoggedIn = async (client: ConsoleClient) =>
    (await client.get('/api/auth/me')).status === 200;

  beforeAll(async () => {
    database = await openTestDatabase();
    console = await startTestConsole(database.database);
    admin = await console.logIn();
    first = (await admin.get(path)).body.items[0];
  });
  beforeEach(() => sql('delete from throttle'));
  afterAll(async () => {
    await console?.close();
    await database?.close();
  });

  it('begin with the one the settings describe', () => {
    expect(first).toEqual({
      id: expect.any(String),
      username: 'admin',
      displayName: 'admin',
      role: 'admin',
      disabled: false,
      fromEnvironment: true,
      totpEnabled: false,
      passwordChangeRequired: false,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      passwordChangedAt: expect.any(String),
      lastLoginAt: expect.any(String),
      sessions: 1,
      version: 1,
    });
  });

  it('are listed by name with their open sessions', async () => {
    const { administrator } = await addColleague(console, admin, { username: 'aaron' });
    const { items } = (await admin.get(path)).body;
    expect(items[0]).toMatchObject({ id: administrator.id, username: 'aaron', sessions: 1 });
    expect((await admin.get(`${path}/${administrator.id}`)).body).toEqual(items[0]);
  });

  describe('being created', () => {
    it('get a password that is shown once and has to be changed', async () => {
      const answer = await admin.post(path, { username: 'newcomer', role: 'viewer' });
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([201, 'no-store']);
      const { administrator, password } = answer.body;
      expect(administrator).toMatchObject({
        displayName: 'newcomer',
        passwordChangeRequired: true,
      });
      expect(password).toMatch(/^[0-9A-Za-z]{24}$/);
      const client = console.newClient();
      expect((await client.logIn(password, 'newcomer')).status).toBe(200);
      expect(codeOf(await client.get(path))).toEqual([403, 'password_change_required']);
      await client.post('/api/auth/password', { currentPassword: password, newPassword });
      expect((await client.get(path)).status).toBe(200);
    });

    it('may be given a password, which is not repeated', async () => {
      const request = { username: 'given', role: 'admin', password: colleaguePassword };
      const { body } = await admin.post(path, request);
      expect(body.password).toBeUndefined();
      expect(body.administrator.passwordChangeRequired).toBe(false);
    });

    it.each([
      ['a short password', { password: 'fifteen letters' }],
      ['a name with a space', { username: 'two words' }],
      ['no role', { role: undefined }],
      ['an unknown role', { role: 'owner' }],
      ['a field of its own making', { fromEnvironment: true }],
    ])('are refused with %s', async (_, changes) => {
      const request = { username: 'someone', role: 'viewer', ...changes };
      expect(codeOf(await admin.post(path, request))).toEqual([422, 'invalid_request']);
    });

    it('are refused under a name that is taken, in whatever case', async () => {
      const request = { username: 'ADMIN', role: 'viewer' };
      expect(codeOf(await admin.post(path, request))).toEqual([409, 'name_taken']);
    });

    it('at the same moment under one name are one', async () => {
      const request = { username: 'twin', role: 'viewer', password: colleaguePassword };
      const answers = await Promise.all([1, 2, 3].map(() => admin.post(path, request)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    });
  });

  describe('being changed', () => {
    it('have the new role from the next request on', async () => {
      const { administrator, client } = await addColleague(console, admin);
      const changed = await admin.patch(`${path}/${administrator.id}`, { role: 'viewer' });
      expect(changed.body).toMatchObject({ role: 'viewer', version: 2 });
      expect(codeOf(await client.post(path, {}))).toEqual([403, 'admin_only']);
      expect((await client.get(path)).status).toBe(200);
    });

    it('are logged out when disabled, cannot log in, and can after being enabled', async () => {
      const { administrator, client } = await addColleague(console, admin);
      await admin.patch(`${path}/${administrator.id}`, { disabled: true });
      expect(await isLoggedIn(client)).toBe(false);
      const again = console.newClient();
      const refused = await again.logIn(colleaguePassword, administrator.username);
      expect(codeOf(refused)).toEqual([401, 'invalid_credentials']);
      await admin.patch(`${path}/${administrator.id}`, { disabled: false });
      expect((await again.logIn(colleaguePassword, administrator.username)).status).toBe(200);
    });

    it('are not changed from a version that is no more', async () => {
      const { administrator } = await addColleague(console, admin);
      const change = { displayName: 'Anna', version: administrator.version };
      expect((await admin.patch(`${path}/${administrator.id}`, change)).status).toBe(200);
      const conflict = await admin.patch(`${path}/${administrator.id}`, change);
      expect(codeOf(conflict)).toEqual([409, 'version_conflict']);
      expect(conflict.body.error.details.current).toMatchObject({ displayName: 'Anna' });
    });

    it('keep their version when they log in', async () => {
      const { administrator } = await addColleague(console, admin);
      const now = (await admin.get(`${path}/${administrator.id}`)).body;
      expect([now.version, now.lastLoginAt]).toEqual([1, expect.any(String)]);
    });

    it('at the same moment from one version are changed once', async () => {
      const { administrator } = await addColleague(console, admin);
      const answers = await Promise.all(
        ['Ann', 'Ben', 'Cat'].map((displayName) =>
          admin.patch(`${path}/${administrator.id}`, { displayName, version: 1 }),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    });

    it('are not found under an unknown id', async () => {
      expect((await admin.patch(`${path}/${randomUUID()}`, { role: 'admin' })).status).toBe(404);
    });
  });

  describe('with a new password', () => {
    it('are logged out and log in with the one that was made', async () => {
      const { administrator, client } = await addColleague(console, admin);
      const { body } = await admin.post(`${path}/${administrator.id}/reset-password`);
      expect(body.administrator).toMatchObject({ passwordChangeRequired: true, sessions: 0 });
      expect(await isLoggedIn(client)).toBe(false);
      const again = console.newClient();
      expect((await again.logIn(colleaguePassword, administrator.username)).status).toBe(401);
      expect((await again.logIn(body.password, administrator.username)).status).toBe(200);
    });

    it('may be given it', async () => {
      const { administrator } = await addColleague(console, admin);
      const given = { password: newPassword };
      await admin.post(`${path}/${administrator.id}/reset-password`, given);
      const again = console.newClient();
      expect((await again.logIn(newPassword, administrator.username)).status).toBe(200);
      expect((await again.get('/api/auth/me')).body.passwordChangeRequired).toBe(false);
    });
  });

  it('can be logged out by another one everywhere', async () => {
    const { administrator, client } = await addColleague(console, admin);
    expect((await admin.delete(`${path}/${administrator.id}/sessions`)).status).toBe(204);
    expect([await isLoggedIn(client), await isLoggedIn(admin)]).toEqual([false, true]);
  });

  it('see and end no sessions but their own', async () => {
    const { client } = await addColleague(console, admin);
    const sessionsOf = async (someone: ConsoleClient) =>
      (await someone.get('/api/auth/sessions')).body.items as { id: string }[];
    const [own] = await sessionsOf(client);
    expect(await sessionsOf(client)).toHaveLength(1);
    expect((await sessionsOf(admin)).map(({ id }) => id)).not.toContain(own!.id);
    expect((await admin.delete(`/api/auth/sessions/${own!.id}`)).status).toBe(404);
    await admin.delete('/api/auth/sessions');
    expect(await isLoggedIn(client)).toBe(true);
  });

  it('are gone when deleted, with their sessions', async () => {
    const { administrator, client } = await addColleague(console, admin);
    expect((await admin.delete(`${path}/${administrator.id}`)).status).toBe(204);
    expect(await isLoggedIn(client)).toBe(false);
    expect((await admin.get(`${path}/${administrator.id}`)).status).toBe(404);
  });

  it.each([
    ['demoted', 'PATCH', '', { role: 'viewer' }],
    ['disabled', 'PATCH', '', { disabled: true }],
    ['deleted', 'DELETE', '', undefined],
    ['given a password', 'POST', '/reset-password', {}],
  ])('from the settings cannot be %s', async (_, method, below, body) => {
    const { client } = await addColleague(console, admin);
    const answer = await client.send(method, `${path}/${first.id}${below}`, { body });
    expect(codeOf(answer)).toEqual([403, 'environment_administrator']);
    expect(await isLoggedIn(admin)).toBe(true);
  });

  it('from the settings cannot be made powerless in the database either', async () => {
    const demote = sql(`update administrator set role = 'viewer' where from_environment`);
    await expect(demote).rejects.toThrow(/check constraint/);
  });

  it('from the settings can be given another display name', async () => {
    const answer = await admin.patch(`${path}/${first.id}`, { displayName: 'The operator' });
    expect([answer.status, answer.body.displayName]).toEqual([200, 'The operator']);
  });

  it.each([
    ['demote', 'PATCH', '', { role: 'viewer' }],
    ['disable', 'PATCH', '', { disabled: true }],
    ['delete', 'DELETE', '', undefined],
    ['reset the password of', 'POST', '/reset-password', {}],
    ['reset the second factor of', 'POST', '/reset-totp', {}],
  ])('cannot %s themselves', async (_, method, below, body) => {
    const { administrator, client } = await addColleague(console, admin);
    const answer = await client.send(method, `${path}/${administrator.id}${below}`, { body });
    expect(codeOf(answer)).toEqual([403, 'own_account']);
  });

  it('keep the settings from taking a name of theirs', async () => {
    const { administrator } = await addColleague(console, admin, { username: 'operator' });
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const another = await startTestConsole(database.database, { adminUsername: 'operator' });
    const answer = await another.newClient().logIn();
    await another.close();
    expect(String(logged.mock.calls[0]![0])).toContain('HERMES_ADMIN_USERNAME is "operator"');
    logged.mockRestore();
    expect(codeOf(answer)).toEqual([503, 'settings_name_taken']);
    expect((await admin.get(`${path}/${administrator.id}`)).body.fromEnvironment).toBe(false);
  });
});
