import { server, tested } from '../../testing/mcp-samples';
import { choiceOf, isSame, toolsOf, writtenChoice } from './tool-choice';
import { toolsText } from './mcp-view';

const test = tested('echo', 'count');
const of = (mode: 'all' | 'include' | 'exclude', ...names: string[]) =>
  server('a', { test, tools: { mode, names } });

describe('The choice of tools', () => {
  it.each([of('all'), of('include', 'echo'), of('exclude', 'count', 'gone')])(
    'means at first what is written: %#',
    (given) => expect(isSame(given, choiceOf(given))).toBe(true),
  );

  it('names what was switched off, also what no test found', () => {
    const given = of('exclude', 'gone');
    expect(toolsOf(given).map(({ name, isFound }) => [name, isFound])).toEqual([
      ['echo', true],
      ['count', true],
      ['gone', false],
    ]);
    const off = new Set(['gone', 'echo']);
    expect(writtenChoice(given, { listed: 'exclude', off })).toEqual({
      mode: 'exclude',
      names: ['echo', 'gone'],
    });
    expect(writtenChoice(given, { listed: 'include', off })).toEqual({
      mode: 'include',
      names: ['count'],
    });
    expect(writtenChoice(given, { listed: 'exclude', off: new Set() }).mode).toBe('all');
  });

  it.each([
    [of('all'), '2 of 2'],
    [of('include', 'echo', 'gone'), '1 of 2'],
    [of('exclude', 'echo'), '1 of 2'],
    [server('a'), 'all'],
    [server('a', { tools: { mode: 'include', names: ['x'] } }), '1 selected'],
    [server('a', { tools: { mode: 'exclude', names: ['x'] } }), 'all but 1'],
  ])('is counted: %#', (given, text) => expect(toolsText(given)).toBe(text));
});
