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

  it('finds further words by their beginnings, not by letters spread over them', () => {
    const items = [{ name: 'Webhooks', words: 'hmac curl github url post test delivery' }];
    expect(ranked('github del', items, (item) => item)).toHaveLength(1);
    expect(ranked('hub', items, (item) => item)).toEqual([]);
    expect(
      ranked('harbour', [{ name: 'X', words: 'hooks handler doctor bus urn' }], (i) => i),
    ).toEqual([]);
  });

  it('reads signs as themselves', () => {
    expect(fitness('(a', 'x (a)')).toBeDefined();
    expect(fitness('.', 'abc')).toBeUndefined();
  });
});
