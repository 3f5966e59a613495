import { hindrance, platformLook } from './status-looks';

const facts = {
  verdict: 'running',
  unavailableReason: null,
  serviceManager: 'systemd',
} as const;

describe('a verb of the gateway', () => {
  it.each([
    ['run', 'running', undefined],
    ['start', 'running', 'It runs already.'],
    ['start', 'draining', 'It runs already.'],
    ['stop', 'running', undefined],
    ['stop', 'stale', 'It does not run.'],
    ['stop', 'elsewhere', 'It runs where this console cannot reach it.'],
    ['run', 'stale', undefined],
    ['restart', 'stopped', undefined],
  ] as const)('%s of one that is %s is hindered by: %s', (verb, verdict, reason) => {
    expect(hindrance(verb, { ...facts, verdict })).toBe(reason);
  });

  it('cannot start a service where no service manager is', () => {
    const without = { ...facts, verdict: 'stopped', serviceManager: 'none' } as const;
    expect(hindrance('start', without)).toContain('no service manager');
    expect(hindrance('run', without)).toBeUndefined();
  });

  it('cannot be run without the command', () => {
    expect(hindrance('run', { ...facts, verdict: 'stopped', unavailableReason: 'None.' })).toBe(
      'None.',
    );
  });
});

it('what a gateway that does not run said of a platform is told as history', () => {
  expect(platformLook('connected', true)).toMatchObject({ word: 'connected', tone: 'good' });
  expect(platformLook('connected', false)).toMatchObject({ word: 'was connected', tone: 'muted' });
});
