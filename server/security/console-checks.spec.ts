import type { AuditStorage } from '../audit/audit.contract.ts';
import type { AdministratorView } from '../auth/administrators.contract.ts';
import type { KeyStanding } from '../api-users/key-standing.ts';
import type { SecurityCheck } from '../hermes-state/security/security-check.contract.ts';
import { readSettings } from '../settings.ts';
import { testPassword } from '../testing/test-settings.ts';
import type { Listener } from '../system/system.contract.ts';
import { apiUserChecks } from './api-user-checks.ts';
import { auditChecks } from './audit-checks.ts';
import { signInChecks } from './sign-in-checks.ts';
import { transportChecks } from './transport-checks.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const settingsOf = (environment: NodeJS.ProcessEnv) =>
  readSettings({ HERMES_ADMIN_PASSWORD: testPassword, ...environment });
const named = (checks: readonly SecurityCheck[], id: string) =>
  checks.find((check) => check.id === id)!;

describe('how the console is reached', () => {
  const open = { HERMES_BIND_HOST: '0.0.0.0' };
  const https = { HERMES_PUBLIC_URL: 'https://hermes.example' };
  it.each<[string, NodeJS.ProcessEnv, string]>([
    ['console.bind_host', {}, 'pass'],
    ['console.bind_host', { ...open, ...https }, 'warn'],
    ['console.bind_host', open, 'fail'],
    ['console.public_url', {}, 'pass'],
    ['console.public_url', https, 'pass'],
    ['console.public_url', { HERMES_PUBLIC_URL: 'http://localhost:7843' }, 'pass'],
    ['console.public_url', open, 'warn'],
    ['console.public_url', { HERMES_PUBLIC_URL: 'http://hermes.example' }, 'fail'],
    ['console.cookie', {}, 'pass'],
    ['console.cookie', { ...open, ...https }, 'pass'],
    ['console.cookie', { ...open, HERMES_TRUST_PROXY: '10.0.0.1' }, 'warn'],
    ['console.cookie', open, 'fail'],
    ['console.session_length', {}, 'pass'],
    ['console.session_length', { HERMES_ADMIN_SESSION_TTL_HOURS: '72' }, 'warn'],
    ['console.trust_proxy', {}, 'pass'],
    ['console.trust_proxy', { HERMES_TRUST_PROXY: '10.0.0.0/8, 203.0.113.7' }, 'pass'],
    ['console.trust_proxy', { HERMES_TRUST_PROXY: '203.0.0.0/8' }, 'warn'],
    ['console.trust_proxy', { HERMES_TRUST_PROXY: '0.0.0.0/0' }, 'fail'],
    ['console.trust_proxy', { HERMES_TRUST_PROXY: '::/0' }, 'fail'],
    ['console.cors', {}, 'pass'],
    ['console.cors', { HERMES_CORS_ORIGINS: 'https://app.example,http://localhost:4200' }, 'pass'],
    ['console.cors', { HERMES_CORS_ORIGINS: 'http://app.example' }, 'warn'],
    ['console.upstreams', {}, 'pass'],
    ['console.upstreams', { HERMES_PRE_UPSTREAM_URL: 'https://api.example' }, 'pass'],
    ['console.upstreams', { HERMES_POST_UPSTREAM_URL: 'http://api.example' }, 'warn'],
    ['console.production', {}, 'pass'],
    ['console.production', https, 'warn'],
    [
      'console.production',
      { ...https, NODE_ENV: 'production', DATABASE_URL: 'postgres://a:b@db/hermes' },
      'pass',
    ],
  ])('%s with %p is judged: %s', (id, environment, state) => {
    expect(named(transportChecks(settingsOf(environment)), id).state).toBe(state);
  });
});

it('what really listens counts, whatever name the settings give it', () => {
  const settings = settingsOf({ HERMES_BIND_HOST: 'this-host' });
  const at = (address: string, reach: Listener['reach']): Listener => ({
    kind: 'console',
    name: 'Console',
    address,
    port: 7843,
    reach,
    source: 'socket',
  });
  const check = (...listeners: Listener[]) =>
    named(transportChecks(settings, listeners), 'console.bind_host');
  expect(check(at('127.0.1.1', 'this_machine'))).toMatchObject({
    state: 'pass',
    evidence: [{ value: 'this-host' }, { key: 'Console', value: '127.0.1.1 port 7843' }],
  });
  expect(check(at('127.0.1.1', 'this_machine'), at('::', 'every_address')).state).toBe('fail');
});

