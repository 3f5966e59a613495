import { execFileSync } from 'node:child_process';
import { link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readSettings } from '../settings.ts';
import { ProviderAccountsReader } from './accounts/provider-accounts-reader.ts';
import { HermesHome } from './hermes-home.ts';

let folder: string;
let home: HermesHome;
let reader: ProviderAccountsReader;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-home-'));
  await mkdir(join(folder, 'hermes'));
  const settings = readSettings({
    HERMES_HOME: join(folder, 'hermes'),
    CODEX_HOME: join(folder, '.codex'),
    CLAUDE_CONFIG_DIR: join(folder, '.claude'),
    GEMINI_HOME: join(folder, '.gemini'),
  });
  home = new HermesHome(settings);
  reader = new ProviderAccountsReader(home);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = async (path: string, content: unknown) => {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(
    file,
    typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content),
  );
  return file;
};
const jwt = (claims: object) =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2lnbmF0dXJl`;
const hermes = async () => (await reader.read('default')).sources[0]!;
const inAnHour = Math.floor(Date.now() / 1000) + 3600;

describe('the provider accounts', () => {
  it('are read from both shapes of auth.json, with identity, status and masked secrets', async () => {
    const access = jwt({ email: 'ada@example.org', exp: inAnHour });
    await put('hermes/auth.json', {
      active_provider: 'nous',
      providers: {
        nous: { access_token: access },
        'openai-codex': { last_auth_error: { relogin_required: true } },
      },
      credential_pool: {
        openrouter: [
          {
            label: 'home',
            auth_type: 'api_key',
            access_token: 'sk-or-0123456789abcdef',
            last_status: 'exhausted',
            last_error_code: 429,
            last_status_at: Date.now() / 1000,
          },
          {
            auth_type: 'api_key',
            source: 'env:OPENROUTER_API_KEY',
            secret_fingerprint: 'sha256:0011223344556677',
          },
          { last_status: 'dead', last_error_reason: 'token_revoked' },
        ],
      },
    });
    const accounts = await reader.read('default');
    expect(accounts.activeProvider).toBe('nous');
    const found = accounts.sources[0]!.accounts;
    expect(found.map(({ provider, status }) => `${provider} ${status}`)).toEqual([
      'nous ok',
      'openai-codex login_required',
      'openrouter cooldown',
      'openrouter ok',
      'openrouter dead',
    ]);
    expect(found[0]).toMatchObject({
      identity: { email: 'ada@example.org' },
      isIdentityVerified: false,
    });
    expect(found[3]).toMatchObject({
      isBorrowed: true,
      secret: { fingerprint: '0011223344556677' },
    });
    expect(JSON.stringify(accounts)).not.toContain(access);
    expect(JSON.stringify(accounts)).not.toContain('sk-or-0123456789abcdef');
  });

  it('of the sibling programs are read from their own files', async () => {
    await put('.codex/auth.json', {
      tokens: {
        access_token: jwt({
          'https://api.openai.com/profile': { email: 'c@example.org' },
          'https://api.openai.com/auth': { chatgpt_plan_type: 'plus' },
        }),
        refresh_token: 'r',
      },
    });
    await put('.claude/.credentials.json', {
      claudeAiOauth: {
        accessToken: 'sk-ant-oat01-secret-secret',
        subscriptionType: 'max',
        expiresAt: 1,
        refreshToken: null,
      },
    });
    await put('.claude.json', {
      oauthAccount: { emailAddress: 'claude@example.org', organizationName: 'Org' },
    });
    await put('.gemini/oauth_creds.json', {
      access_token: 'ya29.secret-secret-secret',
      expiry_date: Date.now() + 60_000,
    });
    await put('.gemini/google_accounts.json', { active: 'g@example.org' });
    const { sources } = await reader.read('default');
    expect(sources.map(({ owner, status }) => `${owner} ${status}`)).toEqual([
      'hermes missing',
      'codex present',
      'claude present',
      'gemini present',
      'qwen missing',
    ]);
    expect(sources[1]!.accounts[0]!.identity).toMatchObject({
      email: 'c@example.org',
      plan: 'plus',
    });
    expect(sources[2]!.accounts[0]).toMatchObject({
      status: 'expired',
      identity: { email: 'claude@example.org', organisation: 'Org', plan: 'max' },
    });
    expect(sources[3]!.accounts[0]!.identity.email).toBe('g@example.org');
  });

  it('name entries that are not what they should be, and show the others', async () => {
    await put('hermes/auth.json', {
      providers: { nous: 'text', xai: { access_token: 7 } },
      credential_pool: {
        a: 'not a list',
        b: [
          null,
          3,
          { access_token: 'x.y', priority: '0', expires_at: 'never', last_status_at: {} },
        ],
      },
    });
    const { status, problems, accounts } = await hermes();
    expect(status).toBe('present');
    expect(problems).toHaveLength(4);
    expect(accounts.map(({ provider }) => provider)).toEqual(['xai', 'b']);
  });

  it('of a profile come from its folder, and no name leads out of it', async () => {
    await put('hermes/profiles/coder/auth.json', { active_provider: 'xai' });
    expect((await reader.read('coder')).activeProvider).toBe('xai');
    await expect(reader.read('../../etc')).rejects.toThrow('was not found');
    expect(await home.profiles()).toEqual(['default', 'coder']);
  });
});

describe('the accounts of a profile', () => {
  it('are its own where it has some, else those of the root, which are told as such', async () => {
    const entry = (label: string) => [{ label, auth_type: 'api_key', access_token: 'k' }];
    await put('hermes/auth.json', {
      active_provider: 'nous',
      credential_pool: { openrouter: entry('root’s'), zai: entry('root’s too') },
    });
    await put('hermes/profiles/coder/auth.json', { credential_pool: { zai: entry('own') } });
    const { pools, sources, activeProvider } = await reader.read('coder');
    expect(pools.map(({ provider, isFallback }) => [provider, isFallback])).toEqual([
      ['zai', false],
      ['openrouter', true],
    ]);
    const labels = sources.map(({ accounts }) => accounts.map(({ label }) => label));
    expect(labels.slice(0, 2)).toEqual([['own'], ['root’s']]);
    expect(activeProvider).toBe('nous');
  });

  it('in a store of very many providers are read as far as a page shows', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 50_000 }, (_, number) => [`p${number}`, []]),
    );
    await put('hermes/auth.json', { credential_pool: many });
    expect((await reader.read('default')).pools).toHaveLength(200);
  });
});

describe('a hostile or damaged file', () => {
  const cases: [string, string, () => Promise<unknown>][] = [
    ['that is half-written', 'not_json', () => put('hermes/auth.json', '{"providers": {')],
    ['that is a list', 'unexpected_shape', () => put('hermes/auth.json', '[]')],
    [
      'that is not UTF-8',
      'not_utf8',
      () => put('hermes/auth.json', Buffer.of(0x7b, 0xff, 0xfe, 0x7d)),
    ],
    ['that is too large', 'too_large', () => put('hermes/auth.json', ' '.repeat(1_048_577))],
    [
      'that is a link out of the home',
      'not_regular',
      async () => symlink(await put('secret.json', '{}'), join(folder, 'hermes/auth.json')),
    ],
    [
      'that is a link to itself',
      'not_regular',
      () => symlink('auth.json', join(folder, 'hermes/auth.json')),
    ],
    [
      'that has a second name',
      'not_regular',
      async () => link(await put('secret.json', '{}'), join(folder, 'hermes/auth.json')),
    ],
    ['that is a folder', 'not_regular', () => mkdir(join(folder, 'hermes/auth.json'))],
    [
      'that is a pipe',
      'not_regular',
      async () => execFileSync('mkfifo', [join(folder, 'hermes/auth.json')]),
    ],
  ];

  it.each(cases)('%s is shown as %s', async (_, reason, make) => {
    await make();
    expect(await hermes()).toMatchObject({ status: 'unreadable', reason, accounts: [] });
  });

  it('in a folder that is a link out of the home is not read', async () => {
    await put('elsewhere/auth.json', '{"active_provider":"stolen"}');
    await mkdir(join(folder, 'hermes/profiles'));
    await symlink(join(folder, 'elsewhere'), join(folder, 'hermes/profiles/evil'));
    expect((await reader.read('evil')).sources[0]).toMatchObject({
      status: 'unreadable',
      reason: 'outside_root',
    });
  });

  it('with __proto__ keys changes no prototype', async () => {
    await put(
      'hermes/auth.json',
      '{"__proto__":{"polluted":1},"providers":{"__proto__":{"access_token":"x"},"constructor":{"a":1}}}',
    );
    await hermes();
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('whose path leaves the root is not opened', async () => {
    expect(await home.readText('hermes', '../secret.json')).toEqual({
      status: 'unreadable',
      reason: 'outside_root',
    });
    expect(await home.readText('hermes', '/etc/passwd')).toEqual({
      status: 'unreadable',
      reason: 'outside_root',
    });
    expect(await home.readText('hermes', 'a\0b')).toEqual({
      status: 'unreadable',
      reason: 'outside_root',
    });
  });
});
