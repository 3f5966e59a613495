export interface ChartSeries {
  readonly name: string;
  /** One for each category; `null` where nothing is known, which is not zero. */
  readonly values: readonly (number | null)[];
  /** A meaning instead of the next colour of the palette. */
  readonly tone?: 'good' | 'warning' | 'bad' | 'muted';
}

export interface ChartData {
  readonly kind: 'line' | 'bar' | 'stacked';
  /** Along the horizontal axis, as shown. */
  readonly categories: readonly string[];
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
  /** The last category is still filling. */
  readonly isLastPartial: boolean;
}

const tones = {
  good: '--color-good',
  warning: '--color-meter-warning',
  bad: '--color-meter-bad',
  muted: '--color-chart-5',
} as const;

/** Name of the token that colours a series. */
export const colourTokenOf = (series: ChartSeries, index: number): string =>
  series.tone ? tones[series.tone] : `--color-chart-${(index % 6) + 1}`;

/** One category in words: `14:00: 12 requests, 1 errors`. */
export function wordsAt(data: ChartData, index: number): string {
  const values = data.series.map(({ name, values }) => {
    const value = values[index];
    return `${name} ${value === null || value === undefined ? 'unknown' : data.format(value)}`;
  });
  return `${data.categories[index]}: ${values.join(', ')}`;
}
