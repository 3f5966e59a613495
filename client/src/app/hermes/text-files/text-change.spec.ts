import { changeBetween } from './text-change';

const applied = (before: string, after: string): string => {
  const { start, end, text } = changeBetween(before, after);
  return before.slice(0, start) + text + before.slice(end);
};

describe('The stretch in which two texts differ', () => {
  it('is all that is sent', () => {
    expect(changeBetween('one two three', 'one 2 three')).toEqual({ start: 4, end: 7, text: '2' });
    expect(changeBetween('same', 'same')).toEqual({ start: 4, end: 4, text: '' });
  });

  it('makes one text of the other, also where both repeat themselves', () => {
    for (const [before, after] of [
      ['aaa', 'aa'],
      ['abab', 'ababab'],
      ['', 'x'],
      ['x', ''],
    ] as const)
      expect(applied(before, after)).toBe(after);
  });

  it('never begins or ends within a character', () => {
    // 😀 and 😁 share their first half, 😀 and 🨀 their second.
    expect(changeBetween('a😀b', 'a😁b')).toEqual({ start: 1, end: 3, text: '😁' });
    expect(changeBetween('a😀b', 'a🨀b')).toEqual({ start: 1, end: 3, text: '🨀' });
  });
});
