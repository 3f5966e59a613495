import { changesBetween } from './field-changes.ts';

describe('changes between two states', () => {
  it('are only the fields that differ', () => {
    const before = { a: 1, b: ['x'], c: null };
    expect(changesBetween(before, { a: 2, b: ['x'], c: undefined })).toEqual([
      { field: 'a', before: 1, after: 2 },
    ]);
  });

  it('have no "before" for something new and no "after" for something removed', () => {
    expect(changesBetween(undefined, { a: 1, b: null })).toEqual([{ field: 'a', after: 1 }]);
    expect(changesBetween({ a: 1 }, undefined)).toEqual([{ field: 'a', before: 1 }]);
  });

  it('show the beginning of a long value', () => {
    const [change] = changesBetween(undefined, { text: 'x'.repeat(100_000) });
    expect(change!.after).toEqual({
      start: `"${'x'.repeat(1023)}`,
      characters: 100_002,
      fingerprint: expect.stringMatching(/^sha256:/),
    });
  });
});
