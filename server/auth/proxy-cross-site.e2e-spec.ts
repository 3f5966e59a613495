import {
  asUser,
  fetchedBy,
  sendProxied,
  trustedAuth,
  type ProxiedAnswer,
} from '../testing/proxied-request.ts';
import { startTestConsole, type ConsoleClient, type TestConsole } from '../testing/test-console.ts';
import { openTestDatabase } from '../testing/test-database.ts';

const me = '/api/auth/me';
const recorded = '/api/admin/events/download';
const picture = fetchedBy('cross-site', 'no-cors', 'image');
const link = fetchedBy('cross-site', 'navigate', 'document');

describe('while a proxy signs him in, what a page of another site has his browser fetch', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let console: TestConsole;
  let admin: ConsoleClient;

  const ask = (path: string, headers: Record<string, string>): Promise<ProxiedAnswer> =>
    sendProxied(console.url, path, { headers: { ...asUser('admin'), ...headers } });
  const codeOf = async (path: string, headers: Record<string, string>) => {
    const { status, body } = await ask(path, headers);
    return [status, body.error?.code];
  };
  const eventsOf = async (action: string, status: number): Promise<unknown[]> =>
    (
      await database.database.console.query(
        'select 1 from admin_event where action = $1 and status = $2',
        [action, status],
      )
    ).rows;

  beforeAll(async () => {
    database = await openTestDatabase();
    console = await startTestConsole(database.database, { trustedAuth });
    admin = await console.logIn();
  });
  afterAll(async () => {
    await console?.close();
    await database?.close();
  });

  it.each<[string, Record<string, string>]>([
    ['as a picture', picture],
    ['with a script', fetchedBy('cross-site', 'cors', 'empty')],
    ['from a neighbouring host or port', fetchedBy('same-site', 'no-cors', 'image')],
    ['in a frame', fetchedBy('cross-site', 'navigate', 'iframe')],
  ])('%s is refused, signs nobody in and leaves no event', async (_, headers) => {
    expect(await codeOf(recorded, headers)).toEqual([403, 'cross_site']);
    expect(await codeOf(me, headers)).toEqual([403, 'cross_site']);
    expect(await eventsOf('admin_event.download', 403)).toEqual([]);
    const sessions = await database.database.console.query(
      `select 1 from console_session where sid like 'proxy:%'`,
    );
    expect(sessions.rows).toEqual([]);
  });

  it('by a link that he follows is shown, unless fetching it is recorded', async () => {
    expect((await ask(me, link)).status).toBe(200);
    expect(await codeOf(recorded, link)).toEqual([403, 'cross_site']);
    expect(await eventsOf('admin_event.download', 200)).toEqual([]);
  });

  it('is not what the console itself fetches, or he types in', async () => {
    for (const site of ['same-origin', 'none'])
      expect((await ask(me, fetchedBy(site, 'cors', 'empty'))).status).toBe(200);
  });

  it('is refused to nobody with a token of his own', async () => {
    const { body } = await admin.post('/api/auth/tokens', {
      name: 'reader',
      scope: 'read',
      expiresAt: null,
      password: 'correct horse battery staple',
    });
    const headers = { ...picture, authorization: `Bearer ${body.token}` };
    expect((await ask(me, headers)).status).toBe(200);
  });
});
