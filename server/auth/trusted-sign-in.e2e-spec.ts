import { Secret, TOTP } from 'otpauth';
import type { Settings } from '../settings.ts';
import { addColleague, type Colleague } from '../testing/administrators.ts';
import {
  asUser,
  proxySecret,
  sendProxied,
  trustedAuth,
  type ProxiedRequest,
} from '../testing/proxied-request.ts';
import { startTestConsole, type ConsoleClient, type TestConsole } from '../testing/test-console.ts';
import { openTestDatabase } from '../testing/test-database.ts';

const me = '/api/auth/me';
const status = '/api/auth/status';
const apiUsers = '/api/admin/api-users';

describe('with a proxy that says who is there', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let console: TestConsole;
  let admin: ConsoleClient;

  const ask = (path: string, request?: ProxiedRequest) => sendProxied(console.url, path, request);
  const askAs = (username: string, path: string, request: ProxiedRequest = {}) =>
    ask(path, { ...request, headers: { ...asUser(username), ...request.headers } });
  const withConsole = async (
    settings: Partial<Settings>,
    work: (another: TestConsole) => Promise<void>,
  ) => {
    const another = await startTestConsole(database.database, { trustedAuth, ...settings });
    await work(another).finally(() => another.close());
  };
  const sql = async (text: string, values: unknown[] = []) =>
    (await database.database.console.query(text, values)).rows;
  const signIns = (name: string) =>
    sql(
      `select actor_name, actor_role, status, error_code, changes from admin_event
       where action = 'session.sign_in' and target_name = $1 and changes::text like '%proxy%'
       order by sequence`,
      [name],
    );
  const newColleague = (changes?: Parameters<typeof addColleague>[2]): Promise<Colleague> =>
    addColleague(console, admin, changes);
  const nameOf = ({ administrator }: Colleague) => administrator.username;

  beforeAll(async () => {
    database = await openTestDatabase();
    console = await startTestConsole(database.database, { trustedAuth });
    admin = await console.logIn();
  });
  afterAll(async () => {
    await console?.close();
    await database?.close();
  });

  it('knows him without a cookie, and says so in both spellings', async () => {
    const { headers, body } = await askAs('admin', status);
    expect(body).toMatchObject({
      auth_enabled: true,
      logged_in: true,
      authenticated: true,
      username: 'admin',
      signed_in_by: 'proxy',
      csrf_required: false,
    });
    expect(headers['set-cookie']).toBeUndefined();
    expect((await askAs('admin', apiUsers)).status).toBe(200);
  });

  it('knows nobody whom the proxy does not name', async () => {
    await askAs('admin', me);
    const asked = await ask(me, { headers: { 'x-hermes-auth-secret': proxySecret } });
    expect([asked.status, asked.body.error.code]).toEqual([401, 'not_authenticated']);
    expect((await askAs('', me)).status).toBe(401);
  });

  it('reads names in UTF-8', async () => {
    const colleague = await newColleague({ username: 'zoë' });
    expect((await askAs(nameOf(colleague), me)).body.username).toBe('zoë');
  });

  it('takes no other spelling for the same name', async () => {
    expect((await askAs('ADMIN', me)).status).toBe(401);
  });

  describe('who is not that proxy', () => {
    it('names nobody from another address', async () => {
      expect((await askAs('admin', me, { from: '127.0.0.2' })).status).toBe(401);
      const { body } = await askAs('admin', status, { from: '127.0.0.2' });
      expect([body.logged_in, body.authenticated]).toEqual([false, false]);
      expect(body).not.toHaveProperty('proxy_refused');
    });

    it('names nobody by a forwarded address, however far that is believed', async () => {
      await withConsole({ trustProxy: ['127.0.0.0/8'] }, async ({ url }) => {
        const headers = { ...asUser('admin'), 'x-forwarded-for': '127.0.0.1' };
        expect((await sendProxied(url, me, { headers, from: '127.0.0.2' })).status).toBe(401);
        const forwarded = { ...asUser('admin'), 'x-forwarded-for': '192.0.2.1' };
        expect((await sendProxied(url, me, { headers: forwarded })).status).toBe(200);
      });
    });

    it.each<[string, Record<string, string | string[]>]>([
      ['none', {}],
      ['an empty one', { 'x-hermes-auth-secret': '' }],
      ['a wrong one', { 'x-hermes-auth-secret': `${proxySecret}!` }],
      ['the beginning of it', { 'x-hermes-auth-secret': proxySecret.slice(0, -1) }],
      ['a wrong one and the right one', { 'x-hermes-auth-secret': ['wrong', proxySecret] }],
    ])('names nobody with the secret being %s', async (_, secret) => {
      const headers = { 'x-forwarded-user': 'admin', ...secret };
      expect((await ask(me, { headers })).status).toBe(401);
    });

    it('names nobody where no proxy is set', async () => {
      await withConsole({ trustedAuth: undefined }, async ({ url }) => {
        expect((await sendProxied(url, me, { headers: asUser('admin') })).status).toBe(401);
      });
    });

    it('cannot hide behind the proxy with a header of his own', async () => {
      for (const names of [
        ['mallory', 'admin'],
        ['admin', 'admin'],
      ]) {
        const asked = await askAs('', me, { headers: { 'x-forwarded-user': names } });
        expect([asked.status, asked.body.error.code]).toEqual([400, 'malformed_request']);
      }
      // As a proxy writes it that merges the two.
      expect((await askAs('mallory, admin', me)).status).toBe(401);
    });
  });

  describe('somebody who may not come in', () => {
    it('is not signed in, is told so, and is recorded once', async () => {
      const asked = await askAs('stranger', apiUsers);
      expect([asked.status, asked.body.error.code]).toEqual([401, 'not_authenticated']);
      const { body } = await askAs('stranger', status);
      expect(body).toMatchObject({ logged_in: false, authenticated: false, proxy_refused: true });
      expect(body).not.toHaveProperty('username');
      expect(await signIns('stranger')).toMatchObject([
        { actor_name: null, status: 401, error_code: 'proxy_user_refused' },
      ]);
      expect(await sql(`select 1 from administrator where username = 'stranger'`)).toEqual([]);
    });

    it('is somebody who was disabled, from the next request on', async () => {
      const colleague = await newColleague();
      expect((await askAs(nameOf(colleague), me)).status).toBe(200);
      const path = `/api/admin/administrators/${colleague.administrator.id}`;
      await admin.patch(path, { disabled: true });
      expect((await askAs(nameOf(colleague), me)).status).toBe(401);
      expect((await askAs(nameOf(colleague), status)).body.proxy_refused).toBe(true);
      await admin.patch(path, { disabled: false });
      expect((await askAs(nameOf(colleague), me)).status).toBe(200);
    });

    it('may still sign in with a password of his own', async () => {
      const client = console.newClient(asUser('somebody else'));
      expect((await client.logIn()).body).toMatchObject({
        username: 'admin',
        signed_in_by: 'password',
      });
    });
  });

  describe('somebody who may', () => {
    it('loses at once what his role loses', async () => {
      const colleague = await newColleague({ role: 'admin' });
      const change = () =>
        askAs(nameOf(colleague), apiUsers, {
          method: 'POST',
          body: { displayName: `x${Math.random()}`, gateways: ['pre'] },
        });
      const before = await change();
      expect(before.body?.error?.code).not.toBe('admin_only');
      expect((await askAs(nameOf(colleague), '/api/auth/verify')).status).toBe(204);
      await admin.patch(`/api/admin/administrators/${colleague.administrator.id}`, {
        role: 'viewer',
      });
      expect((await change()).body.error.code).toBe('admin_only');
      expect((await askAs(nameOf(colleague), '/api/auth/verify')).status).toBe(403);
      expect((await askAs(nameOf(colleague), apiUsers)).status).toBe(200);
    });

    it('has to replace a password that somebody else has seen', async () => {
      const created = await admin.post('/api/admin/administrators', {
        username: 'newcomer',
        role: 'admin',
      });
      const refused = await askAs('newcomer', apiUsers);
      expect([refused.status, refused.body.error.code]).toEqual([403, 'password_change_required']);
      const changed = await askAs('newcomer', '/api/auth/password', {
        method: 'POST',
        body: { currentPassword: created.body.password, newPassword: 'a password of my own' },
      });
      expect(changed.status).toBe(200);
      expect(changed.headers['set-cookie']).toBeUndefined();
      expect((await askAs('newcomer', apiUsers)).status).toBe(200);
    });

    it('cannot be made to change something by a page of another site', async () => {
      const asked = await askAs('admin', '/api/auth/preferences', {
        method: 'PUT',
        body: { appearance: 'dark' },
        headers: { origin: 'https://else.where' },
      });
      expect([asked.status, asked.body.error.code]).toEqual([403, 'cross_site']);
    });

    it('comes from an address that may reach the console, or not at all', async () => {
      await withConsole({ allowedCidrs: ['192.0.2.0/24'] }, async ({ url }) => {
        const { body } = await sendProxied(url, me, { headers: asUser('admin') });
        expect(body.error.code).toBe('address_not_allowed');
      });
    });

    it('may no more with a token than the token may', async () => {
      const { body } = await admin.post('/api/auth/tokens', {
        name: 'reader',
        scope: 'read',
        expiresAt: null,
        password: 'correct horse battery staple',
      });
      const headers = { authorization: `Bearer ${body.token}` };
      expect((await askAs('admin', status, { headers })).body.signed_in_by).toBe('token');
      const refused = await askAs('admin', '/api/auth/preferences', {
        method: 'PUT',
        body: { appearance: 'dark' },
        headers,
      });
      expect(refused.body.error.code).toBe('access_token_not_enough');
      const wrong = { authorization: `${headers.authorization.slice(0, -1)}!` };
      expect((await askAs('admin', me, { headers: wrong })).body.error.code).toBe(
        'access_token_invalid',
      );
    });

    it('is who the proxy names, whatever cookie the browser has', async () => {
      const colleague = await newColleague({ role: 'viewer' });
      const cookie = [...admin.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const { body } = await askAs(nameOf(colleague), me, { headers: { cookie } });
      expect([body.username, body.role]).toEqual([nameOf(colleague), 'viewer']);
      const login = await askAs(nameOf(colleague), '/api/auth/login', {
        method: 'POST',
        body: { username: 'admin', password: 'correct horse battery staple' },
      });
      expect([login.status, login.body.error.code]).toEqual([403, 'signed_in_by_proxy']);
      expect(login.headers['set-cookie']).toBeUndefined();
    });

    it('needs no second factor here; without the proxy he does', async () => {
      const colleague = await newColleague();
      const password = 'the password of a colleague';
      const { body } = await colleague.client.post('/api/auth/totp/setup', { password });
      const code = new TOTP({ secret: Secret.fromBase32(body.secret) }).generate();
      expect((await colleague.client.post('/api/auth/totp/confirm', { code })).status).toBe(200);
      expect((await askAs(nameOf(colleague), me)).body.totpEnabled).toBe(true);
      const alone = await console.newClient().logIn(password, nameOf(colleague));
      expect(alone.body.error.code).toBe('second_factor_required');
    });
  });
});
