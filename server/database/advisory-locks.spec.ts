import { advisoryLocks } from './advisory-locks.ts';

describe('Advisory locks', () => {
  it('have a number each, so that no work waits for another kind of work', () => {
    const numbers = Object.values(advisoryLocks);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
