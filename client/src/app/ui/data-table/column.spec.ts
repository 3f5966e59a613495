import { type Column, fittingColumns, nextSort, tracksOf } from './column';
import { extentOf, withRange } from './row-selection';

const column = (key: string, change: Partial<Column<string>> = {}): Column<string> => ({
  key,
  header: key,
  ...change,
});
const keys = (columns: readonly Column<string>[]): string => columns.map(({ key }) => key).join('');

describe('Columns of a table', () => {
  const columns = [
    column('a', { priority: 3 }),
    column('b', { priority: 3 }),
    column('c'),
    column('d', { priority: 1 }),
    column('e', { isActions: true, width: 3 }),
  ];

  it.each([
    [35, 'abcde'],
    [34, 'acde'],
    [26, 'ade'],
    [5, 'ade'],
  ])('in %i rem keeps %s', (room, kept) => {
    expect(keys(fittingColumns(columns, room))).toBe(kept);
  });

  it('lines up rows that do not know each other', () => {
    expect(tracksOf([column('a', { grow: 2 }), column('b', { width: 5, grow: 0 })])).toBe(
      'minmax(8rem, 2fr) 5rem',
    );
  });

  it('starts another column upwards', () => {
    expect(nextSort({ key: 'a', direction: 'ascending' }, 'b')).toEqual({
      key: 'b',
      direction: 'ascending',
    });
  });
});

describe('Selection of rows', () => {
  it('clears a range backwards and leaves what lies outside', () => {
    const change = { from: 2, to: 1, isSelected: false };
    expect([...withRange(new Set(['a', 'b', 'c', 'z']), ['a', 'b', 'c'], change)]).toEqual([
      'a',
      'z',
    ]);
  });

  it('is partial when some of what is loaded is selected', () => {
    expect(extentOf(new Set(['a', 'z']), ['a', 'b'])).toBe('some');
  });
});
