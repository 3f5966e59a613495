import { Logger } from '@nestjs/common';
import { createBreakableDatabase } from '../testing/breakable-database.ts';
import { startTestProduct, type TestProduct } from '../testing/test-product.ts';
import { consoleSecuritySchema } from './console-security.contract.ts';
import { ConsoleSecurityReader } from './console-security.ts';

let product: TestProduct;
const read = async () =>
  consoleSecuritySchema.parse(await (await product.api('GET', '/api/admin/security')).json());
const check = async (id: string) => (await read()).checks.find((each) => each.id === id)!;
const signIn = (password: string) =>
  fetch(`${product.consoleUrl}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password }),
  });

describe('the security of this console', () => {
  beforeAll(async () => {
    product = await startTestProduct({ HERMES_METRICS_TOKEN: 'a-metrics-token-nobody-sees' });
  });

  it('is told by checks with ids of their own, and holds no secret', async () => {
    const text = await (await product.api('GET', '/api/admin/security')).text();
    const { checks } = consoleSecuritySchema.parse(JSON.parse(text));
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
    expect(checks.filter(({ state }) => state === 'unknown')).toEqual([]);
    for (const secret of ['a-metrics-token-nobody-sees', 'a test password, long enough'])
      expect(text).not.toContain(secret);
  });

  it('counts sign-ins that went well and that failed, day by day, and open sessions', async () => {
    const { signIns: before } = await read();
    await signIn('not the password, by far');
    await signIn('nor is this one, really');
    const { signIns, sessions } = await read();
    expect(signIns).toHaveLength(14);
    expect(signIns!.at(-1)!.refused).toBe(before!.at(-1)!.refused + 2);
    expect(signIns!.at(-1)!.succeeded).toBeGreaterThan(0);
    expect(signIns!.slice(0, -1).every(({ refused }) => refused === 0)).toBe(true);
    expect(sessions).toEqual({ open: 1, administrators: [{ username: 'admin', sessions: 1 }] });
  });

  it('looks at keys that are good for something, by use, bounds and age', async () => {
    const groups = ['neverUsed', 'unlimited', 'allScopes', 'notRotated', 'endless'];
    for (const name of groups) expect((await check(`api_users.${name}`)).state).toBe('pass');
    const bounds = { requestsPerMinute: 10_000, monthlyTokenCap: 1 };
    const { apiUser } = await product.createUser({ displayName: 'Wide', ...bounds });
    await product.createUser({
      displayName: 'Narrow',
      gateways: ['pre'],
      allowedModels: ['one'],
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    });
    for (const name of ['unlimited', 'allScopes', 'endless'])
      expect(await check(`api_users.${name}`)).toMatchObject({
        state: 'warn',
        evidence: [{ value: 'Wide' }],
      });
    for (const name of ['neverUsed', 'notRotated'])
      expect((await check(`api_users.${name}`)).state).toBe('pass');
    await product.database.console.query(
      `update api_key set created_at = now() - interval '200 days' where api_user_id = $1`,
      [apiUser.id],
    );
    for (const name of ['neverUsed', 'notRotated'])
      expect(await check(`api_users.${name}`)).toMatchObject({
        state: 'warn',
        evidence: [{ value: 'Wide' }],
      });
    await product.api('POST', `/api/admin/api-users/${apiUser.id}/revoke`, {});
    for (const name of groups) expect((await check(`api_users.${name}`)).state).toBe('pass');
  });
});

it('is not known where the database is needed and away, and told for the rest', async () => {
  const breakable = await createBreakableDatabase();
  const cut = await startTestProduct({}, { databaseUrl: breakable.url });
  Logger.overrideLogger(['fatal']);
  await breakable.cut();
  const found = await cut.product.console.get(ConsoleSecurityReader).read();
  expect(found).toMatchObject({ sessions: null, signIns: null });
  const unknown = found.checks.filter(({ state }) => state === 'unknown');
  expect(unknown.map(({ id }) => id)).toEqual([
    'sign_in.database',
    'api_users.database',
    'audit.database',
  ]);
  expect(found.checks.find(({ id }) => id === 'console.bind_host')?.state).toBe('pass');
  await breakable.restore();
  await cut.stop();
  await breakable.drop();
});
