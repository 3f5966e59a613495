/** One column of a data table. */
export interface Column<Row> {
  /** Names the cell's template, and the sort for the server. */
  readonly key: string;
  readonly header: string;
  /** The cell as plain text. An `appCell` template with the same key takes its place. */
  readonly text?: (row: Row) => string;
  readonly align?: 'start' | 'end';
  readonly isSortable?: boolean;
  /** Least width in rem, 8 unless given. Rather than going below it, columns leave or the table scrolls. */
  readonly width?: number;
  /** Share of the room that is left, 1 unless given; 0 keeps the column at its width. */
  readonly grow?: number;
  /** Whether the operator may take it out; true unless given. */
  readonly isHideable?: boolean;
  readonly isHiddenAtFirst?: boolean;
  /** 1 always stays; 2, as unless given, leaves late; 3 leaves first when there is no room, and is in no card. */
  readonly priority?: 1 | 2 | 3;
  /** Buttons of a row: last, without a visible header, at the corner of a card, and never hidden. */
  readonly isActions?: boolean;
}

export interface Sort {
  /** Of the column. */
  readonly key: string;
  readonly direction: 'ascending' | 'descending';
}

/** Below this, in rem, rows are cards. */
export const cardsBelowRem = 37.5;

const widthOf = (column: Column<never>): number => column.width ?? 8;

/** Least width of all columns, in rem. */
export const leastWidth = (columns: readonly Column<never>[]): number =>
  columns.reduce((sum, column) => sum + widthOf(column), 0);

/** The columns that fit: the least important leave first, and of those the last. Never the first column. */
export function fittingColumns<Row>(
  columns: readonly Column<Row>[],
  roomRem: number,
): readonly Column<Row>[] {
  let kept = columns;
  for (const priority of [3, 2]) {
    while (leastWidth(kept) > roomRem) {
      const leaving = kept.findLastIndex(
        (column, index) => index > 0 && !column.isActions && (column.priority ?? 2) === priority,
      );
      if (leaving === -1) break;
      kept = kept.filter((_, index) => index !== leaving);
    }
  }
  return kept;
}

/** The same `grid-template-columns` for every row: fixed minimums, so that rows line up without knowing each other. */
export function tracksOf(columns: readonly Column<never>[]): string {
  return columns
    .map((column) => {
      const grow = column.isActions ? 0 : (column.grow ?? 1);
      return grow === 0 ? `${widthOf(column)}rem` : `minmax(${widthOf(column)}rem, ${grow}fr)`;
    })
    .join(' ');
}

/** A sorted column turns round; another one starts upwards. */
export function nextSort(current: Sort | undefined, key: string): Sort {
  const isTurned = current?.key === key && current.direction === 'ascending';
  return { key, direction: isTurned ? 'descending' : 'ascending' };
}

/** Id of the element of a row that takes the focus: where a panel beside the table gives it back to. */
export const rowElementId = (tableId: string, rowId: string): string => `${tableId}-row-${rowId}`;
