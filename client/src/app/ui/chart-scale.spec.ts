import type { ChartData } from './chart-data';
import { ticksFor } from './chart-scale';

const chartOf = (kind: ChartData['kind'], ...series: (number | null)[][]): ChartData => ({
  kind,
  categories: (series[0] ?? []).map(String),
  series: series.map((values, index) => ({ name: `${index}`, values })),
  format: String,
  isLastPartial: false,
});

describe('The vertical axis of a chart', () => {
  it('goes from zero to above the greatest value in round steps', () => {
    expect(ticksFor(chartOf('line', [310, 755]))).toEqual([0, 200, 400, 600, 800]);
  });

  it('holds the sum of what is stacked', () => {
    expect(ticksFor(chartOf('stacked', [3, 9], [1, 2])).at(-1)).toBeGreaterThanOrEqual(11);
    expect(ticksFor(chartOf('bar', [3, 9], [1, 2])).at(-1)).toBeLessThan(11);
  });

  it('has no halves of what is counted', () => {
    expect(ticksFor(chartOf('bar', [1, 0, 2]))).toEqual([0, 1, 2]);
  });

  it('has them where values do', () => {
    expect(ticksFor(chartOf('line', [0.7, 1.1]))).toEqual([0, 0.5, 1, 1.5]);
  });

  it('is there when nothing is known or all is zero', () => {
    expect(ticksFor(chartOf('bar', [null, 0]))).toEqual([0, 1]);
    expect(ticksFor(chartOf('bar'))).toEqual([0, 1]);
  });

  it('goes below zero where values do', () => {
    expect(ticksFor(chartOf('line', [-30, 50]))).toEqual([-40, -20, 0, 20, 40, 60]);
  });
});
