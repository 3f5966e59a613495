import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { type ChartData, colourTokenOf } from './chart-data';

use([AriaComponent, BarChart, CanvasRenderer, GridComponent, LineChart, TooltipComponent]);

/** A drawn chart. This module brings the drawing library along: import it when there is something to draw. */
export interface Plot {
  draw(data: ChartData): void;
  /** Shows the values of one category, or of none. */
  point(index: number | undefined): void;
  resize(): void;
  dispose(): void;
}

export function plotOn(element: HTMLElement): Plot {
  const chart = init(element, undefined, { renderer: 'canvas' });
  return {
    draw: (data) => chart.setOption(optionOf(data, element), { notMerge: true }),
    point: (index) =>
      chart.dispatchAction(
        index === undefined
          ? { type: 'hideTip' }
          : { type: 'showTip', seriesIndex: 0, dataIndex: index },
      ),
    resize: () => chart.resize(),
    dispose: () => chart.dispose(),
  };
}

function optionOf(data: ChartData, element: HTMLElement) {
  const colour = readColours(element);
  const axisText = {
    color: colour('--color-text-soft'),
    fontSize: 11,
    fontFamily: fontOf(element),
  };
  return {
    animation: false,
    // Patterns carry the last, unfinished bucket.
    aria: { enabled: false },
    grid: { left: 4, right: 8, top: 10, bottom: 2, containLabel: true },
    tooltip: {
      trigger: 'axis',
      // Drawn, not HTML: the content security policy allows no inline styles.
      renderMode: 'richText',
      confine: true,
      backgroundColor: colour('--color-raised'),
      borderColor: colour('--color-line-strong'),
      borderWidth: 1,
      padding: [6, 10],
      textStyle: { ...axisText, color: colour('--color-text'), fontSize: 12 },
      axisPointer: {
        type: data.kind === 'line' ? 'line' : 'shadow',
        lineStyle: { color: colour('--color-line-strong') },
        shadowStyle: { color: colour('--color-hover'), opacity: 0.6 },
      },
      valueFormatter: (value: unknown) =>
        typeof value === 'number' ? data.format(value) : 'unknown',
    },
    xAxis: {
      type: 'category',
      data: [...data.categories],
      boundaryGap: data.kind !== 'line',
      axisLine: { lineStyle: { color: colour('--color-line-strong') } },
      axisTick: { show: false },
      axisLabel: { ...axisText, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      splitNumber: 4,
      splitLine: { lineStyle: { color: colour('--color-line') } },
      axisLabel: { ...axisText, formatter: (value: number) => data.format(value) },
    },
    series: data.series.map((series, index) => ({
      name: series.name,
      type: data.kind === 'line' ? 'line' : 'bar',
      stack: data.kind === 'stacked' ? 'all' : undefined,
      data: series.values.map((value, at) =>
        data.isLastPartial && at === series.values.length - 1
          ? { value, itemStyle: { decal: hatching(colour('--color-surface')) } }
          : value,
      ),
      color: colour(colourTokenOf(series, index)),
      symbol: markOf(index),
      symbolSize: 5,
      showSymbol: series.values.length <= 40,
      lineStyle: { width: 1.75, type: dashOf(index) },
      barMaxWidth: 28,
      barCategoryGap: '24%',
      emphasis: { disabled: true },
    })),
  };
}

const hatching = (color: string) => ({
  symbol: 'rect',
  color,
  dashArrayX: [1, 0],
  dashArrayY: [2, 4],
  rotation: -Math.PI / 4,
});

/** Lines differ in dash and mark besides their colour. */
const dashOf = (index: number) => (['solid', 'dashed', 'dotted'] as const)[index % 3] ?? 'solid';
const markOf = (index: number): string =>
  ['circle', 'rect', 'triangle', 'diamond'][index % 4] ?? 'circle';
const fontOf = (element: HTMLElement): string => getComputedStyle(element).fontFamily;

/** Tokens follow the theme by `light-dark()`, which only an element can resolve. */
function readColours(element: HTMLElement): (token: string) => string {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.parentElement?.append(probe);
  const read = new Map<string, string>();
  queueMicrotask(() => probe.remove());
  return (token) => {
    const known = read.get(token);
    if (known !== undefined) return known;
    probe.style.color = `var(${token})`;
    const resolved = getComputedStyle(probe).color;
    read.set(token, resolved);
    return resolved;
  };
}
