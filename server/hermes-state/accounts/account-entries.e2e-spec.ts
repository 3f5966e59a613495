import {
  AccountsUnderTest,
  accountSecrets,
  authStoreText,
  codeIn,
} from '../../testing/accounts-under-test.ts';
import type { RemovedAccounts } from './account-changes.contract.ts';

let test: AccountsUnderTest;

beforeAll(async () => {
  test = await AccountsUnderTest.start();
});
afterAll(() => test?.stop());
beforeEach(() => test.putStore());

describe('a credential', () => {
  it('is added under Hermes’ form, and its key is never told again', async () => {
    const { answer, text } = await test.change('add', 'openrouter', {
      provider: 'openrouter',
      key: ` ${accountSecrets.added}\n`,
      label: 'spare',
    });
    expect(answer.status).toBe(200);
    expect(text).not.toContain(accountSecrets.added);
    const { credential_pool: pool, updated_at: updatedAt } = await test.store();
    expect(pool.openrouter![3]).toMatchObject({
      label: 'spare',
      auth_type: 'api_key',
      source: 'manual',
      priority: 3,
      access_token: accountSecrets.added,
      base_url: 'https://openrouter.ai/api/v1',
      request_count: 0,
      last_status: null,
    });
    expect(pool.openrouter![3]!.id).toMatch(/^[\da-f]{6}$/);
    expect(updatedAt).not.toBe('2026-11-21T00:33:43.957590+00:00');
    expect(await test.events()).not.toContain(accountSecrets.added);
  });

  it.each([
    ['a mask', { key: 'sk-o…00c3' }, 422, 'invalid_request'],
    ['a key that is there already', { key: accountSecrets.home }, 409, 'account_duplicate'],
    ['a provider that takes logins', { provider: 'nous' }, 422, 'invalid_request'],
    ['an address with a password', { baseUrl: 'https://a:b@example.org' }, 422, 'invalid_request'],
    ['an unknown provider without address', { provider: 'nobody' }, 422, 'invalid_request'],
  ])('with %s is refused and nothing is written', async (_, fields, status, code) => {
    const body = { provider: 'openrouter', key: accountSecrets.added, ...fields };
    const { answer, text } = await test.change('add', body.provider, body);
    expect([answer.status, codeIn(text)]).toEqual([status, code]);
    expect(await test.storeText()).toBe(authStoreText);
  });

  it('gets another label, and every other byte but the time stays', async () => {
    const { answer } = await test.change('relabel', 'openrouter', {
      at: await test.placeOf('openrouter', 'home key'),
      label: 'house',
    });
    expect(answer.status).toBe(200);
    const after = (await test.storeText()).replace(
      /"updated_at": "[^"]*"/,
      '"updated_at": "2026-11-21T00:33:43.957590+00:00"',
    );
    expect(after).toBe(authStoreText.replace('home key', 'house'));
  });

  it('that mirrors a login gets the label in both', async () => {
    const at = await test.placeOf('nous', 'ada@example.org');
    await test.change('relabel', 'nous', { at, label: 'Ada' });
    const { credential_pool: pool, providers } = await test.store();
    expect([pool.nous![0]!.label, providers.nous!.label]).toEqual(['Ada', 'Ada']);
  });

  it('takes another turn with its unknown fields and great numbers as they were', async () => {
    const { answer } = await test.change('reorder', 'openrouter', {
      provider: 'openrouter',
      order: [2, 0, 1],
    });
    expect(answer.status).toBe(200);
    expect((await test.accounts()).map(({ label, rank }) => [label, rank])).toEqual([
      ['work key', 1],
      ['home key', 2],
      ['OPENROUTER_API_KEY', 3],
    ]);
    expect(await test.storeText()).toContain('"future": 12345678901234567890');
  });

  it('in cooldown is used again after a reset of what Hermes noted', async () => {
    expect((await test.accounts())[0]).toMatchObject({ status: 'cooldown', isActive: false });
    const at = await test.placeOf('openrouter', 'home key');
    const preview = await test.previewOf({ kind: 'reset', at });
    expect(preview.notes.join()).toContain('Local only');
    await test.change('reset', 'openrouter', { at });
    expect((await test.accounts())[0]).toMatchObject({
      status: 'ok',
      isActive: true,
      lastError: null,
    });
    expect((await test.store()).credential_pool.openrouter![0]).toMatchObject({
      last_status: null,
      last_error_code: null,
      last_error_reset_at: null,
    });
  });

  it('is removed, and taken back from the history as it was', async () => {
    const before = (await test.store()).credential_pool.openrouter![0];
    const at = await test.placeOf('openrouter', 'home key');
    expect((await test.change('remove', 'openrouter', { at })).answer.status).toBe(200);
    expect((await test.accounts()).map(({ label }) => label)).toEqual([
      'OPENROUTER_API_KEY',
      'work key',
    ]);
    const response = await test.product.api('GET', '/api/admin/hermes/accounts/removed');
    const { items } = (await response.json()) as RemovedAccounts;
    const removed = items.find(({ label }) => label === 'home key')!;
    expect(removed).toMatchObject({ removedBy: 'admin', secret: { masked: 'sk-o…e8f9' } });
    const { historyId, provider, position } = removed;
    await test.change('restore', 'openrouter', { historyId, provider, position });
    expect((await test.store()).credential_pool.openrouter![0]).toEqual(before);
    const twice = await test.change('restore', 'openrouter', { historyId, provider, position });
    expect(codeIn(twice.text)).toBe('account_not_restorable');
  });

  it('that is borrowed is suppressed with its removal, and allowed again', async () => {
    const at = await test.placeOf('openrouter', 'OPENROUTER_API_KEY');
    await test.change('remove', 'openrouter', { at });
    expect((await test.store()).suppressed_sources.openrouter).toEqual(['env:OPENROUTER_API_KEY']);
    await test.change('allow-source', 'openrouter', {
      provider: 'openrouter',
      source: 'env:OPENROUTER_API_KEY',
    });
    expect((await test.store()).suppressed_sources).toEqual({ copilot: ['gh_cli'] });
  });

  it('that mirrors a login is removed together with it', async () => {
    await test.change('remove', 'nous', { at: await test.placeOf('nous', 'ada@example.org') });
    const { providers, credential_pool: pool, active_provider: active } = await test.store();
    expect([providers.nous, pool.nous, active]).toEqual([undefined, [], null]);
  });
});
