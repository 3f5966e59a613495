import { readPools } from './hermes-pools.ts';

const now = new Date('2026-11-21T12:00:00Z');
const epoch = now.getTime() / 1000;
const jwt = (claims: object) =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2lnbmF0dXJl`;
const pool = (...entries: object[]) =>
  readPools({ credential_pool: { 'openai-codex': entries } }, now).accounts;
const exhausted = { last_status: 'exhausted', last_status_at: epoch - 60 };

describe('the entries of a pool', () => {
  it('stand in the order of their priorities, which may be text, and not of the list', () => {
    const found = pool({ label: 'b', priority: '1' }, { label: 'a', priority: 0 });
    expect(found.map(({ label, rank, place }) => [label, rank, place?.position])).toEqual([
      ['a', 1, 1],
      ['b', 2, 0],
    ]);
  });

  it.each([
    [
      'the time the provider named',
      { last_error_code: 429, last_error_reset_at: epoch + 7200 },
      7200,
    ],
    ['five minutes after 401', { last_error_code: '401' }, 240],
    ['an hour after 429', { last_error_code: 429 }, 3540],
    ['an hour after anything else', { last_error_code: 402 }, 3540],
  ])('cool down until %s', (_, fields, seconds) => {
    const [entry] = pool({ ...exhausted, ...fields });
    expect(entry).toMatchObject({ status: 'cooldown', isActive: false });
    expect(new Date(entry!.cooldownUntil!).getTime()).toBe(now.getTime() + seconds * 1000);
  });

  it('have one active among them: the first that is neither dead nor cooling down', () => {
    const found = pool(
      { last_status: 'dead' },
      exhausted,
      { ...exhausted, last_status_at: epoch - 7200, last_error_code: 402 },
      {},
    );
    expect(found.map(({ isActive }) => isActive)).toEqual([false, false, true, false]);
    expect(found[2]).toMatchObject({ status: 'ok', cause: 'exhausted' });
  });

  it('with one token or one account twice are told apart from members of one organisation', () => {
    const member = (email: string) =>
      jwt({ email, 'https://api.openai.com/auth': { chatgpt_account_id: 'team-1' } });
    const found = pool(
      { access_token: member('ada@example.org') },
      { access_token: member('grace@example.org') },
      { access_token: `${member('ADA@example.org')}other` },
      { source: 'env:KEY', secret_fingerprint: 'sha256:0011223344556677' },
      { source: 'env:ALIAS', secret_fingerprint: 'sha256:0011223344556677' },
    );
    expect(found.map(({ duplicateOf }) => duplicateOf)).toEqual([null, null, 1, null, 4]);
  });

  it('tell no secret that somebody put into a label or a provider into a message', () => {
    const token = 'opaque-token-without-a-known-shape';
    const [entry] = pool({
      label: 'sk-or-v1-0a1b2c3d4e5f60718293a4b5c6d7e8f9',
      access_token: token,
      last_error_message: `Bad token ${token}`,
    });
    expect(JSON.stringify(entry)).not.toContain(token);
    expect(entry!.label).toBe('sk-[hidden]');
  });
});

describe('a hostile store', () => {
  it('of very many entries is cut, and says so', () => {
    const { accounts, problems } = readPools(
      {
        credential_pool: {
          a: Array.from({ length: 20_000 }, () => ({})),
          b: Array(50_000).fill(3),
        },
      },
      now,
    );
    expect(accounts).toHaveLength(500);
    expect(problems).toHaveLength(22);
    expect(problems.at(-1)).toContain('19500 credentials are left out');
  });
});
