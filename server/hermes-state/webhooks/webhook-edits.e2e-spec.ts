import { mkdir } from 'node:fs/promises';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import {
  subscriptions,
  webhookConfig,
  webhookDraft,
  webhookSecrets,
} from '../../testing/webhooks-under-test.ts';
import { versionOf } from '../files/file-version.ts';
import type { SecretIssued, WebhookPreview, Webhooks } from './webhooks.contract.ts';

let fixture: HermesHomeFixture;
let product: TestProduct;
let profile: string;
let profiles = 0;
const api = '/api/admin/hermes/webhooks';
const file = () => `.hermes/profiles/${profile}/webhook_subscriptions.json`;
const put = (path: string, content: unknown) =>
  fixture.put(`.hermes/profiles/${profile}/${path}`, content);
const text = () => fixture.text(file());
const stored = async () => JSON.parse(await text()) as Record<string, Record<string, unknown>>;

beforeAll(async () => {
  fixture = await createHermesHome();
  product = await startTestProduct({ HERMES_HOME: fixture.at('.hermes') });
});
afterAll(async () => {
  await product?.stop();
  await fixture?.remove();
});
beforeEach(async () => {
  profile = `p${++profiles}`;
  await mkdir(fixture.at(`.hermes/profiles/${profile}`), { recursive: true });
  await put('config.yaml', webhookConfig);
  await put('webhook_subscriptions.json', subscriptions);
});

