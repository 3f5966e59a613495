import { formatCount, formatNumber } from '../format';

/** How many rows are there, of how many that match as far as that is known. */
export function countWords(count: number, hasMore: boolean, matching: number | undefined): string {
  if (count === 0) return '';
  const loaded = formatNumber(count);
  if (!hasMore) return `${loaded} shown`;
  return matching === undefined
    ? `${loaded} shown, more to load`
    : `${loaded} of ${formatNumber(matching)}`;
}

/** How many rows are selected; `matching` when the selection stands for all of them. */
export const selectionWords = (count: number, matching: number | undefined): string =>
  matching === undefined
    ? `${formatCount(count, 'row')} selected`
    : `All ${formatNumber(matching)} matching selected`;
