import { readSettings, SettingsError } from './settings.ts';

/** What the start would say. */
function problemsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe('the settings of a proxy that signs in', () => {
  const header = 'HERMES_TRUSTED_AUTH_HEADER';
  const both = { [header]: 'X-Forwarded-User', HERMES_TRUSTED_AUTH_CIDRS: '10.0.0.2, fd00::/8' };

  it('takes header names in any case', () => {
    expect(readSettings(both).trustedAuth).toEqual({
      header: 'x-forwarded-user',
      cidrs: ['10.0.0.2', 'fd00::/8'],
      secret: undefined,
      groups: undefined,
      signOutUrl: undefined,
    });
    const groups = {
      HERMES_TRUSTED_AUTH_GROUPS_HEADER: 'X-Forwarded-Groups',
      HERMES_TRUSTED_AUTH_ADMIN_GROUP: 'ops',
    };
    expect(readSettings({ ...both, ...groups }).trustedAuth?.groups).toEqual({
      header: 'x-forwarded-groups',
      admin: 'ops',
      viewer: undefined,
    });
  });

  it('refuses the header without the addresses of the proxy', () => {
    expect(problemsOf({ [header]: 'X-Forwarded-User' })).toEqual([
      `HERMES_TRUSTED_AUTH_CIDRS: not set, accepted: addresses or CIDR ranges of the proxy, comma-separated, and not /0 (required with ${header})`,
    ]);
  });

  it.each([
    '127.0.0.1',
    '10.0.0.2,127.0.0.9',
    '127.0.0.0/8',
    '64.0.0.0/2',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::/64',
    '::ffff:127.0.0.1',
    '::ffff:0:0/96',
  ])('refuses the addresses %s without a secret, which hold programs of this machine', (cidrs) => {
    const local = { ...both, HERMES_TRUSTED_AUTH_CIDRS: cidrs };
    expect(problemsOf(local)).toEqual([
      'HERMES_TRUSTED_AUTH_SECRET: not set, accepted: 16 to 256 characters without spaces (required with HERMES_TRUSTED_AUTH_CIDRS that hold this machine, 127.0.0.0/8 or ::1)',
    ]);
    expect(problemsOf({ ...local, HERMES_TRUSTED_AUTH_SECRET: 'the-secret-of-the-proxy' })).toEqual(
      [],
    );
  });

  it('says of a bad secret only that it is bad', () => {
    const local = { ...both, HERMES_TRUSTED_AUTH_CIDRS: '127.0.0.1' };
    expect(problemsOf({ ...local, HERMES_TRUSTED_AUTH_SECRET: 'short' })).toEqual([
      expect.stringMatching(/^HERMES_TRUSTED_AUTH_SECRET: (?!not set)/),
    ]);
  });

  it.each<[NodeJS.ProcessEnv, string]>([
    [{ HERMES_TRUSTED_AUTH_CIDRS: '10.0.0.2' }, header],
    [{ HERMES_TRUSTED_AUTH_SECRET: 'a secret without use'.replaceAll(' ', '-') }, header],
    [{ ...both, HERMES_TRUSTED_AUTH_GROUPS_HEADER: 'X-Groups' }, 'HERMES_TRUSTED_AUTH_ADMIN_GROUP'],
    [{ ...both, HERMES_TRUSTED_AUTH_VIEWER_GROUP: 'staff' }, 'HERMES_TRUSTED_AUTH_GROUPS_HEADER'],
  ])('refuses %j, which would have no effect alone', (environment, missing) => {
    const problems = problemsOf(environment);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${missing}: not set`));
  });

  it.each([
    [{ HERMES_TRUSTED_AUTH_GROUPS_HEADER: 'x-forwarded-USER' }, 'two headers'],
    [{ HERMES_TRUSTED_AUTH_VIEWER_GROUP: 'ops' }, 'two groups'],
  ])('refuses %j, which says two things at once', (environment, wanted) => {
    const groups = {
      HERMES_TRUSTED_AUTH_GROUPS_HEADER: 'X-Groups',
      HERMES_TRUSTED_AUTH_ADMIN_GROUP: 'ops',
    };
    const problems = problemsOf({ ...both, ...groups, ...environment });
    expect(problems).toEqual([expect.stringContaining(`accepted: ${wanted}`)]);
  });

  it.each([
    [header, 'Cookie'],
    [header, 'Authorization'],
    [header, 'X Forwarded'],
    [header, 'Accept-Language'],
    [header, 'X-Hermes-Auth-Secret'],
    ['HERMES_TRUSTED_AUTH_CIDRS', '0.0.0.0/0'],
    ['HERMES_TRUSTED_AUTH_CIDRS', '10.0.0.2,::/0'],
    ['HERMES_TRUSTED_AUTH_CIDRS', 'proxy.example'],
    ['HERMES_TRUSTED_AUTH_CIDRS', ','],
    ['HERMES_TRUSTED_AUTH_SIGN_OUT_URL', 'javascript:alert(1)'],
    ['HERMES_TRUSTED_AUTH_SIGN_OUT_URL', '//else.where'],
    ['HERMES_TRUSTED_AUTH_SIGN_OUT_URL', '/\\else.where'],
  ])('refuses %s=%s', (name, value) => {
    const problems = problemsOf({ ...both, [name]: value });
    expect(problems).toEqual([expect.stringMatching(`^${name}: got`)]);
  });
});
