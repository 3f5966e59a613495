import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { secretNames } from './setting-definitions.ts';
import { readSettings, settingDefinitions, SettingsError, type SettingName } from './settings.ts';

const password = 'sixteen characters or more';
const databaseUrl = 'postgres://hermes:not-to-be-shown@localhost/hermes';

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

describe('readSettings', () => {
  it('has a default for everything', () => {
    const home = (path: string) => join(homedir(), path);
    const { origins, ...settings } = readSettings({});
    expect(origins.every(({ source }) => source === 'default')).toBe(true);
    expect(settings).toEqual({
      production: false,
      databaseUrl: undefined,
      supervisedGateways: [],
      dashboardUrl: undefined,
      dashboardToken: undefined,
      dashboardTerminal: false,
      adminUsername: 'admin',
      adminPassword: undefined,
      adminResetTotp: false,
      sessionTtlHours: 8,
      sessionCookieName: 'hermes_session',
      logRetentionDays: 90,
      auditMaxBytes: 65_536,
      gateways: {
        pre: { name: 'pre', port: 8645, provider: 'nous' },
        post: { name: 'post', port: 8646, provider: 'nous' },
      },
      consolePort: 7843,
      bindHost: '127.0.0.1',
      dataDir: resolve('data'),
      hermesHome: home('.hermes'),
      codexHome: home('.codex'),
      claudeConfigDir: home('.claude'),
      geminiHome: home('.gemini'),
      hermesBin: home('.hermes/hermes-agent/venv/bin/hermes'),
      trustProxy: [],
      trustedAuth: undefined,
      allowedCidrs: [],
      publicUrl: undefined,
      basePath: '',
      metricsToken: undefined,
      corsOrigins: [],
      connectTimeoutMs: 5000,
      firstByteTimeoutMs: 300_000,
      silenceTimeoutMs: 120_000,
      drainTimeoutMs: 30_000,
      drainDelayMs: 0,
      spoolMaxBytes: 1_073_741_824,
    });
  });

  it('takes an empty value for none', () => {
    const empty = Object.fromEntries(Object.keys(settingDefinitions).map((name) => [name, '']));
    expect(readSettings(empty)).toEqual(readSettings({}));
  });

  it('splits lists and leaves out what is empty', () => {
    const { trustProxy, corsOrigins } = readSettings({
      HERMES_TRUST_PROXY: '127.0.0.1, 10.0.0.0/8,,fd00::/8',
      HERMES_CORS_ORIGINS: 'https://a.example , http://localhost:3000',
    });
    expect(trustProxy).toEqual(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']);
    expect(corsOrigins).toEqual(['https://a.example', 'http://localhost:3000']);
  });

  it.each(['https://ai.example', 'https://ai.example/', 'https://ai.example/v1/'])(
    'reads %s as the same upstream',
    (url) => {
      const { gateways } = readSettings({ HERMES_PRE_UPSTREAM_URL: url });
      expect(gateways.pre.upstreamUrl).toBe('https://ai.example');
    },
  );

  it.each([
    ['https://hermes.example', ''],
    ['https://hermes.example/', ''],
    ['https://hermes.example:8443/hermes', '/hermes'],
    ['https://hermes.example/hermes/', '/hermes'],
    ['http://[::1]/tools/hermes.2//', '/tools/hermes.2'],
    ['https://hermes.example/hermes-dashboard2', '/hermes-dashboard2'],
  ])('reads from the public address %s the path %j', (url, path) => {
    const { publicUrl, basePath } = readSettings({ HERMES_PUBLIC_URL: url });
    expect([publicUrl, basePath]).toEqual([url.replace(/\/+$/, ''), path]);
  });

  it('refuses a cookie for the root of the host when the console lies below it', () => {
    const name = { HERMES_SESSION_COOKIE_NAME: '__Host-hermes_session' };
    const below = { ...name, HERMES_PUBLIC_URL: 'https://hermes.example/hermes' };
    expect(problemsOf(below)).toEqual([
      'HERMES_SESSION_COOKIE_NAME: got "__Host-hermes_session", accepted: a name without __Host-, because HERMES_PUBLIC_URL has a path',
    ]);
    expect(problemsOf({ ...name, HERMES_PUBLIC_URL: 'https://hermes.example' })).toEqual([]);
  });

  it('looks for the hermes command in the given home', () => {
    expect(readSettings({ HERMES_HOME: '~/other' }).hermesBin).toBe(
      join(homedir(), 'other/hermes-agent/venv/bin/hermes'),
    );
  });

  it('knows other names of the cookie setting, and prefers its own', () => {
    const given: NodeJS.ProcessEnv = {};
    for (const name of ['WEBUI', 'ADMIN', 'SESSION'].map((part) => `HERMES_${part}_COOKIE_NAME`)) {
      given[name] = `of_${name}`;
      expect(readSettings(given).sessionCookieName).toBe(`of_${name}`);
    }
  });

  it.each(['HERMES_ADMIN_COOKIE_NAME', 'HERMES_WEBUI_COOKIE_NAME'])(
    'refuses no cookie name in %s without naming it',
    (name) => {
      expect(problemsOf({ [name]: 'a;b' })).toEqual([
        `${name}: got "a;b", accepted: a cookie name`,
      ]);
    },
  );

  it.each<[SettingName, string]>([
    ['HERMES_ADMIN_USERNAME', 'a'.repeat(81)],
    ['HERMES_ADMIN_USERNAME', '   '],
    ['HERMES_ADMIN_USERNAME', 'ad\u0007min'],
    ['HERMES_ADMIN_USERNAME', 'ad\u200bmin'],
    ['HERMES_ADMIN_USERNAME', '\u3164'],
    ['HERMES_ADMIN_USERNAME', '\u2800'],
    ['HERMES_ADMIN_SESSION_TTL_HOURS', 'eight'],
    ['HERMES_LOG_RETENTION_DAYS', '1.5'],
    ['HERMES_AUDIT_MAX_BYTES', '255'],
    ['HERMES_CONSOLE_PORT', '65536'],
    ['HERMES_PRE_AI_API_PORT', '-1'],
    ['HERMES_POST_AI_API_PORT', '80a'],
    ['HERMES_PRE_AI_PROVIDER', '--host'],
    ['HERMES_POST_AI_PROVIDER', 'no us'],
    ['HERMES_PRE_UPSTREAM_URL', 'ai.example'],
    ['HERMES_POST_UPSTREAM_URL', 'file:///etc/passwd'],
    ['HERMES_SESSION_COOKIE_NAME', 'a b'],
    ['HERMES_TRUST_PROXY', '10.0.0.0/33'],
    ['HERMES_ALLOWED_CIDRS', '10.0.0.0/8, office.example'],
    ['HERMES_ALLOWED_CIDRS', '10.0.0.0/33'],
    ['HERMES_ALLOWED_CIDRS', '10.0.0.0 192.168.0.0/16'],
    ['HERMES_ALLOWED_CIDRS', ' , '],
    ['HERMES_ALLOWED_CIDRS', ' '],
    ['HERMES_ALLOWED_CIDRS', '0.0.0.0'],
    ['HERMES_ALLOWED_CIDRS', '::, 224.0.0.1, ff02::/16'],
    ['HERMES_PUBLIC_URL', 'console'],
    ['HERMES_PUBLIC_URL', 'https://hermes.example/api'],
    ['HERMES_PUBLIC_URL', 'https://hermes.example/Health/hermes'],
    ['HERMES_PUBLIC_URL', 'https://hermes.example/hermes-dashboard/'],
    ['HERMES_PUBLIC_URL', 'https://hermes.example//evil.example'],
    ['HERMES_PUBLIC_URL', 'https://hermes.example/a/../b'],
    ['HERMES_PUBLIC_URL', 'https://hermes.example/a;b'],
    ['HERMES_PUBLIC_URL', 'https://hermes.example/%61'],
    ['HERMES_PUBLIC_URL', 'https://hermes.example/"><script>'],
    ['HERMES_CORS_ORIGINS', 'https://app.example/path'],
    ['HERMES_UPSTREAM_CONNECT_TIMEOUT_SECONDS', '0'],
    ['HERMES_UPSTREAM_FIRST_BYTE_TIMEOUT_SECONDS', '3601'],
    ['HERMES_UPSTREAM_SILENCE_TIMEOUT_SECONDS', 'soon'],
    ['HERMES_DRAIN_TIMEOUT_SECONDS', '-5'],
    ['HERMES_DRAIN_DELAY_SECONDS', '61'],
    ['HERMES_SPOOL_MAX_BYTES', '1000'],
  ])('refuses %s=%s in one line that says what is accepted', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([
      `${name}: got ${JSON.stringify(value)}, accepted: ${settingDefinitions[name].accepts}`,
    ]);
  });

  it('names every problem at once', () => {
    const problems = problemsOf({
      HERMES_CONSOLE_PORT: 'http',
      HERMES_AUDIT_MAX_BYTES: '1',
      HERMES_ADMIN_PASSWORD: 'short',
    });
    expect(problems.map((line) => line.split(':')[0])).toEqual([
      'HERMES_ADMIN_PASSWORD',
      'HERMES_AUDIT_MAX_BYTES',
      'HERMES_CONSOLE_PORT',
    ]);
  });

  it.each<[SettingName, string]>([
    ['HERMES_ADMIN_PASSWORD', 'too short'],
    ['DATABASE_URL', 'postgres://us%zz:not-to-be-shown@localhost/hermes'],
    ['DATABASE_URL', 'postgres://hermes:not-to-be-shown@localhost:bad/hermes'],
    ['DATABASE_URL', 'postgres://hermes:not-to-be-shown@localhost/hermes?sslrootcert=/nowhere'],
    ['HERMES_PRE_UPSTREAM_API_KEY', 'not to be shown'],
    ['HERMES_POST_UPSTREAM_API_KEY', 'not-to-be-shown\n'],
    ['HERMES_POST_UPSTREAM_API_KEY', 'not-to-be-shown-\u00e9'],
    ['DATABASE_URL', 'mysql://hermes:not-to-be-shown@localhost/hermes'],
  ])('does not repeat a refused %s', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([
      `${name}: got ${value.length} characters (hidden), accepted: ${settingDefinitions[name].accepts}`,
    ]);
  });

  it.each(['https://me:not-to-be-shown@ai.example', 'https://ai.example/v1?key=not-to-be-shown'])(
    'refuses a secret in the address of an upstream and does not repeat it (%#)',
    (url) => {
      const [problem, ...more] = problemsOf({ HERMES_PRE_UPSTREAM_URL: url });
      expect(more).toEqual([]);
      expect(problem).toContain('a key goes into HERMES_PRE_UPSTREAM_API_KEY');
      expect(problem).toContain('ai.example');
      expect(problem).not.toContain('not-to-be-shown');
    },
  );

  it('refuses a fragment in the address of an upstream', () => {
    expect(problemsOf({ HERMES_POST_UPSTREAM_URL: 'https://ai.example/#v1' })).toHaveLength(1);
  });

  it.each(['postgres://hermes@/hermes?host=%2Frun%2Fsocket', 'postgresql://h:%40@[::1]:5432/h'])(
    'takes %s for a database',
    (url) => expect(readSettings({ DATABASE_URL: url }).databaseUrl).toBe(url),
  );

  it('holds every password, key and connection string for a secret', () => {
    const names = Object.keys(settingDefinitions).filter((name) =>
      /PASSWORD|_KEY$|_TOKEN$|_SECRET$|DATABASE_URL/.test(name),
    );
    expect([...secretNames].sort()).toEqual(names.sort());
  });

  it('refuses two listeners on one port', () => {
    expect(problemsOf({ HERMES_POST_AI_API_PORT: '7843' })).toEqual([
      'HERMES_CONSOLE_PORT, HERMES_PRE_AI_API_PORT, HERMES_POST_AI_API_PORT: got 7843, 8645, 7843, accepted: three different ports',
    ]);
  });

  it('lets the system choose several ports', () => {
    expect(problemsOf({ HERMES_PRE_AI_API_PORT: '0', HERMES_POST_AI_API_PORT: '0' })).toEqual([]);
  });

  it('wants a database and a password in production', () => {
    expect(problemsOf({ NODE_ENV: 'production' })).toEqual([
      'DATABASE_URL: not set, accepted: a postgres:// URL such as postgres://user:password@host:5432/name, other characters than letters and digits in its parts percent-encoded (required in production)',
      'HERMES_ADMIN_PASSWORD: not set, accepted: 16 to 256 characters (required in production)',
    ]);
  });

  it('says once what is wrong with a password given in production', () => {
    const environment = { NODE_ENV: 'production', DATABASE_URL: databaseUrl };
    expect(problemsOf({ ...environment, HERMES_ADMIN_PASSWORD: 'short' })).toHaveLength(1);
  });

  it('starts in production with both', () => {
    const { production } = readSettings({
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      HERMES_ADMIN_PASSWORD: password,
    });
    expect(production).toBe(true);
  });
});
