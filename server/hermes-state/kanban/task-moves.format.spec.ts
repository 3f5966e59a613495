import { moveOf, statusWord, taskStatuses, verbRefusal } from './task-moves.format.ts';

describe('moving a task', () => {
  it.each([
    ['ready', 'done', 'complete'],
    ['review', 'done', 'complete'],
    ['running', 'blocked', 'block'],
    ['todo', 'scheduled', 'schedule'],
    ['blocked', 'ready', 'unblock'],
    ['scheduled', 'ready', 'unblock'],
    ['todo', 'ready', 'promote'],
    ['running', 'ready', 'reclaim'],
    ['done', 'archived', 'archive'],
    ['odd', 'archived', 'archive'],
  ])('from %s to %s is what the verb %s does', (from, to, verb) => {
    expect(moveOf(from, to)).toEqual({ verb });
  });

  it.each([
    ['done', 'ready', 'no verb of Hermes reopens'],
    ['archived', 'todo', 'back from the archive'],
    ['ready', 'running', 'once a worker claims it'],
    ['running', 'review', 'No verb of Hermes moves a task to Review'],
    ['triage', 'ready', 'choose Specify'],
    ['triage', 'done', 'can be completed'],
    ['todo', 'blocked', 'can be blocked'],
    ['ready', 'odd', 'to “odd”'],
    ['odd', 'done', 'does not know the status'],
    ['ready', 'ready', 'already'],
  ])('from %s to %s is refused and says why', (from, to, words) => {
    expect(moveOf(from, to)).toEqual({ refusal: expect.stringContaining(words) });
  });

  it('is answered between any two columns', () => {
    for (const from of taskStatuses)
      for (const to of taskStatuses) expect(Object.values(moveOf(from, to)).join('')).not.toBe('');
  });
});

it('keeps the assignee of a running task', () => {
  expect(verbRefusal('assign', 'running')).toContain('take it back');
  expect(verbRefusal('assign', 'todo')).toBeUndefined();
});

it('names a column that it does not know as it is named', () => {
  expect([statusWord('todo'), statusWord('odd')]).toEqual(['To do', 'odd']);
});
