import { pageGroups, pages } from './pages';

describe('Pages', () => {
  it('have addresses of their own', () => {
    expect(new Set(pages.map(({ path }) => path)).size).toBe(pages.length);
  });

  it('never share a key, and each key is one small letter', () => {
    const keys = pages.flatMap(({ key }) => key ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => !/^[a-z]$/.test(key))).toEqual([]);
  });

  it('stand in at most seven groups', () => {
    expect(pageGroups.length).toBeLessThanOrEqual(7);
  });

  it.each(pages.map(({ path, load }) => [path, load] as const))(
    '%s has a component to show',
    async (_path, load) => {
      expect(await load()).toBeInstanceOf(Function);
    },
  );
});
