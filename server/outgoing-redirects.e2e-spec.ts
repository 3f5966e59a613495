import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probe } from './hermes-state/accounts/account-test.ts';
import { tryRoute } from './hermes-state/models/model-test.ts';
import { askProvider } from './hermes-state/provider-call.ts';
import { cookieFor } from './testing/dashboard-client.ts';
import { startFakeBehind, type FakeBehind } from './testing/fake-behind.ts';
import { GatewayClient, jsonOf } from './testing/gateway-client.ts';
import { startTestProduct, type TestProduct } from './testing/test-product.ts';

const secret = 'a-secret-for-the-first-server-alone';
const statuses = [301, 302, 303, 307, 308];

/** What this process calls sends it to another origin; nothing of a secret, and nothing at all, may arrive there. */
describe('a redirect to another origin', () => {
  let elsewhere: FakeBehind;
  let first: FakeBehind;
  let status = 307;
  let product: TestProduct;
  let client: GatewayClient;
  const urlOf = ({ port }: FakeBehind) => `http://127.0.0.1:${port}`;
  const arrivedFirst = () => first.arrived.at(-1)?.headers;

  beforeAll(async () => {
    elsewhere = await startFakeBehind();
    const away = (response: ServerResponse) =>
      response.writeHead(status, { location: `${urlOf(elsewhere)}/caught` }).end();
    first = await startFakeBehind(new Proxy({}, { get: () => away }));
    product = await startTestProduct({
      HERMES_PRE_UPSTREAM_URL: urlOf(first),
      HERMES_PRE_UPSTREAM_API_KEY: secret,
      HERMES_DASHBOARD_URL: urlOf(first),
      HERMES_DASHBOARD_TOKEN: secret,
    });
    client = new GatewayClient(product, (await product.createUser()).key);
  });
  beforeEach(() => {
    first.arrived.length = 0;
  });
  afterEach(() => {
    expect(first.arrived).not.toHaveLength(0);
    expect(elsewhere.arrived.map(({ path, headers }) => [path, headers])).toEqual([]);
  });
  afterAll(async () => {
    await first?.close();
    await elsewhere?.close();
  });

  describe.each(statuses)('of the status %d', (code) => {
    beforeEach(() => {
      status = code;
    });

    it('is not followed by a gateway', async () => {
      const answer = await client.ask('any');
      expect([answer.status, (await jsonOf(answer)).error.code]).toEqual([
        502,
        'upstream_redirected',
      ]);
      expect(answer.headers.get('location')).toBeNull();
      expect(arrivedFirst()?.authorization).toBe(`Bearer ${secret}`);
    });

    it('is not followed by what asks providers with somebody’s credential', async () => {
      const signal = AbortSignal.timeout(5000);
      for (const method of ['GET', 'POST'] as const) {
        const headers = { authorization: secret, 'x-api-key': secret, cookie: `s=${secret}` };
        const question = { method, headers, signal, ...(method === 'POST' && { body: '{}' }) };
        expect((await askProvider(`${urlOf(first)}/v1`, question)).status).toBe(code);
        expect(arrivedFirst()).toMatchObject(headers);
      }
    });
  });

  it('is not followed when models are listed', async () => {
    expect((await client.get('/v1/models')).status).toBe(502);
    expect(arrivedFirst()?.authorization).toBe(`Bearer ${secret}`);
  });

  it('is not followed by the test of an account', async () => {
    const target = { url: `${urlOf(first)}/models`, headers: { 'x-api-key': secret } };
    expect(await probe(target as Parameters<typeof probe>[0], secret)).toMatchObject({
      isAccepted: false,
      message: 'It sends elsewhere, which is not followed.',
    });
  });

  it('is not followed by the test of a model', async () => {
    const route = { baseUrl: urlOf(first), key: secret, model: 'any', apiMode: null };
    const tried = await tryRoute(route as unknown as Parameters<typeof tryRoute>[0]);
    expect(tried.outcome).toBe('failed');
  });

  it('is handed on by the dashboard, not followed for the browser', async () => {
    const cookie = await cookieFor(product.consoleUrl);
    const answer = await fetch(`${product.consoleUrl}/hermes-dashboard/page`, {
      redirect: 'manual',
      headers: { cookie, authorization: secret },
    });
    expect(answer.status).toBe(status);
    expect(arrivedFirst()).toMatchObject({ 'x-hermes-session-token': secret });
    expect(arrivedFirst()).not.toHaveProperty('authorization');
    expect(arrivedFirst()).not.toHaveProperty('cookie');
  });

  it('is not followed by Git, which sends what its settings add to every request', async () => {
    const home = await mkdtemp(join(tmpdir(), 'hcp-git-home-'));
    const before = process.env.HOME;
    await writeFile(
      join(home, '.gitconfig'),
      `[http]\n\textraHeader = "Authorization: ${secret}"\n`,
    );
    process.env.HOME = home;
    try {
      const answer = await product.api('POST', '/api/admin/hermes/plugins/review?profile=default', {
        identifier: `${urlOf(first)}/owner/plugin.git`,
      });
      expect([answer.status, (await jsonOf(answer)).error.message]).toEqual([
        422,
        expect.stringContaining('It sends elsewhere'),
      ]);
      expect(arrivedFirst()?.authorization).toBe(secret);
    } finally {
      process.env.HOME = before;
      await rm(home, { recursive: true });
    }
  });
});
