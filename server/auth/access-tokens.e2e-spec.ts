import { Logger } from '@nestjs/common';
import type { AdminEventPage } from '../admin-events/admin-events.contract.ts';
import { ConsoleClient } from '../testing/test-console.ts';
import { makeKey } from '../bearer-secret.ts';
import { adminPassword, startTestProduct, type TestProduct } from '../testing/test-product.ts';
import type {
  AccessTokenView,
  CreateAccessToken,
  IssuedAccessToken,
} from './access-tokens.contract.ts';

const path = '/api/auth/tokens';
let product: TestProduct;
let names = 0;

beforeAll(async () => {
  Logger.overrideLogger(['error', 'fatal']);
  product = await startTestProduct();
});

async function issue(fields: Partial<CreateAccessToken> = {}): Promise<IssuedAccessToken> {
  const body = {
    ...{ name: `token ${++names}`, scope: 'read', expiresAt: null, password: adminPassword },
    ...fields,
  };
  const response = await product.api('POST', path, body);
  expect(response.status).toBe(201);
  return (await response.json()) as IssuedAccessToken;
}
async function use(token: string, method: string, at: string, body?: object): Promise<string> {
  const response = await fetch(product.consoleUrl + at, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const { error } = (text === '' ? {} : JSON.parse(text)) as { error?: { code: string } };
  return `${response.status} ${error?.code ?? ''}`.trim();
}
const list = async () => {
  const response = await product.api('GET', path);
  return ((await response.json()) as { items: AccessTokenView[] }).items;
};
const newUser = () => ({
  displayName: `Ada ${++names}`,
  gateways: ['pre'],
  requestsPerMinute: 1,
  monthlyTokenCap: 1,
});
const administrator = async (): Promise<{ client: ConsoleClient; id: string }> => {
  const username = `ada${++names}`;
  const made = await product.api('POST', '/api/admin/administrators', {
    username,
    role: 'admin',
    password: 'a password, long enough',
  });
  const { administrator } = (await made.json()) as { administrator: { id: string } };
  const client = new ConsoleClient(product.consoleUrl);
  await client.logIn('a password, long enough', username);
  return { client, id: administrator.id };
};

describe('an access token', () => {
  it('to read opens what reads and nothing else', async () => {
    const { token } = await issue();
    expect(token).toMatch(/^hcp_[0-9A-Za-z]{43}$/);
    expect(await use(token, 'GET', '/api/admin/api-users')).toBe('200');
    expect(await use(token, 'GET', '/api/auth/status')).toBe('200');
    expect(await use(token, 'POST', '/api/admin/api-users', newUser())).toBe('403 admin_only');
    expect(await use(token, 'GET', '/api/auth/verify')).toBe('403 access_token_not_enough');
  });

  it('to change does so in the name of its owner', async () => {
    const { token, accessToken } = await issue({ scope: 'change' });
    expect(await use(token, 'POST', '/api/admin/api-users', newUser())).toBe('201');
    const events = await product.api('GET', '/api/admin/events?action=api_user.create&limit=1');
    const [event] = ((await events.json()) as AdminEventPage).items;
    expect(event!.actor!.name).toBe(`admin (token ${accessToken.name})`);
  });

  it('does not decide who gets in', async () => {
    const { token, accessToken } = await issue({ scope: 'change' });
    const not = '403 access_token_not_enough';
    const fields = { name: 'more', scope: 'change', expiresAt: null, password: adminPassword };
    expect(await use(token, 'POST', path, fields)).toBe(not);
    expect(await use(token, 'DELETE', `${path}/${accessToken.id}`)).toBe(not);
    expect(await use(token, 'DELETE', '/api/auth/sessions')).toBe(not);
    const other = { username: 'other', role: 'admin' };
    expect(await use(token, 'POST', '/api/admin/administrators', other)).toBe(not);
    expect(await use(token, 'GET', '/api/admin/administrators')).toBe('200');
  });

  it('is shown once, and its hash alone is kept', async () => {
    const { token, accessToken } = await issue();
    const [first] = await list();
    expect(first).toEqual(accessToken);
    expect(JSON.stringify(await list())).not.toContain(token);
    const { rows } = await product.database.console.query('select * from access_token');
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('that is revoked, expired, wrong or none of ours is refused', async () => {
    const { token, accessToken } = await issue();
    expect(await use(token, 'GET', '/api/admin/api-users')).toBe('200');
    expect((await product.api('DELETE', `${path}/${accessToken.id}`)).status).toBe(204);
    const wrong = '401 access_token_invalid';
    expect(await use(token, 'GET', '/api/admin/api-users')).toBe(wrong);
    const past = await issue({ expiresAt: new Date(Date.now() - 1000).toISOString() });
    expect(past.accessToken.isValid).toBe(false);
    expect(await use(past.token, 'GET', '/api/admin/api-users')).toBe(wrong);
    expect(await use(`${token.slice(0, -1)}_`, 'GET', '/api/admin/api-users')).toBe(wrong);
    const { key } = await product.createUser();
    expect(await use(key, 'GET', '/api/admin/api-users')).toBe('401 not_authenticated');
  });

  it('of somebody who may no longer sign in is refused, and one older than the password', async () => {
    const { client, id } = await administrator();
    const fields = { scope: 'read', expiresAt: null, password: 'a password, long enough' };
    const { token } = (await client.post(path, { ...fields, name: 'mine' }))
      .body as IssuedAccessToken;
    expect(await use(token, 'GET', '/api/auth/me')).toBe('200');
    const change = {
      currentPassword: 'a password, long enough',
      newPassword: 'another password, long enough',
    };
    expect((await client.post('/api/auth/password', change)).status).toBe(200);
    expect(await use(token, 'GET', '/api/auth/me')).toBe('401 access_token_invalid');
    const renewed = await client.post(path, {
      ...fields,
      name: 'mine again',
      password: change.newPassword,
    });
    const { token: second } = renewed.body as IssuedAccessToken;
    expect(await use(second, 'GET', '/api/auth/me')).toBe('200');
    await product.api('PATCH', `/api/admin/administrators/${id}`, { disabled: true });
    expect(await use(second, 'GET', '/api/auth/me')).toBe('401 access_token_invalid');
  });

  it('is not made with a password that was given', async () => {
    const made = await product.api('POST', '/api/admin/administrators', {
      username: 'newcomer',
      role: 'admin',
    });
    const { password } = (await made.json()) as { password: string };
    const client = new ConsoleClient(product.consoleUrl);
    await client.logIn(password, 'newcomer');
    const fields = { name: 'early', scope: 'change', expiresAt: null, password };
    expect((await client.post(path, fields)).body.error.code).toBe('password_change_required');
  });

  it('of somebody else does not exist', async () => {
    const { accessToken } = await issue();
    const { client } = await administrator();
    expect((await client.send('DELETE', `${path}/${accessToken.id}`)).status).toBe(404);
    expect((await client.get(path)).body.items).toEqual([]);
  });

  it('has a name of its own', async () => {
    const { accessToken } = await issue();
    const again = await product.api('POST', path, {
      name: accessToken.name,
      scope: 'read',
      expiresAt: null,
      password: adminPassword,
    });
    expect(again.status).toBe(409);
  });

  it('is one of fifty at most, also when many are asked for at once', async () => {
    const { client, id } = await administrator();
    await product.database.console.query(
      `insert into access_token (id, administrator_id, name, scope, token_hash, prefix, last_four)
       select gen_random_uuid(), $1, 'old ' || n, 'read', sha256(n::text::bytea), 'hcp_', 'xxxx'
       from generate_series(1, 47) n`,
      [id],
    );
    const fields = { scope: 'read', expiresAt: null, password: 'a password, long enough' };
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => client.post(path, { ...fields, name: `t${index}` })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      201,
      201,
      201,
      ...Array(5).fill(409),
    ]);
  });

  it('tells when it was used last', async () => {
    const { token, accessToken } = await issue();
    expect(accessToken.lastUsedAt).toBeNull();
    await use(token, 'GET', '/api/auth/me');
    expect((await list()).find(({ id }) => id === accessToken.id)!.lastUsedAt).not.toBeNull();
  });

  it('is made by nobody but who knows the password', async () => {
    const body = { name: 'stolen', scope: 'change', expiresAt: null, password: 'a guess at it' };
    const response = await product.api('POST', path, body);
    expect(response.status).toBe(403);
    expect((await list()).some(({ name }) => name === 'stolen')).toBe(false);
  });

  it('ends when another administrator ends the sessions of its owner', async () => {
    const { client, id } = await administrator();
    const fields = { name: 'mine', scope: 'read', expiresAt: null };
    const made = await client.post(path, { ...fields, password: 'a password, long enough' });
    const { token } = made.body as IssuedAccessToken;
    expect(await use(token, 'GET', '/api/auth/me')).toBe('200');
    expect((await product.api('DELETE', `/api/admin/administrators/${id}/sessions`)).ok).toBe(true);
    expect(await use(token, 'GET', '/api/auth/me')).toBe('401 access_token_invalid');
  });

  it('that is guessed at is not looked up without end', async () => {
    const codes = new Set<string>();
    for (let guess = 0; guess < 40; guess++)
      codes.add(await use(makeKey('hcp_'), 'GET', '/api/auth/me'));
    expect([...codes]).toEqual(['401 access_token_invalid', '429 too_many_requests']);
  });
});
