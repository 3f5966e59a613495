import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { startWebhookGateway, type WebhookGateway } from '../../testing/fake-webhook-gateway.ts';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import type { TestDelivery, WebhookSample } from './webhooks.contract.ts';

const run = promisify(execFile);
const secret = 'fake-webhook-secret-0001';
const body = '{"event_type": "push", "text": "it\'s ü"}';

let fixture: HermesHomeFixture;
let product: TestProduct;
let gateway: WebhookGateway;
const api = '/api/admin/hermes/webhooks';
const put = (path: string, content: unknown) => fixture.put(`.hermes/${path}`, content);
const putConfig = (host: string, port = gateway.port) =>
  put(
    'config.yaml',
    `platforms: {webhook: {enabled: true, extra: {host: "${host}", port: ${port}}}}\n`,
  );

beforeAll(async () => {
  fixture = await createHermesHome();
  product = await startTestProduct({ HERMES_HOME: fixture.at('.hermes') });
  gateway = await startWebhookGateway();
});
afterAll(async () => {
  await product?.stop();
  await gateway?.close();
  await fixture?.remove();
});
beforeEach(async () => {
  await mkdir(fixture.at('.hermes'), { recursive: true });
  await putConfig('127.0.0.1');
  await put('webhook_subscriptions.json', { deploy: { secret, deliver: 'log' }, open: {} });
  gateway.secrets = { deploy: secret };
  gateway.answer = undefined;
});

const post = async <T>(below: string, name = 'deploy', sent = body): Promise<T> => {
  const response = await product.api('POST', `${api}/${below}?name=${name}`, { body: sent });
  expect(response.status).toBe(200);
  const text = await response.text();
  expect(text).not.toContain(secret);
  return JSON.parse(text) as T;
};
const test = (name?: string) => post<TestDelivery>('test', name);

describe('a test of a webhook', () => {
  it('is signed so that the gateway takes it, byte for byte, each as an event of its own', async () => {
    const before = gateway.received.length;
    const [first] = [await test(), await test()];
    expect(first).toMatchObject({
      outcome: 'accepted',
      status: 202,
      url: `http://127.0.0.1:${gateway.port}/webhooks/deploy`,
      answer: '{"status":"accepted","route":"deploy"}',
      tookMs: expect.any(Number),
    });
    const [one, other] = gateway.received.slice(before);
    expect([one!.body, one!.requestId === other!.requestId]).toEqual([body, false]);
  });

  it.each(['0.0.0.0', '::1', ''])(
    'reaches a gateway that listens on "%s" or says why',
    async (host) => {
      await putConfig(host);
      // Nobody listens on the other family here.
      expect((await test()).outcome).toBe(host === '::1' ? 'unreachable' : 'accepted');
    },
  );

  it('is refused by a gateway that knows another secret, or not the webhook', async () => {
    gateway.secrets = { deploy: 'another-secret-000000' };
    expect(await test()).toMatchObject({
      outcome: 'refused',
      status: 401,
      message: expect.stringContaining('refused the signature'),
    });
    gateway.secrets = {};
    expect(await test()).toMatchObject({ outcome: 'refused', status: 404 });
  });

  it.each([
    [200, '{"status": "ignored", "event": "push"}', 'ignored'],
    [200, '{"status": "duplicate"}', 'duplicate'],
    [200, '{"status": "delivered"}', 'delivered'],
    [403, '{"error": "Route disabled: deploy"}', 'refused'],
    [413, '{"error": "Payload too large"}', 'refused'],
    [429, '{"error": "Rate limit exceeded"}', 'refused'],
    [502, '{"status": "error"}', 'refused'],
    [500, '<html>', 'failed'],
  ])('tells what an answer of %s %s means', async (status, answer, outcome) => {
    gateway.answer = { status, body: answer };
    expect(await test()).toMatchObject({ outcome, status, answer });
  });

  it('shows the beginning of a long answer, and no secret that comes back', async () => {
    gateway.answer = { status: 500, body: `${secret} ${'x'.repeat(10_000)}` };
    const { answer, isAnswerCut } = await test();
    expect([answer!.length, isAnswerCut]).toEqual([4000, true]);
    expect(answer).toMatch(/^\[hidden\] x/);
  });

  it('says that nothing answers, and why', async () => {
    await putConfig('127.0.0.1', 1);
    expect(await test()).toMatchObject({
      outcome: 'unreachable',
      status: null,
      message: expect.stringMatching(/ECONNREFUSED.*gateway/i),
    });
    await put('config.yaml', 'platforms: {webhook: {extra: {host: 127.0.0.1, port: 1}}}\n');
    expect((await test()).message).toContain('not enabled');
  });

  it.each(['169.254.169.254', '::ffff:169.254.169.254', 'user@example.org', 'a/b', 'x y'])(
    'is not sent to %s',
    async (host) => {
      await putConfig(host, 80);
      expect((await test()).outcome).toBe('not_sent');
    },
  );

  it('is not possible without a secret, or with what is not JSON', async () => {
    const unsigned = await product.api('POST', `${api}/test?name=open`, { body });
    expect([unsigned.status, await unsigned.text()]).toEqual([
      409,
      expect.stringContaining('webhook_unsigned'),
    ]);
    const broken = await product.api('POST', `${api}/test?name=deploy`, { body: '{' });
    expect(broken.status).toBe(422);
  });
});

describe('a sample for the command line', () => {
  /** The arguments of `curl`, as the shell understands them. */
  const argumentsIn = async (script: string): Promise<string[]> => {
    const sign =
      'let b="";process.stdin.on("data",(d)=>(b+=d)).on("end",()=>console.log("(stdin)= "+require("crypto").createHmac("sha256",process.argv[1]).update(b).digest("hex")))';
    const shell = `curl() { printf '%s\\0' "$@"; }\nopenssl() { "$NODE" -e '${sign}' "$4"; }\n${script}`;
    const env = { PATH: process.env.PATH, NODE: process.execPath, WEBHOOK_SECRET: secret };
    const { stdout } = await run('/bin/sh', ['-c', shell], { env });
    return stdout.split('\0').slice(0, -1);
  };
  const sendAs = async (args: readonly string[]): Promise<number> => {
    const values = (option: string) =>
      args.flatMap((each, at) => (args[at - 1] === option ? [each] : []));
    const headers = values('-H').map((line) => line.split(': ') as [string, string]);
    const [sent] = values('--data-binary');
    const url = args.find((each) => each.startsWith('http'))!;
    const response = await fetch(url, { method: 'POST', headers, body: sent! });
    return response.status;
  };

  it('holds a signature that the gateway takes for five minutes, and no secret', async () => {
    const { curl, expiresAt } = await post<WebhookSample>('sample');
    const lifeMs = Date.parse(expiresAt) - Date.now();
    expect([lifeMs > 240_000, lifeMs <= 300_000]).toEqual([true, true]);
    expect(await sendAs(await argumentsIn(curl))).toBe(202);
    expect(gateway.received.at(-1)!.body).toBe(body);
  });

  it('and a script that signs with a secret of its own', async () => {
    const { script } = await post<WebhookSample>('sample');
    expect(await sendAs(await argumentsIn(script))).toBe(202);
    expect(gateway.received.at(-1)!.body).toBe(body);
  });
});
