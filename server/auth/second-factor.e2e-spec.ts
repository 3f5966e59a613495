import { Logger } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import { addColleague, colleaguePassword, type Colleague } from '../testing/administrators.ts';
import { startTestConsole, type ConsoleClient, type TestConsole } from '../testing/test-console.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import { testPassword } from '../testing/test-settings.ts';

describe('a second factor', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let console: TestConsole;
  let admin: ConsoleClient;
  let colleague: Colleague;

  const sql = async (text: string, values: unknown[] = []) =>
    (await database.database.console.query(text, values)).rows;
  const codeOf = ({ status, body }: { status: number; body: unknown }) => [
    status,
    (body as { error?: { code?: string } } | undefined)?.error?.code,
  ];
  const periodMs = 30_000;
  /** What an authenticator shows; `steps` later or earlier. */
  const codeFor = (secret: string, steps = 0): string =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({
      timestamp: Date.now() + steps * periodMs,
    });
  /** As if the last code had been used long ago. */
  const forgetLastStep = () => sql('update administrator set totp_last_step = null');
  const otherThan = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
  const setUp = async (client: ConsoleClient, password = colleaguePassword) =>
    (await client.post('/api/auth/totp/setup', { password })).body.secret as string;
  /** Resolves with the secret and the recovery codes. */
  const enable = async (client: ConsoleClient, password = colleaguePassword) => {
    const secret = await setUp(client, password);
    const answer = await client.post('/api/auth/totp/confirm', { code: codeFor(secret) });
    expect(answer.status).toBe(200);
    await forgetLastStep();
    return { secret, recoveryCodes: answer.body.recoveryCodes as string[] };
  };
  const logIn = (code?: string, client = console.newClient()) =>
    client.post('/api/auth/login', {
      username: colleague.administrator.username,
      password: colleaguePassword,
      ...(code !== undefined && { code }),
    });
  const me = async (client: ConsoleClient) => (await client.get('/api/auth/me')).body;

  beforeAll(async () => {
    database = await openTestDatabase();
    console = await startTestConsole(database.database);
    admin = await console.logIn();
  });
  beforeEach(async () => {
    await sql('delete from throttle');
    colleague = await addColleague(console, admin, { role: 'viewer' });
  });
  afterAll(async () => {
    await console?.close();
    await database?.close();
  });

  describe('being set up', () => {
    it('gives a secret that authenticators understand', async () => {
      const { administrator, client } = colleague;
      const answer = await client.post('/api/auth/totp/setup', { password: colleaguePassword });
      const url = new URL(answer.body.otpauthUrl);
      expect(answer.body.secret).toMatch(/^[A-Z2-7]{32}$/);
      expect(Object.fromEntries(url.searchParams)).toEqual({
        issuer: 'Hermes Control Plane',
        secret: answer.body.secret,
        algorithm: 'SHA1',
        digits: '6',
        period: '30',
      });
      expect(decodeURIComponent(url.pathname)).toContain(administrator.username);
    });

    it('needs the password', async () => {
      const answer = await colleague.client.post('/api/auth/totp/setup', { password: 'a guess' });
      expect(codeOf(answer)).toEqual([403, 'wrong_password']);
    });

    it('has no effect before it is confirmed', async () => {
      await setUp(colleague.client);
      expect((await logIn()).status).toBe(200);
      expect((await me(colleague.client)).totpEnabled).toBe(false);
    });

    it('is not confirmed by a wrong code', async () => {
      const secret = await setUp(colleague.client);
      const code = otherThan(codeFor(secret));
      const answer = await colleague.client.post('/api/auth/totp/confirm', { code });
      expect(codeOf(answer)).toEqual([403, 'wrong_code']);
    });

    it('is not confirmed before it was begun', async () => {
      const answer = await colleague.client.post('/api/auth/totp/confirm', { code: '123456' });
      expect(codeOf(answer)).toEqual([409, 'second_factor_inactive']);
    });

    it('is confirmed once, with ten recovery codes', async () => {
      const { client } = colleague;
      const { secret, recoveryCodes } = await enable(client);
      expect(new Set(recoveryCodes).size).toBe(10);
      expect(recoveryCodes[0]).toMatch(/^([0-9a-z]{4}-){3}[0-9a-z]{4}$/);
      expect(await me(client)).toMatchObject({ totpEnabled: true, recoveryCodesLeft: 10 });
      const again = await client.post('/api/auth/totp/confirm', { code: codeFor(secret) });
      expect(codeOf(again)).toEqual([409, 'second_factor_active']);
    });

    it('is not replaced without being removed', async () => {
      await enable(colleague.client);
      const answer = await colleague.client.post('/api/auth/totp/setup', {
        password: colleaguePassword,
      });
      expect(codeOf(answer)).toEqual([409, 'second_factor_active']);
    });

    it('leaves neither the secret nor a recovery code readable in the database', async () => {
      const { secret, recoveryCodes } = await enable(colleague.client);
      const tables = await sql(`select a::text from administrator a
        union all select r::text from administrator_recovery_code r
        union all select e::text from admin_event e`);
      const dump = JSON.stringify(tables);
      const bytes = Buffer.from(Secret.fromBase32(secret).bytes);
      for (const text of [secret, bytes.toString('hex'), ...recoveryCodes])
        expect(dump).not.toContain(text);
    });
  });

  describe('at login', () => {
    it('is asked for after the right password only', async () => {
      await enable(colleague.client);
      const client = console.newClient();
      expect(codeOf(await logIn(undefined, client))).toEqual([401, 'second_factor_required']);
      expect((await client.get('/api/auth/status')).body.logged_in).toBe(false);
      const wrong = await client.logIn('not the password', colleague.administrator.username);
      expect(codeOf(wrong)).toEqual([401, 'invalid_credentials']);
    });

    it('opens a session together with the password', async () => {
      const { secret } = await enable(colleague.client);
      const client = console.newClient();
      expect((await logIn(codeFor(secret), client)).status).toBe(200);
      expect((await me(client)).username).toBe(colleague.administrator.username);
    });

    it('opens none without the password', async () => {
      const { secret } = await enable(colleague.client);
      const { username } = colleague.administrator;
      const answer = await console.newClient().post('/api/auth/login', {
        username,
        password: 'not the password',
        code: codeFor(secret),
      });
      expect(codeOf(answer)).toEqual([401, 'invalid_credentials']);
      // The right password may still use the code.
      expect((await logIn(codeFor(secret))).status).toBe(200);
    });

    it.each(['wrong', 'of another secret', 'of ten minutes ago'])(
      'is refused: %s',
      async (which) => {
        const { secret } = await enable(colleague.client);
        const code = {
          wrong: otherThan(codeFor(secret)),
          'of another secret': codeFor(new Secret({ size: 20 }).base32),
          'of ten minutes ago': codeFor(secret, -20),
        }[which]!;
        expect(codeOf(await logIn(code))).toEqual([401, 'second_factor_invalid']);
      },
    );

    it('is refused the second time', async () => {
      const { secret } = await enable(colleague.client);
      const code = codeFor(secret);
      expect((await logIn(code)).status).toBe(200);
      expect(codeOf(await logIn(code))).toEqual([401, 'second_factor_invalid']);
    });

    it('is refused when it confirmed the setup', async () => {
      const secret = await setUp(colleague.client);
      const code = codeFor(secret);
      await colleague.client.post('/api/auth/totp/confirm', { code });
      expect(codeOf(await logIn(code))).toEqual([401, 'second_factor_invalid']);
    });

    it('is refused when a later one was used before', async () => {
      const { secret } = await enable(colleague.client);
      // One step ahead is a clock that runs fast.
      const [now, next] = [codeFor(secret), codeFor(secret, 1)];
      expect((await logIn(next)).status).toBe(200);
      expect(codeOf(await logIn(now))).toEqual([401, 'second_factor_invalid']);
    });

    it('lets one of two in that come with it at the same moment', async () => {
      const { secret } = await enable(colleague.client);
      const code = codeFor(secret);
      const answers = await Promise.all([1, 2, 3, 4].map(() => logIn(code)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    });

    it('may be a recovery code, once, however it is written', async () => {
      const { recoveryCodes } = await enable(colleague.client);
      const written = recoveryCodes[0]!.toUpperCase().replaceAll('-', ' ');
      const client = console.newClient();
      expect((await logIn(written, client)).status).toBe(200);
      expect((await me(client)).recoveryCodesLeft).toBe(9);
      expect(codeOf(await logIn(recoveryCodes[0]))).toEqual([401, 'second_factor_invalid']);
    });

    it('cannot be a recovery code of somebody else', async () => {
      const { recoveryCodes } = await enable(colleague.client);
      colleague = await addColleague(console, admin);
      await enable(colleague.client);
      expect(codeOf(await logIn(recoveryCodes[0]))).toEqual([401, 'second_factor_invalid']);
    });

    it('cannot be guessed at', async () => {
      const { secret } = await enable(colleague.client);
      const guess = otherThan(codeFor(secret));
      for (let time = 0; time < 10; time++) expect((await logIn(guess)).status).toBe(401);
      expect((await logIn(codeFor(secret))).status).toBe(429);
    });

    it('still may be a recovery code when the secret cannot be opened any more', async () => {
      const { secret, recoveryCodes } = await enable(colleague.client);
      await sql('update administrator set totp_secret = $2 where id = $1', [
        colleague.administrator.id,
        Buffer.alloc(48),
      ]);
      const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
      expect((await logIn(codeFor(secret))).status).toBe(401);
      expect(String(logged.mock.calls[0]![0])).toContain('does not fit the console secret');
      logged.mockRestore();
      expect((await logIn(recoveryCodes[0])).status).toBe(200);
    });
  });

  describe('being removed', () => {
    const remove = (code: string, password = colleaguePassword) =>
      colleague.client.send('DELETE', '/api/auth/totp', { body: { password, code } });

    it('is not asked for any more, and its recovery codes are gone', async () => {
      const { secret } = await enable(colleague.client);
      expect((await remove(codeFor(secret))).status).toBe(204);
      expect((await logIn()).status).toBe(200);
      expect(await me(colleague.client)).toMatchObject({
        totpEnabled: false,
        recoveryCodesLeft: 0,
      });
    });

    it('needs password and code', async () => {
      const { secret } = await enable(colleague.client);
      const code = codeFor(secret);
      expect(codeOf(await remove(code, 'a guess'))).toEqual([403, 'wrong_password']);
      expect(codeOf(await remove(otherThan(code)))).toEqual([403, 'wrong_code']);
      expect((await me(colleague.client)).totpEnabled).toBe(true);
    });

    it('says so when there is none', async () => {
      expect(codeOf(await remove('123456'))).toEqual([409, 'second_factor_inactive']);
    });

    it('by another administrator lets in whoever has lost the device', async () => {
      await enable(colleague.client);
      const path = `/api/admin/administrators/${colleague.administrator.id}/reset-totp`;
      const answer = await admin.post(path);
      expect([answer.status, answer.body.totpEnabled]).toEqual([200, false]);
      expect((await logIn()).status).toBe(200);
      expect(codeOf(await admin.post(path))).toEqual([409, 'second_factor_inactive']);
    });

    it('by the settings lets in the one who comes from them, and nobody else', async () => {
      await enable(colleague.client);
      await enable(admin, testPassword);
      const stranger = console.newClient();
      expect(codeOf(await stranger.logIn())).toEqual([401, 'second_factor_required']);
      const another = await startTestConsole(database.database, { adminResetTotp: true });
      const answer = await another.newClient().logIn();
      await another.close();
      expect(answer.status).toBe(200);
      expect(codeOf(await logIn())).toEqual([401, 'second_factor_required']);
    });
  });

  it('gets new recovery codes in place of the old ones', async () => {
    const { secret, recoveryCodes } = await enable(colleague.client);
    const renew = (code: string) =>
      colleague.client.post('/api/auth/totp/recovery-codes', { password: colleaguePassword, code });
    expect(codeOf(await renew(otherThan(codeFor(secret))))).toEqual([403, 'wrong_code']);
    const renewed = (await renew(codeFor(secret))).body.recoveryCodes as string[];
    expect(renewed).toHaveLength(10);
    expect((await logIn(recoveryCodes[0])).status).toBe(401);
    expect((await logIn(renewed[0])).status).toBe(200);
  });
});
