import type { DensityChoice } from './table-choices';

const isTouched = (): boolean =>
  typeof matchMedia === 'function' && matchMedia('(pointer: coarse)').matches;

/** Every row is as high as every other, in rem, so that any of a hundred thousand can be found without drawing the rest. */
export function rowHeightRem(of: {
  readonly density: DensityChoice;
  readonly lines: 1 | 2;
  /** Columns in a card, its title among them; absent in a table. */
  readonly cardLines: number | undefined;
}): number {
  if (of.cardLines !== undefined) return 1.5 + Math.max(1, of.cardLines) * 1.75;
  const least = isTouched() ? 2.75 : 0;
  const line = of.density === 'compact' ? 1.75 : 2.375;
  return Math.max(least, line + (of.lines - 1) * 1.125);
}
