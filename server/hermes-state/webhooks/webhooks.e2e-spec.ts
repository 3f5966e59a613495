import { mkdir, symlink } from 'node:fs/promises';
import { folderState } from '../../testing/folder-state.ts';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import {
  subscriptions,
  webhookConfig,
  webhookDraft,
  webhookSecrets,
} from '../../testing/webhooks-under-test.ts';
import type { Webhooks } from './webhooks.contract.ts';

let fixture: HermesHomeFixture;
let product: TestProduct;
let profile: string;
let profiles = 0;
const api = '/api/admin/hermes/webhooks';
const file = () => `.hermes/profiles/${profile}/webhook_subscriptions.json`;
const put = (path: string, content: unknown) =>
  fixture.put(`.hermes/profiles/${profile}/${path}`, content);

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

describe('the webhooks of a profile', () => {
  it('are told as Hermes lists them, their webhookSecrets masked', async () => {
    await put('scripts/feed_filter.py', '');
    const found = await read();
    expect(found.webhooks).toMatchObject([
      {
        name: 'issue-opened',
        url: 'http://127.0.0.1:8644/webhooks/issue-opened',
        events: ['issues', 'issue_comment'],
        deliver: 'log',
        isEnabled: true,
        createdAt: '2026-11-10T09:00:00.000Z',
        secret: { masked: 'fake…0001', from: 'own' },
        problems: [],
      },
      { name: 'paused-feed', chatId: '7001', isEnabled: false, script: 'feed_filter.py' },
    ]);
    expect(found.platform).toMatchObject({ isEnabled: true, isLocalOnly: true, port: 8644 });
    for (const secret of Object.values(webhookSecrets))
      expect(JSON.stringify(found)).not.toContain(secret);
  });

  it('are read without a change in the home', async () => {
    const before = await folderState(fixture.at('.hermes'));
    await read();
    expect(await folderState(fixture.at('.hermes'))).toEqual(before);
  });

  it('are none where there is no file, and the platform is said to be off', async () => {
    await mkdir(fixture.at('.hermes/profiles/blank'), { recursive: true });
    profile = 'blank';
    expect(await read()).toMatchObject({
      version: 'absent',
      webhooks: [],
      platform: { isEnabled: false, enabledBy: null, host: null, port: 8644 },
    });
  });

  it('have what .env says of the platform, and the secret of the platform where they have none', async () => {
    await put('config.yaml', 'model: x\n');
    await put(
      '.env',
      'WEBHOOK_ENABLED=true\nWEBHOOK_PORT=9123\nWEBHOOK_SECRET=platform-secret-0009\n',
    );
    await put('webhook_subscriptions.json', { open: {}, empty: { secret: '' } });
    const { platform, webhooks } = await read();
    expect(platform).toMatchObject({ isEnabled: true, enabledBy: '.env', port: 9123 });
    expect(webhooks).toMatchObject([
      { url: 'http://localhost:9123/webhooks/open', secret: { from: 'platform' } },
      { secret: null, problems: ['It has no secret, so Hermes takes nothing for it.'] },
    ]);
  });

  it('share the gateway of the root when it serves every profile', async () => {
    await fixture.put(
      '.hermes/config.yaml',
      `gateway: {multiplex_profiles: true}\n${webhookConfig.replace('8644', '9999')}`,
    );
    const { platform, webhooks } = await read();
    await fixture.put('.hermes/config.yaml', '');
    expect(platform.isShared).toBe(true);
    expect(webhooks[0]!.url).toBe(`http://127.0.0.1:9999/p/${profile}/webhooks/issue-opened`);
  });

  it('include routes of config.yaml, which come before a subscription of the same name', async () => {
    await put(
      'config.yaml',
      `${webhookConfig.replace('8644}', '8644, routes: {issue-opened: {secret: "${ROUTE_SECRET}"}}}')}`,
    );
    await put('.env', 'ROUTE_SECRET=route-secret-000000007\n');
    const { webhooks } = await read();
    expect(webhooks.map(({ name, source }) => [name, source])).toEqual([
      ['issue-opened', 'subscription'],
      ['paused-feed', 'subscription'],
      ['issue-opened', 'config'],
    ]);
    expect(webhooks[0]!.problems).toContainEqual(expect.stringContaining('takes instead'));
    expect(webhooks[2]!.secret?.masked).toBe('rout…0007');
  });

  it('tell what is wrong with them', async () => {
    await put('webhook_subscriptions.json', {
      'Not A Name': { secret: 'long-enough-secret-1' },
      twin: { secret: 'long-enough-secret-1', deliver_only: true, skills: ['nobody'] },
      open: { secret: 'INSECURE_NO_AUTH', events: 'push', script: 'gone.py' },
      text: 'not a mapping',
    });
    await put('skills/triage/SKILL.md', '---\nname: triage\n---\n');
    const problems = Object.fromEntries(
      (await read()).webhooks.map((each) => [each.name, each.problems.join(' ')]),
    );
    expect(problems['Not A Name']).toMatch('not one that the hermes command takes');
    expect(problems.twin).toMatch(/Not A Name has the same secret.*to the log.*no text.*nobody/);
    expect(problems.open).toMatch(/without a signature.*no list.*no scripts\/gone.py/);
    expect(problems.text).toMatch('no secret');
  });

  it.each([
    ['half-written', '{"a": {"secret"', 'not_json'],
    ['no mapping', '["a"]', 'unexpected_shape'],
    ['not UTF-8', Buffer.from([0xff, 0xfe, 0x00]), 'not_utf8'],
    ['too large', `{"a":"${'x'.repeat(5_000_000)}"}`, 'too_large'],
    ['deep', '['.repeat(500_000), 'not_json'],
  ])('of a file that is %s are none, with the reason', async (_, content, reason) => {
    await put('webhook_subscriptions.json', content);
    const { files, webhooks, version } = await read();
    expect([files[0]!.reason, webhooks, version]).toEqual([reason, [], null]);
    const refused = await send('POST', '', { ...webhookDraft, name: 'x' }, 'absent');
    expect([409, 412]).toContain(refused.status);
  });

  it('behind a link, or with names that reach a prototype, are left out', async () => {
    await put('webhook_subscriptions.json', '{"__proto__": {"secret": "x"}, "ok": {}}');
    expect((await read()).webhooks.map(({ name }) => name)).toEqual(['ok']);
    profile = 'linked';
    await mkdir(fixture.at('.hermes/profiles/linked'), { recursive: true });
    const outside = await fixture.put('outside.json', subscriptions);
    await symlink(outside, fixture.at(file()));
    expect((await read()).files[0]).toMatchObject({ status: 'unreadable' });
  });

  it('are cut when there are too many, and config.yaml may be a bomb', async () => {
    const many = Object.fromEntries(Array.from({ length: 700 }, (_, at) => [`w${at}`, {}]));
    await put('webhook_subscriptions.json', many);
    const bomb = ['a: &a [x, x]'];
    for (let at = 0; at < 40; at++) bomb.push(`b${at}: &b${at} [*${at ? `b${at - 1}` : 'a'}, *a]`);
    await put('config.yaml', `${bomb.join('\n')}\nplatforms: [`);
    const { webhooks, isCut, files } = await read();
    expect([webhooks.length, isCut]).toEqual([500, true]);
    expect(files[1]).toMatchObject({ status: 'unreadable' });
  });
});
