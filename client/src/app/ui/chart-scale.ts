import type { ChartData } from './chart-data';

/** Values at which the vertical axis is marked, from the least to the greatest. */
export type Ticks = readonly [number, ...number[]];

/** About four even steps that hold every value and zero; whole ones where all values are whole. */
export function ticksFor(data: ChartData): Ticks {
  const extremes = data.categories.flatMap((_, index) => extremesAt(data, index));
  const [least, greatest] = [Math.min(0, ...extremes), Math.max(0, ...extremes)];
  const isWhole = extremes.every(Number.isInteger);
  const step = niceStep((greatest - least) / 4, isWhole ? 1 : 0);
  const first = Math.floor(least / step);
  const count = Math.max(1, Math.ceil(greatest / step) - first);
  const tick = (index: number): number => round((first + index) * step);
  return [tick(0), ...Array.from({ length: count }, (_, index) => tick(index + 1))];
}

/** What one category reaches from and to: its values, or their sum where they lie on each other. */
function extremesAt(data: ChartData, index: number): number[] {
  const values = data.series.map((series) => series.values[index] ?? 0);
  return data.kind === 'stacked' ? [values.reduce((sum, value) => sum + value, 0)] : values;
}

/** One, two or five times a power of ten. */
function niceStep(wanted: number, least: number): number {
  if (wanted <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= wanted);
  return Math.max(least, step ?? wanted);
}

/** 0.30000000000000004 is 0.3. */
const round = (value: number): number => Number(value.toPrecision(12));
