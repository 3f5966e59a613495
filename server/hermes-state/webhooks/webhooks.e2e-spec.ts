import { mkdir, symlink } from 'node:fs/promises';
import { folderState } from '../../testing/folder-state.ts';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
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

const secrets = { issue: 'fake-webhook-secret-0001', feed: 'fake-webhook-secret-0003' };
const subscriptions = {
  'issue-opened': {
    description: 'Triage new issues',
    events: ['issues', 'issue_comment'],
    secret: secrets.issue,
    prompt: 'Issue {issue.title}',
    skills: ['triage'],
    deliver: 'log',
    created_at: '2026-11-10T09:00:00Z',
    toolsets: ['file'],
  },
  'paused-feed': {
    events: [],
    secret: secrets.feed,
    prompt: '',
    deliver: 'telegram',
    deliver_extra: { chat_id: '7001' },
    script: 'feed_filter.py',
    enabled: false,
  },
};
const config =
  'platforms:\n  webhook:\n    enabled: true\n    extra: {host: 127.0.0.1, port: 8644}\n';
const draft = {
  description: 'Deploys',
  events: ['push'],
  prompt: 'Look at {ref}',
  skills: [],
  deliver: 'log',
  isDeliveredOnly: false,
  chatId: '',
  script: '',
};

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
  await put('config.yaml', config);
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

describe('the webhooks of a profile', () => {
  it('are told as Hermes lists them, their secrets masked', async () => {
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
    for (const secret of Object.values(secrets))
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
      `gateway: {multiplex_profiles: true}\n${config.replace('8644', '9999')}`,
    );
    const { platform, webhooks } = await read();
    await fixture.put('.hermes/config.yaml', '');
    expect(platform.isShared).toBe(true);
    expect(webhooks[0]!.url).toBe(`http://127.0.0.1:9999/p/${profile}/webhooks/issue-opened`);
  });

  it('include routes of config.yaml, which come before a subscription of the same name', async () => {
    await put(
      'config.yaml',
      `${config.replace('8644}', '8644, routes: {issue-opened: {secret: "${ROUTE_SECRET}"}}}')}`,
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
    const refused = await send('POST', '', { ...draft, name: 'x' }, 'absent');
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

describe('a webhook', () => {
  it('is looked at first, then made, and its secret is told this once', async () => {
    const { version } = await read();
    const answer = await send('POST', '/preview', { ...draft, name: 'Deploy Ping' });
    const preview = (await answer.json()) as WebhookPreview;
    expect(preview.after).toContain('"secret": "‹made when it is saved›"');
    expect(preview.before + preview.after).not.toContain(secrets.issue);
    const made = await send('POST', '', { ...draft, name: 'Deploy Ping' }, version!);
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
    const body = { ...draft, name: 'issue-opened' };
    const refused = await send('POST', '', body, versionOf(before));
    expect([refused.status, await refused.text()]).toEqual([
      409,
      expect.stringContaining('webhook_name_taken'),
    ]);
    await put('config.yaml', config.replace('8644}', '8644, routes: {fixed: {}}}'));
    const taken = await send('POST', '', { ...draft, name: 'fixed' }, versionOf(before));
    expect(taken.status).toBe(409);
    expect(await text()).toBe(before);
  });

  it.each(['', '-x', 'a/b', 'ÄÖ', 'constructor', 'x'.repeat(65)])(
    'is not called "%s"',
    async (name) => {
      expect((await send('POST', '', { ...draft, name }, 'absent')).status).toBe(422);
    },
  );

  it('is changed where it differs; its secret, unknown fields and the others stay', async () => {
    const { version, webhooks } = await read();
    const { description, prompt, skills } = webhooks[0]!;
    const changed = { ...draft, description, prompt, skills, events: ['push'], chatId: '9' };
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
    const prompt = `Say ${secrets.feed} twice`;
    await put('webhook_subscriptions.json', { a: { prompt, secret: secrets.feed } });
    const { version, webhooks } = await read();
    expect(webhooks[0]!.prompt).toBe('Say [hidden] twice');
    const same = { ...draft, prompt: 'Say [hidden] twice' };
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
      ['POST', '', { ...draft, name: 'mine' }],
      ['PUT', '?name=issue-opened', draft],
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
    expect((await send('PUT', '?name=nobody', draft, version!)).status).toBe(404);
    expect((await send('DELETE', '?name=nobody', undefined, version!)).status).toBe(404);
    expect((await send('POST', '/test?name=nobody', { body: '{}' })).status).toBe(404);
  });
});