const read = async (): Promise<Webhooks> => {
  const response = await product.api('GET', `${api}?profile=${profile}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Webhooks;
};
const send = (method: string, below: string, body?: object, version?: string) => {
  const path = `${api}${below}${below.includes('?') ? '&' : '?'}profile=${profile}`;
  return product.api(method, path, body, version === undefined ? {} : { 'if-match': version });
};
const named = async (name: string) => (await read()).webhooks.find((each) => each.name === name)!;

describe('a webhook', () => {
  it('is looked at first, then made, and its secret is told this once', async () => {
    const { version } = await read();
    const answer = await send('POST', '/preview', { ...webhookDraft, name: 'Deploy Ping' });
    const preview = (await answer.json()) as WebhookPreview;
    expect(preview.after).toContain('"secret": "‹made when it is saved›"');
    expect(preview.before + preview.after).not.toContain(webhookSecrets.issue);
    const made = await send('POST', '', { ...webhookDraft, name: 'Deploy Ping' }, version!);
    expect(made.status).toBe(201);
    const { name, secret } = (await made.json()) as SecretIssued;
    expect(name).toBe('deploy-ping');
    expect((await stored())['deploy-ping']).toMatchObject({
      description: 'Deploys',
      events: ['push'],
      secret,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(await read())).not.toContain(secret);
    const events = await (await product.api('GET', '/api/admin/events?limit=20')).text();
    expect(events).toContain('deploy-ping.secret');
    expect(events).not.toContain(secret);
  });

  it('never takes the place of another one', async () => {
    const before = await text();
    const body = { ...webhookDraft, name: 'issue-opened' };
    const refused = await send('POST', '', body, versionOf(before));
    expect([refused.status, await refused.text()]).toEqual([
      409,
      expect.stringContaining('webhook_name_taken'),
    ]);
    await put('config.yaml', webhookConfig.replace('8644}', '8644, routes: {fixed: {}}}'));
    const taken = await send('POST', '', { ...webhookDraft, name: 'fixed' }, versionOf(before));
    expect(taken.status).toBe(409);
    expect(await text()).toBe(before);
  });

  it.each(['', '-x', 'a/b', 'ÄÖ', 'constructor', 'x'.repeat(65)])(
    'is not called "%s"',
    async (name) => {
      expect((await send('POST', '', { ...webhookDraft, name }, 'absent')).status).toBe(422);
    },
  );

  it('is changed where it differs; its secret, unknown fields and the others stay', async () => {
    const { version, webhooks } = await read();
    const { description, prompt, skills } = webhooks[0]!;
    const changed = { ...webhookDraft, description, prompt, skills, events: ['push'], chatId: '9' };
    const answer = await send('PUT', '?name=issue-opened', changed, version!);
    expect(answer.status).toBe(200);
    expect(await text()).toBe(
      JSON.stringify(
        {
          ...subscriptions,
          'issue-opened': {
            ...subscriptions['issue-opened'],
            events: ['push'],
            deliver_extra: { chat_id: '9' },
          },
        },
        null,
        2,
      ),
    );
  });

  it('keeps a secret in its prompt that was shown hidden, and no mask is written', async () => {
    const prompt = `Say ${webhookSecrets.feed} twice`;
    await put('webhook_subscriptions.json', { a: { prompt, secret: webhookSecrets.feed } });
    const { version, webhooks } = await read();
    expect(webhooks[0]!.prompt).toBe('Say [hidden] twice');
    const same = { ...webhookDraft, prompt: 'Say [hidden] twice' };
    const { version: next } = (await (await send('PUT', '?name=a', same, version!)).json()) as {
      version: string;
    };
    expect((await stored()).a!.prompt).toBe(prompt);
    const edited = { ...same, prompt: 'Say [hidden] once' };
    expect((await send('PUT', '?name=a', edited, next)).status).toBe(422);
    expect(await text()).not.toContain('hidden');
  });

  it('gets another secret, which is told once; one that is given is not told', async () => {
    const rotated = await send('POST', '/rotate?name=issue-opened', {}, (await read()).version!);
    const { secret, version } = (await rotated.json()) as SecretIssued;
    expect((await stored())['issue-opened']).toEqual({
      ...subscriptions['issue-opened'],
      secret,
    });
    const given = 'dictated-by-the-sender-1';
    const body = { secret: given };
    const answer = await send('POST', '/rotate?name=issue-opened', body, version);
    expect(((await answer.json()) as SecretIssued).secret).toBeNull();
    expect((await stored())['issue-opened']!.secret).toBe(given);
    expect((await send('POST', '/rotate?name=x', { secret: 'short' }, version)).status).toBe(422);
  });

  it('is switched on and off', async () => {
    const { version } = await read();
    await send('PUT', '/enabled?name=paused-feed', { isEnabled: true }, version!);
    expect((await stored())['paused-feed']!.enabled).toBe(true);
    await send('PUT', '/enabled?name=issue-opened', { isEnabled: false }, (await read()).version!);
    expect((await named('issue-opened')).isEnabled).toBe(false);
  });

  it('is deleted, and brought back with its secret', async () => {
    const before = await text();
    const deleted = await send('DELETE', '?name=issue-opened', undefined, versionOf(before));
    const { version } = (await deleted.json()) as { version: string };
    expect(Object.keys(await stored())).toEqual(['paused-feed']);
    const undone = await send('POST', '/undo', { version: versionOf(before) }, version);
    expect(undone.status).toBe(200);
    expect(await text()).toBe(before);
    const unknown = { version: '0'.repeat(64) };
    expect((await send('POST', '/undo', unknown, versionOf(before))).status).toBe(404);
  });

  it('that Hermes has changed meanwhile is not written, and none without a version', async () => {
    const { version } = await read();
    await put('webhook_subscriptions.json', { ...subscriptions, newer: {} });
    const before = await text();
    const calls = [
      ['POST', '', { ...webhookDraft, name: 'mine' }],
      ['PUT', '?name=issue-opened', webhookDraft],
      ['PUT', '/enabled?name=issue-opened', { isEnabled: false }],
      ['POST', '/rotate?name=issue-opened', {}],
      ['DELETE', '?name=issue-opened', undefined],
    ] as const;
    for (const [method, below, body] of calls) {
      expect((await send(method, below, body, version!)).status).toBe(412);
      expect((await send(method, below, body)).status).toBe(428);
    }
    expect(await text()).toBe(before);
  });

  it('that is not there is not found, whatever is wanted of it', async () => {
    const { version } = await read();
    expect((await send('PUT', '?name=nobody', webhookDraft, version!)).status).toBe(404);
    expect((await send('DELETE', '?name=nobody', undefined, version!)).status).toBe(404);
    expect((await send('POST', '/test?name=nobody', { body: '{}' })).status).toBe(404);
  });
});
