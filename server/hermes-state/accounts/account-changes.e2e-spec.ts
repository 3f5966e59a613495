import {
  AccountsUnderTest,
  accountSecrets,
  authStoreText,
  codeIn,
  jwt,
} from '../../testing/accounts-under-test.ts';

let test: AccountsUnderTest;

beforeAll(async () => {
  test = await AccountsUnderTest.start();
});
afterAll(() => test?.stop());
beforeEach(() => test.putStore());

const mismatchOf = async (provider: string) => (await test.poolOf(provider))!.mismatch;

describe('a provider', () => {
  it('becomes the active one', async () => {
    await test.change('activate', 'openai-codex', { provider: 'openai-codex' });
    expect((await test.store()).active_provider).toBe('openai-codex');
  });

  it('whose login stands in the pool alone is repaired in both shapes at once', async () => {
    expect(await mismatchOf('openai-codex')).toBe('login_missing');
    await test.change('repair', 'openai-codex', { provider: 'openai-codex' });
    const { providers, credential_pool: pool, active_provider: active } = await test.store();
    expect(providers['openai-codex']).toMatchObject({
      tokens: { access_token: accountSecrets.codex, refresh_token: 'rt-codex' },
      auth_mode: 'chatgpt',
    });
    expect(pool['openai-codex']![0]!.source).toBe('device_code');
    expect(active).toBe('nous');
    expect(await mismatchOf('openai-codex')).toBeNull();
  });

  it('whose login stands among the logins alone is repaired, and becomes active when none is', async () => {
    const { credential_pool: _, ...rest } = JSON.parse(authStoreText) as object & {
      credential_pool: unknown;
    };
    await test.putStore({ ...rest, active_provider: null });
    expect(await mismatchOf('nous')).toBe('pool_missing');
    await test.change('repair', 'nous', { provider: 'nous' });
    const { credential_pool: pool, active_provider: active } = await test.store();
    expect(pool.nous).toMatchObject([
      {
        label: 'ada@example.org',
        source: 'device_code',
        access_token: accountSecrets.nous,
        refresh_token: accountSecrets.nousRefresh,
      },
    ]);
    expect(active).toBe('nous');
    expect(await mismatchOf('nous')).toBeNull();
  });

  it('whose login lies where Hermes had it before pools is repaired', async () => {
    const login = { access_token: accountSecrets.nous, refresh_token: accountSecrets.nousRefresh };
    await test.putStore({ systems: { nous_portal: login } });
    expect(await mismatchOf('nous')).toBe('legacy');
    await test.change('repair', 'nous', { provider: 'nous' });
    expect(await test.store()).toMatchObject({
      providers: { nous: login },
      credential_pool: { nous: [{ access_token: accountSecrets.nous }] },
      active_provider: 'nous',
      systems: {},
    });
  });
});

describe('a change', () => {
  it('without a version is refused', async () => {
    const at = await test.placeOf('openrouter', 'home key');
    const answer = await test.product.api('POST', '/api/admin/hermes/accounts/remove', { at });
    expect(answer.status).toBe(428);
    expect(await test.storeText()).toBe(authStoreText);
  });

  it('from a version that is gone answers 412 with the one that is there', async () => {
    const at = await test.placeOf('openrouter', 'home key');
    const stale = await test.versionOf('openrouter');
    await test.change('relabel', 'openrouter', { at, label: 'theirs' });
    const { answer, text } = await test.send('remove', { at }, stale);
    expect([answer.status, codeIn(text)]).toEqual([412, 'accounts_changed']);
    expect(JSON.parse(text).error.details.version).toBe(await test.versionOf('openrouter'));
    expect((await test.accounts()).map(({ label }) => label)).toContain('theirs');
  });

  it('of an entry where another one stands by now answers 412', async () => {
    const at = { ...(await test.placeOf('openrouter', 'home key')), position: 2 };
    const { answer, text } = await test.change('remove', 'openrouter', { at });
    expect([answer.status, codeIn(text)]).toEqual([412, 'account_moved']);
    expect(await test.storeText()).toBe(authStoreText);
  });

  it('goes through although Hermes refreshed a token meanwhile, and keeps the new token', async () => {
    const at = await test.placeOf('nous', 'ada@example.org');
    const version = await test.versionOf('nous');
    const refreshed = jwt({ email: 'ada@example.org', exp: 4_102_444_801 });
    await test.putStore(authStoreText.replaceAll(accountSecrets.nous, refreshed));
    expect((await test.send('relabel', { at, label: 'Ada' }, version)).answer.status).toBe(200);
    expect((await test.store()).credential_pool.nous![0]).toMatchObject({
      label: 'Ada',
      access_token: refreshed,
    });
  });

  it('of a file that does not parse is refused, and the file is left alone', async () => {
    await test.putStore('{"credential_pool": {');
    const answer = await test.send(
      'add',
      { provider: 'openrouter', key: accountSecrets.added },
      'any',
    );
    expect([answer.answer.status, codeIn(answer.text)]).toEqual([409, 'file_unusable']);
    expect(await test.storeText()).toBe('{"credential_pool": {');
  });

  it('of a pool that is no list is refused', async () => {
    await test.putStore('{"credential_pool": {"openrouter": "text"}}');
    const { text } = await test.change('add', 'openrouter', {
      provider: 'openrouter',
      key: accountSecrets.added,
    });
    expect(codeIn(text)).toBe('file_unusable');
  });

  it('is shown beforehand with every secret masked, and writes nothing then', async () => {
    const { before, after, version } = await test.previewOf({
      kind: 'add',
      provider: 'openrouter',
      key: accountSecrets.added,
    });
    expect(version).toBe(await test.versionOf('openrouter'));
    for (const secret of Object.values(accountSecrets))
      expect(before + after).not.toContain(secret);
    expect(after).toContain('"access_token": "sk-o…8888"');
    expect(before).toContain('"label": "home key"');
    expect(await test.storeText()).toBe(authStoreText);
  });

  it('of a profile is written into its own file, of an unknown one nowhere', async () => {
    await test.fixture.put('.hermes/profiles/coder/config.yaml', '');
    const first = (await test.read('coder')).pools.find(
      ({ provider }) => provider === 'openrouter',
    )!;
    expect(first.isFallback).toBe(true);
    const body = { kind: 'add', provider: 'openrouter', key: accountSecrets.added };
    const { version } = await test.previewOf(body, 'coder');
    expect((await test.send('add', body, version, 'coder')).answer.status).toBe(200);
    expect(await test.fixture.text('.hermes/profiles/coder/auth.json')).toContain(
      accountSecrets.added,
    );
    expect(await test.storeText()).toBe(authStoreText);
    const second = (await test.read('coder')).pools.find(
      ({ provider }) => provider === 'openrouter',
    )!;
    expect(second.isFallback).toBe(false);
    expect((await test.send('add', body, version, 'nobody')).answer.status).toBe(404);
  });
});

it('no event of all this holds a complete secret', async () => {
  const text = await test.events();
  expect(text).toContain('hermes_account.remove');
  for (const secret of Object.values(accountSecrets)) expect(text).not.toContain(secret);
});