describe('who may sign in', () => {
  const ada: AdministratorView = {
    id: '0190c0de-0000-7000-8000-000000000001',
    username: 'ada',
    displayName: 'Ada',
    role: 'admin',
    disabled: false,
    fromEnvironment: false,
    totpEnabled: true,
    passwordChangeRequired: false,
    createdAt: '2026-10-01T00:00:00.000Z',
    updatedAt: '2026-10-01T00:00:00.000Z',
    passwordChangedAt: '2026-10-01T00:00:00.000Z',
    lastLoginAt: '2026-11-20T00:00:00.000Z',
    sessions: 1,
    version: 1,
  };
  const judge = (change: Partial<AdministratorView>, id: string, file?: string) =>
    named(signInChecks(settingsOf({}), { file }, [{ ...ada, ...change }], now), id);

  it.each<[string, string | undefined, string | undefined]>([
    ['pass', undefined, undefined],
    ['warn', '10.0.0.2', undefined],
    ['pass', '127.0.0.1', 'a-secret-of-the-proxy'],
  ])('is judged %s with a proxy at %s and the secret %s', (state, cidrs, secret) => {
    const settings = settingsOf({
      ...(cidrs && { HERMES_TRUSTED_AUTH_HEADER: 'x-user', HERMES_TRUSTED_AUTH_CIDRS: cidrs }),
      ...(secret && { HERMES_TRUSTED_AUTH_SECRET: secret }),
    });
    const check = named(
      signInChecks(settings, { file: undefined }, [ada], now),
      'sign_in.trusted_proxy',
    );
    expect(check.state).toBe(state);
    expect(JSON.stringify(check)).not.toContain('a-secret-of-the-proxy');
  });

  it.each<[string, Partial<AdministratorView>, string]>([
    ['sign_in.second_factor', {}, 'pass'],
    ['sign_in.second_factor', { totpEnabled: false }, 'warn'],
    ['sign_in.second_factor', { totpEnabled: false, disabled: true }, 'pass'],
    ['sign_in.given_password', {}, 'pass'],
    ['sign_in.given_password', { passwordChangeRequired: true }, 'warn'],
    ['sign_in.password_age', {}, 'pass'],
    ['sign_in.password_age', { passwordChangedAt: '2025-10-01T00:00:00.000Z' }, 'warn'],
    ['sign_in.dormant', {}, 'pass'],
    ['sign_in.dormant', { lastLoginAt: '2026-06-01T00:00:00.000Z' }, 'warn'],
    ['sign_in.dormant', { lastLoginAt: null }, 'pass'],
    ['sign_in.dormant', { lastLoginAt: null, createdAt: '2026-06-01T00:00:00.000Z' }, 'warn'],
  ])('%s of one with %p is judged: %s', (id, change, state) => {
    expect(judge(change, id).state).toBe(state);
  });

  it('names who has no second factor, and fails when others reach the console', () => {
    const [without] = [{ ...ada, totpEnabled: false }];
    const settings = settingsOf({ HERMES_PUBLIC_URL: 'https://hermes.example' });
    const check = named(
      signInChecks(settings, { file: undefined }, [without], now),
      'sign_in.second_factor',
    );
    expect(check).toMatchObject({ state: 'fail', evidence: [{ key: 'ada' }] });
  });

  it('tells whether the password of the first start is still in use', () => {
    expect(judge({}, 'sign_in.initial_password').state).toBe('pass');
    expect(judge({}, 'sign_in.initial_password', '/data/admin-password')).toMatchObject({
      state: 'warn',
      evidence: [{ file: '/data/admin-password' }],
    });
  });
});

describe('the keys of API users', () => {
  const none = { count: 0, examples: [] };
  const standing: KeyStanding = {
    active: 9,
    neverUsed: none,
    unlimited: none,
    allScopes: none,
    notRotated: none,
    endless: none,
  };
  const groups = ['neverUsed', 'unlimited', 'allScopes', 'notRotated', 'endless'] as const;

  it.each(groups)('pass unless some are %s, and then name the first', (name) => {
    const id = `api_users.${name}`;
    expect(named(apiUserChecks(standing), id).state).toBe('pass');
    const some = { ...standing, [name]: { count: 7, examples: ['Ada', 'Bob'] } };
    expect(named(apiUserChecks(some), id)).toMatchObject({
      state: 'warn',
      reason: expect.stringContaining('7 of 9 active users'),
      evidence: [{ value: 'Ada' }, { value: 'Bob' }, { value: 'and 5 more' }],
    });
  });
});

describe('the record of requests', () => {
  const run: AuditStorage['runs'][number] = {
    id: '0190c0de-0000-7000-8000-000000000002',
    startedAt: '2026-11-21T02:00:00.000Z',
    finishedAt: '2026-11-21T02:00:01.000Z',
    trigger: 'schedule',
    retentionDays: 90,
    partitionsDropped: 1,
    rowsDeleted: 0,
    bytesFreed: 0,
    error: null,
  };
  const storage: AuditStorage = {
    retentionDays: 90,
    maxBodyBytes: 65_536,
    rows: 0,
    bytes: 0,
    oldestAt: null,
    nextRunAt: null,
    runs: [run],
    gaps: [],
  };
  const gap = (noticedAt: string) => ({ id: run.id, noticedAt, reason: 'spool', records: 1 });
  it.each<[string, Partial<AuditStorage>, string]>([
    ['audit.retention', {}, 'pass'],
    ['audit.retention', { retentionDays: 7 }, 'warn'],
    ['audit.purge', {}, 'pass'],
    ['audit.purge', { runs: [] }, 'pass'],
    ['audit.purge', { runs: [{ ...run, finishedAt: '2026-11-18T02:00:00.000Z' }] }, 'warn'],
    ['audit.purge', { runs: [{ ...run, error: 'disk full' }] }, 'fail'],
    ['audit.gaps', {}, 'pass'],
    ['audit.gaps', { gaps: [gap('2026-08-01T00:00:00.000Z')] }, 'pass'],
    ['audit.gaps', { gaps: [gap('2026-11-20T00:00:00.000Z')] }, 'fail'],
  ])('%s with %p is judged: %s', (id, change, state) => {
    expect(named(auditChecks({ ...storage, ...change }, now), id).state).toBe(state);
  });
});
