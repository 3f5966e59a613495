import { addColleague, colleaguePassword, type Colleague } from '../testing/administrators.ts';
import { startTestConsole, type ConsoleClient, type TestConsole } from '../testing/test-console.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import { testPassword } from '../testing/test-settings.ts';

const newPassword = 'a password chosen anew';

describe('the own account', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let console: TestConsole;
  let admin: ConsoleClient;
  let colleague: Colleague;

  const codeOf = ({ status, body }: { status: number; body: unknown }) => [
    status,
    (body as { error?: { code?: string } } | undefined)?.error?.code,
  ];
  const changePassword = (client: ConsoleClient, currentPassword: string, next = newPassword) =>
    client.post('/api/auth/password', { currentPassword, newPassword: next });
  const prefer = (client: ConsoleClient, body: unknown) =>
    client.send('PUT', '/api/auth/preferences', { body });

  beforeAll(async () => {
    database = await openTestDatabase();
    console = await startTestConsole(database.database);
    admin = await console.logIn();
  });
  beforeEach(async () => {
    await database.database.console.query('delete from throttle');
    colleague = await addColleague(console, admin, { role: 'viewer' });
  });
  afterAll(async () => {
    await console?.close();
    await database?.close();
  });

  it('says who one is', async () => {
    const { administrator, client } = colleague;
    expect((await client.get('/api/auth/me')).body).toEqual({
      id: administrator.id,
      username: administrator.username,
      displayName: administrator.displayName,
      role: 'viewer',
      fromEnvironment: false,
      totpEnabled: false,
      recoveryCodesLeft: 0,
      passwordChangeRequired: false,
      mayOpenHermesDashboard: false,
    });
  });

  describe('with a new password', () => {
    it('stays logged in here under a new session, and nowhere else', async () => {
      const { administrator, client } = colleague;
      const elsewhere = console.newClient();
      await elsewhere.logIn(colleaguePassword, administrator.username);
      const before = client.cookies.get('hermes_session');
      expect((await changePassword(client, colleaguePassword)).status).toBe(200);
      expect(client.cookies.get('hermes_session')).not.toBe(before);
      expect((await client.get('/api/auth/me')).status).toBe(200);
      expect((await elsewhere.get('/api/auth/me')).status).toBe(401);
    });

    it('logs in with it and not with the old one', async () => {
      const { administrator, client } = colleague;
      await changePassword(client, colleaguePassword);
      const again = console.newClient();
      expect((await again.logIn(colleaguePassword, administrator.username)).status).toBe(401);
      expect((await again.logIn(newPassword, administrator.username)).status).toBe(200);
    });

    it('is refused without the current one', async () => {
      const answer = await changePassword(colleague.client, 'not the password');
      expect(codeOf(answer)).toEqual([403, 'wrong_password']);
    });

    it('is refused when it is short or the same', async () => {
      for (const next of ['fifteen letters', colleaguePassword])
        expect((await changePassword(colleague.client, colleaguePassword, next)).status).toBe(422);
    });

    it('is refused for the one of the settings, saying where it is changed', async () => {
      const answer = await changePassword(admin, testPassword);
      expect(codeOf(answer)).toEqual([403, 'password_from_environment']);
      expect(answer.body.error.message).toContain('HERMES_ADMIN_PASSWORD');
    });

    it('cannot be guessed at', async () => {
      const { client } = colleague;
      for (let time = 0; time < 10; time++)
        expect((await changePassword(client, 'not the password')).status).toBe(403);
      const refused = await changePassword(client, colleaguePassword);
      expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([
        429,
        expect.any(Number),
      ]);
    });
  });

  describe('with preferences', () => {
    it('keeps them until told otherwise', async () => {
      const { client } = colleague;
      const set = await prefer(client, { timeZone: 'Europe/Berlin', appearance: 'dark' });
      expect(set.body).toMatchObject({ timeZone: 'Europe/Berlin', appearance: 'dark' });
      const kept = await prefer(client, { keyboardShortcuts: false });
      expect(kept.body).toMatchObject({ timeZone: 'Europe/Berlin', keyboardShortcuts: false });
      await prefer(client, { timeZone: null });
      const { body } = await client.get('/api/auth/me');
      expect([body.timeZone, body.appearance]).toEqual([undefined, 'dark']);
    });

    it('is its own', async () => {
      await prefer(colleague.client, { appearance: 'light' });
      expect((await admin.get('/api/auth/me')).body.appearance).toBeUndefined();
    });

    it.each([
      { timeZone: 'Mars/Olympus' },
      { timeZone: '+01:00' },
      { appearance: 'pink' },
      { role: 'admin' },
    ])('refuses %j', async (body) => {
      expect((await prefer(colleague.client, body)).status).toBe(422);
    });
  });
});
