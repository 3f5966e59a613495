import {
  expandCommand,
  ownerFolder,
  pythonTime,
  scriptNameOf,
  wordsOfCommand,
} from './hook-command.ts';
import { closestEvent, isGatewayEvent } from './hook-events.format.ts';

describe('a command line', () => {
  it.each([
    ['~/a.sh --x', ['~/a.sh', '--x']],
    [`python3 "my \\"own\\" dir/a.py" 'b c'`, ['python3', 'my "own" dir/a.py', 'b c']],
    ['a\\ b  c""', ['a b', 'c']],
    ['', []],
  ])('is cut as a shell would (%j)', (command, words) => {
    expect(wordsOfCommand(command)).toEqual(words);
  });

  it.each(['a "b', "a 'b", 'a\\'])('that does not end is not cut (%j)', (command) => {
    expect(wordsOfCommand(command)).toBeUndefined();
  });

  it.each([
    ['~/guard.sh', '~/guard.sh', true],
    ['python3 ~/guard.py --log /tmp/x', '~/guard.py', false],
    ['/usr/bin/env bash guard.sh', 'guard.sh', false],
    ['node /opt/hook', '/opt/hook', false],
    ['true', 'true', true],
  ])('names its script (%s)', (command, name, isBare) => {
    expect(scriptNameOf(command)).toEqual({ name, isBare });
  });

  it('gets the variables of .env, and tells when one is missing', () => {
    const environment = new Map([['DIR', '/opt/hooks']]);
    expect(expandCommand('${DIR}/a.sh ${env:DIR}', environment)).toEqual({
      text: '/opt/hooks/a.sh /opt/hooks',
      isPartial: false,
    });
    expect(expandCommand('${HOME}/a.sh', environment)).toEqual({
      text: '${HOME}/a.sh',
      isPartial: true,
    });
  });

  it('begins at the home of whom Hermes belongs to', () => {
    expect(ownerFolder('/home/ada/.hermes')).toBe('/home/ada');
  });
});

describe('the time of a script', () => {
  it.each([
    [1_795_220_128_622_412_000n, '2026-11-21T00:15:28.622412Z'],
    [1_795_220_128_000_000_000n, '2026-11-21T00:15:28Z'],
    [1_795_220_128_000_001_000n, '2026-11-21T00:15:28.000001Z'],
    [1_795_220_128_999_999_900n, '2026-11-21T00:15:29Z'],
  ])('is written as Python does (%s)', (nanoseconds, text) => {
    expect(pythonTime(nanoseconds)).toBe(text);
  });
});

describe('the name of an event', () => {
  it('that is mistyped is near a known one', () => {
    expect(closestEvent('post_tool_cal')).toBe('post_tool_call');
    expect(closestEvent('entirely_else')).toBeUndefined();
  });

  it.each([
    ['gateway:startup', true],
    ['command:*', true],
    ['command:reset', true],
    ['agent:*', true],
    ['pre_tool_call', false],
    ['agent', false],
    ['command:', false],
  ])('%s is told to hooks of the gateway: %s', (event, isTold) => {
    expect(isGatewayEvent(event)).toBe(isTold);
  });
});
