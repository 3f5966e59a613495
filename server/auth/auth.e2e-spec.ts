import { openTestDatabase } from '../testing/test-database.ts';
import { startTestConsole, type TestConsole } from '../testing/test-console.ts';

describe('logging in', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let console: TestConsole;

  beforeAll(async () => {
    database = await openTestDatabase();
    console = await startTestConsole(database.database);
  });
  afterAll(async () => {
    await console?.close();
    await database?.close();
  });

  it('opens a session that later requests are recognised by', async () => {
    const client = console.newClient();
    const before = await client.get('/api/auth/status');
    expect(before.body).toMatchObject({ auth_enabled: true, logged_in: false, authenticated: false });
    const login = await client.logIn();
    expect(login.status).toBe(200);
    const after = await client.get('/api/auth/status');
    expect(after.body).toMatchObject({ logged_in: true, authenticated: true, username: 'admin' });
  });
});
