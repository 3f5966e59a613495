import { fitness, ranked } from './fuzzy';

const names = ['Audit log', 'API users', 'New API user', 'Administrators', 'Sign out'];
const best = (typed: string): string | undefined => ranked(typed, names, (name) => ({ name }))[0];

describe('Fuzzy ranking', () => {
  it.each([
    ['au', 'Audit log'],
    ['apiu', 'API users'],
    ['new', 'New API user'],
    ['nau', 'New API user'],
    ['adm', 'Administrators'],
    ['so', 'Sign out'],
    ['AUDIT LOG', 'Audit log'],
  ])('finds for “%s” first %s', (typed, expected) => {
    expect(best(typed)).toBe(expected);
  });

  it('leaves out what lacks a letter, or has them in another order', () => {
    expect(fitness('xyz', 'API users')).toBeUndefined();
    expect(fitness('resu', 'user')).toBeUndefined();
  });

  it('does not mind accents', () => {
    expect(fitness('zoe', 'Zoë')).toBeDefined();
  });

  it('finds by further words, after what has it in its name', () => {
    const items = [{ name: 'Overview', words: 'log' }, { name: 'Audit log' }];
    expect(ranked('log', items, (item) => item).map(({ name }) => name)).toEqual([
      'Audit log',
      'Overview',
    ]);
  });

  it('reads signs as themselves', () => {
    expect(fitness('(a', 'x (a)')).toBeDefined();
    expect(fitness('.', 'abc')).toBeUndefined();
  });
});
