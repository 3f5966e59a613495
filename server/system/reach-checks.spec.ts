import { dashboardChecks } from './dashboard-check.ts';
import { reachChecks } from './reach-checks.ts';
import type { Listener } from './system.contract.ts';

const listener = (kind: Listener['kind'], address: string, port = 7843): Listener => ({
  kind,
  name: kind,
  address,
  port,
  reach: address === '127.0.0.1' ? 'this_machine' : 'every_address',
  source: 'socket',
});
const console = (address: string) => listener('console', address);
const gateway = (address: string) => listener('gateway', address, 8645);
const check = (
  own: Listener[],
  hermes: Listener[] | null = [],
  settings: { publicUrl?: string; allowedCidrs?: string[] } = {},
) => {
  const { publicUrl, allowedCidrs = [] } = settings;
  return reachChecks({ own, hermes }, { publicUrl, allowedCidrs });
};
const https = { publicUrl: 'https://hermes.example' };
const listed = { allowedCidrs: ['10.0.0.0/8'] };

describe('what of this console listens', () => {
  it.each([
    ['on this machine is well', [console('127.0.0.1'), gateway('127.0.0.1')], {}, 'ok'],
    ['on every address is warned of', [console('0.0.0.0')], {}, 'warning'],
    ['behind TLS is well', [console('0.0.0.0'), gateway('::')], https, 'ok'],
    ['for listed addresses is well', [console('0.0.0.0')], listed, 'ok'],
    ['as a gateway has no list', [console('0.0.0.0'), gateway('0.0.0.0')], listed, 'warning'],
    [
      'behind an address without TLS is warned of',
      [console('::')],
      { publicUrl: 'http://hermes.example' },
      'warning',
    ],
  ] as const)('%s', (_, own, settings, state) => {
    expect(check([...own], [], settings as never)[0]!.state).toBe(state);
  });

  it('is named with the address it has, and only what nothing guards', () => {
    const [{ detail, whatToDo }] = check([console('::'), gateway('0.0.0.0')], [], listed) as [
      never,
    ];
    expect(detail).toContain('gateway on 0.0.0.0:8645');
    expect(detail).not.toContain('[::]:7843');
    expect(whatToDo).toContain('HERMES_BIND_HOST=127.0.0.1');
  });
});

describe('what of Hermes listens', () => {
  it.each([
    ['nothing is well', [], 'ok'],
    ['what cannot be seen is said not to be known', null, 'ok'],
    ['a dashboard on this machine is well', [listener('hermes_dashboard', '127.0.0.1')], 'ok'],
    ['a dashboard on every address is warned of', [listener('hermes_dashboard', '::')], 'warning'],
    ['a proxy on every address is a failure', [listener('hermes_proxy', '0.0.0.0')], 'failed'],
  ] as const)('%s', (_, hermes, state) => {
    const [, found] = check([], hermes && [...hermes]);
    expect(found!.state).toBe(state);
    if (hermes === null) expect(found!.detail).toContain('Not known');
  });
});

describe('the dashboard of Hermes', () => {
  it('is not judged unless it is passed on', () => {
    expect(dashboardChecks({ state: 'not_set' })).toEqual([]);
  });

  it.each([
    [{ state: 'answers', status: 200, tookMs: 3 }, 'ok'],
    [{ state: 'answers', status: 401, tookMs: 3 }, 'ok'],
    [{ state: 'answers', status: 502, tookMs: 3 }, 'warning'],
    [{ state: 'silent', reason: 'ECONNREFUSED' }, 'warning'],
  ] as const)('%j is %s', (found, state) => {
    expect(dashboardChecks(found)[0]!.state).toBe(state);
  });
});
