import { spawn, type ChildProcess } from 'node:child_process';
import { startTimeOf } from '../../http/process-start-time.ts';
import { cookieFor } from '../../testing/dashboard-client.ts';
import { eventually } from '../../testing/eventually.ts';
import { startFakeRelay, type FakeRelay } from '../../testing/fake-relay.ts';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import type { GatewayRelay, RelayTest } from './gateway-setup.contract.ts';

const path = '/api/admin/hermes/status/relay';
const secret = '5ec2e7000102030405060708090a0b0c0d0e0f10';
let fixture: HermesHomeFixture;
let product: TestProduct;
let relay: FakeRelay;
const children: ChildProcess[] = [];

const enrolled = (change: Record<string, string> = {}) => {
  const values = {
    GATEWAY_RELAY_ID: 'gw-1',
    GATEWAY_RELAY_SECRET: secret,
    GATEWAY_RELAY_URL: `http://127.0.0.1:${relay.port}/`,
    ...change,
  };
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
  return fixture.put('.hermes/.env', lines.join(''));
};
const read = async () => (await (await product.api('GET', path)).json()) as GatewayRelay;
const trial = async (body: object = {}) => {
  const answer = await product.api('POST', `${path}/test`, body);
  return { status: answer.status, body: (await answer.json()) as RelayTest };
};
const refusalOf = async (body?: object) => {
  const { status, body: answer } = await trial(body);
  return `${status} ${(answer as unknown as { error: { message: string } }).error.message}`;
};
/** A process whose command line is that of a gateway, and files that say that it is tied to a relay. */
const runGateway = async (state: string) => {
  const child = spawn('sh', ['-c', 'sleep 60; :', 'hermes gateway run'], {
    stdio: 'ignore',
    detached: true,
  });
  children.push(child);
  await eventually(() => expect(startTimeOf(child.pid!)).toBeDefined());
  const about = { pid: child.pid!, start_time: startTimeOf(child.pid!)! };
  await fixture.put('.hermes/gateway.pid', about);
  const platforms = { relay: { state }, webhook: { state: 'connected' } };
  await fixture.put('.hermes/gateway_state.json', {
    ...about,
    gateway_state: 'running',
    platforms,
  });
};

beforeAll(async () => {
  relay = await startFakeRelay({ secrets: [secret] });
  fixture = await createHermesHome();
  product = await startTestProduct({ HERMES_HOME: fixture.at('.hermes') });
});
afterEach(() => {
  for (const { pid } of children.splice(0)) process.kill(-pid!, 'SIGKILL');
});
afterAll(async () => {
  await product?.stop();
  await relay?.close();
  await fixture?.remove();
});

describe('the connection to a relay', () => {
  it('is tried as the gateway makes it, and left; nobody sees the secret', async () => {
    await enrolled();
    expect(await read()).toMatchObject({ connection: 'not_connected', testHindrance: null });
    const { status, body } = await trial();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      profile: 'default',
      url: `ws://127.0.0.1:${relay.port}/relay`,
      outcome: 'accepted',
      tookMs: expect.any(Number),
    });
    await eventually(() => expect(relay.isEmpty()).toBe(true));
    expect(relay).toMatchObject({ came: ['gw-1'], said: [] });
    const events = await (await product.api('GET', '/api/admin/events?limit=5')).text();
    expect(events).toContain('hermes_gateway.test_relay');
    for (const text of [JSON.stringify(body), events]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(relay.tokens.at(-1));
    }
    expect(await fixture.text('.hermes/.env')).toContain(secret);
  });

  it('with a secret that is not known there is refused, and says what to do', async () => {
    await enrolled({ GATEWAY_RELAY_SECRET: 'of-before-it-was-revoked' });
    const { body } = await trial();
    expect(body).toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('Enroll the gateway again'),
    });
  });

  it('that is no relay, and one that must not be called, are outcomes', async () => {
    await enrolled({ GATEWAY_RELAY_URL: product.consoleUrl });
    expect((await trial()).body).toMatchObject({
      outcome: 'not_a_relay',
      message: expect.stringMatching(/HTTP [34]\d\d/),
    });
    await enrolled({ GATEWAY_RELAY_URL: 'http://169.254.169.254' });
    expect((await trial()).body).toMatchObject({ outcome: 'not_called' });
  });

  it('beside that of a gateway is opened only when somebody says so', async () => {
    await enrolled();
    await runGateway('connected');
    expect((await read()).connection).toBe('connected');
    const before = relay.tokens.length;
    expect(await refusalOf()).toContain('409 A gateway is or may be connected');
    expect(relay.tokens).toHaveLength(before);
    expect((await trial({ isSecondAccepted: true })).body.outcome).toBe('accepted');
  });

  it('of a gateway that tries in vain may be tested without that', async () => {
    await enrolled();
    await runGateway('retrying');
    expect((await read()).connection).toBe('not_connected');
    expect((await trial()).status).toBe(200);
  });

  it.each([
    ['an enrollment', { GATEWAY_RELAY_SECRET: '' }, 'has no GATEWAY_RELAY_SECRET'],
    ['an address', { GATEWAY_RELAY_URL: 'connector' }, 'is no address of a relay'],
    ['a clean one', { GATEWAY_RELAY_URL: 'wss://me:pw@relay.example' }, 'a user name or password'],
  ])('is not tried without %s', async (_, change, reason) => {
    await enrolled(change);
    expect((await read()).testHindrance).toContain(reason);
    expect(await refusalOf()).toContain(reason);
  });

  it('is nothing for viewers', async () => {
    const password = 'a password for a viewer';
    const viewer = { username: 'viewer', role: 'viewer', password };
    await product.api('POST', '/api/admin/administrators', viewer);
    const cookie = await cookieFor(product.consoleUrl, 'viewer', password);
    const answer = await fetch(`${product.consoleUrl}${path}/test`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', origin: product.consoleUrl },
      body: '{}',
    });
    expect(await answer.json()).toMatchObject({ error: { code: 'admin_only' } });
  });
});
