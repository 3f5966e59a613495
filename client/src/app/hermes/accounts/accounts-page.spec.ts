import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type {
  Account,
  AccountPool,
  Accounts,
} from '../../../../../server/hermes-state/accounts/accounts.contract';
import { refuse, requestTo } from '../../testing/answer-http';
import { control, eventually, field, openPage, press, shownText, type } from '../../testing/render';
import { someone } from '../../testing/samples';
import { ReadEpoch } from '../../ui/kept-resource';
import { AccountsPage } from './accounts-page';

const path = '/api/admin/hermes/accounts';

const account = (label: string, position: number, change: Partial<Account> = {}): Account => ({
  provider: 'openrouter',
  label,
  kind: 'api_key',
  shape: 'pool',
  source: 'manual',
  isBorrowed: false,
  status: 'ok',
  cause: null,
  reason: null,
  lastError: null,
  cooldownUntil: null,
  expiresAt: null,
  canRefresh: false,
  lastRefreshAt: null,
  identity: { email: null, name: null, plan: null, organisation: null, accountId: null },
  isIdentityVerified: false,
  secret: { masked: 'sk-o…e8f9', fingerprint: `${position}123456789abcdef` },
  baseUrl: 'https://openrouter.ai/api/v1',
  requestCount: 0,
  place: { provider: 'openrouter', position, id: `a${position}`, fingerprint: null },
  rank: position + 1,
  priority: position,
  isActive: position === 0,
  duplicateOf: null,
  untestable: null,
  ...change,
});

const pool = (change: Partial<AccountPool> = {}): AccountPool => ({
  provider: 'openrouter',
  name: 'OpenRouter',
  version: 'v1',
  strategy: 'fill_first',
  isActiveProvider: false,
  hasLogin: false,
  hasPool: true,
  mismatch: null,
  suppressedSources: [],
  loginCommand: null,
  isFallback: false,
  ...change,
});

const accounts = (pools = [pool()], entries = twoKeys): Accounts => ({
  profile: 'default',
  activeProvider: null,
  updatedAt: null,
  pools,
  sources: [
    {
      owner: 'hermes',
      file: 'auth.json',
      status: 'present',
      reason: null,
      accounts: entries,
      problems: [],
      isFallback: pools[0]?.isFallback ?? false,
    },
  ],
  keyProviders: [{ id: 'openrouter', name: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1' }],
  logins: [],
});
const twoKeys = [account('home key', 0), account('work key', 1)];

const open = async (answer = accounts(), me = someone(), address = '/accounts') => {
  await openPage([{ path: '**', component: AccountsPage }], address, { me });
  (await requestTo(path)).flush(answer);
  (await requestTo(`${path}/removed`)).flush({ items: [] });
  await eventually('list', () => shownText().includes('OpenRouter'));
};
const menuOf = async (name: string): Promise<string[]> => {
  control(`Actions for ${name}`).click();
  await eventually('menu', () => document.querySelector('[role="menuitem"]') !== null);
  return [...document.querySelectorAll('[role="menuitem"]')].map((item) => item.textContent.trim());
};
const mayRemove = (): boolean =>
  [...document.querySelectorAll('button')].some(
    (button) => button.textContent.includes('Remove credential') && !button.disabled,
  );
const turns = (): string[] =>
  [...document.querySelectorAll('[data-entry]')].map((button) => button.textContent.trim());

describe('Accounts page', () => {
  afterEach(() => TestBed.inject(MatDialog).closeAll());

  it('offers a viewer nothing that changes', async () => {
    await open(accounts(), someone({ role: 'viewer' }));
    expect(() => control('Add API key')).toThrow();
    expect(await menuOf('home key')).toEqual(['Show details']);
  });

  it('leaves what belongs to the default profile to that one', async () => {
    await open(accounts([pool({ isFallback: true })]));
    expect(shownText()).toContain('From the default profile');
    expect(await menuOf('home key')).toEqual(['Show details']);
  });

  it('keeps an order that is not saved when the file brings a refreshed token', async () => {
    await open();
    const button = control('home key');
    button.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'ArrowDown', altKey: true, bubbles: true }),
    );
    await eventually('order', () => turns()[0] === 'work key');
    TestBed.inject(ReadEpoch).renew();
    const refreshed = { masked: 'sk-o…0000', fingerprint: 'fedcba9876543210' };
    const news = [account('home key', 0, { secret: refreshed }), twoKeys[1]!];
    (await requestTo(path)).flush(accounts([pool()], news));
    await eventually('news', () => shownText().includes('sk-o…0000'));
    expect(turns()).toEqual(['work key', 'home key']);
    expect(shownText()).toContain('The order is not saved yet');
    control('Discard').click();
    await eventually('order', () => turns()[0] === 'home key');
  });

  it('saves a change from the version of its preview, and shows it anew when that is gone', async () => {
    await open();
    await menuOf('home key');
    control('Remove…').click();
    const preview = { file: 'auth.json', before: '{}', after: '{"a": 1}', notes: [] };
    (await requestTo(`${path}/preview`, 'POST')).flush({ ...preview, version: 'v1' });
    await eventually('difference', () => shownText().includes('1 line added'));
    expect((control('Remove credential') as HTMLButtonElement).disabled).toBe(true);
    type(field('Type “home key”'), 'home key');
    await eventually('button', mayRemove);
    control('Remove credential').click();
    const first = await requestTo(`${path}/remove`, 'POST');
    expect(first.request.headers.get('If-Match')).toBe('"v1"');
    expect(first.request.body).toEqual({ at: twoKeys[0]!.place });
    refuse(first, 412, { code: 'accounts_changed' });
    (await requestTo(`${path}/preview`, 'POST')).flush({ ...preview, version: 'v2' });
    await eventually('warning', () => shownText().includes('changed these credentials meanwhile'));
    await eventually('button', mayRemove);
    control('Remove credential').click();
    const second = await requestTo(`${path}/remove`, 'POST');
    expect(second.request.headers.get('If-Match')).toBe('"v2"');
    second.flush({ provider: 'openrouter', version: 'v3' });
    await eventually('toast', () => shownText().includes('Removed home key.'));
  });

  it('refuses a copied mask before anything is sent', async () => {
    await open();
    control('Add API key').click();
    await eventually('dialog', () => shownText().includes('never shown again'));
    type(field('Provider'), 'openrouter');
    type(field('API key'), 'sk-o…e8f9');
    control('Review change…').click();
    await eventually('mistake', () => shownText().includes('dots of a mask'));
    press('Escape');
  });

  it('shows only what needs a look when the address says so', async () => {
    const dead = account('old key', 2, { status: 'dead', reason: 'token_revoked' });
    await open(accounts([pool()], [...twoKeys, dead]), someone(), '/accounts?show=concerns');
    expect(turns()).toEqual(['old key']);
  });
});
