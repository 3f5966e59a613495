import uPlot from 'uplot';
import { type ChartData, colourTokenOf } from './chart-data';
import { ticksFor } from './chart-scale';
import { barPaths, isUnfinished, markPaths, type Paint } from './chart-shapes';

/** The category the pointer or the keys are at, and where it is drawn, in CSS pixels from the left. */
export interface PlotPoint {
  readonly index: number;
  readonly left: number;
  readonly width: number;
}

/** A drawn chart. This module brings the drawing library along: import it when there is something to draw. */
export interface Plot {
  draw(data: ChartData): void;
  /** Marks one category, or none; `pointed` is told. */
  point(index: number | undefined): void;
  resize(): void;
  dispose(): void;
}

const axisFontPx = 11;
const labelGapPx = 12;
const mostMarks = 40;

/** Draws into `element` with its font and the colours of its theme. `pointed` hears of the pointer as of `point`. */
export function plotOn(
  element: HTMLElement,
  pointed: (point: PlotPoint | undefined) => void,
): Plot {
  let chart: uPlot | undefined;
  const size = () => ({ width: element.clientWidth, height: element.clientHeight });
  const hears = (of: uPlot) => {
    const { idx, left = 0 } = of.cursor;
    const isAt = typeof idx === 'number' && left >= 0;
    pointed(isAt ? { index: idx, left: left + of.over.offsetLeft, width: of.width } : undefined);
  };
  return {
    draw: (data) => {
      chart?.destroy();
      const columns = data.series.map(({ values }) => [...values]);
      chart = new uPlot(
        {
          ...size(),
          ...optionsOf(data, element),
          hooks: { setCursor: [hears], setSize: [tellSlot], ready: [tellSlot] },
        },
        [data.categories.map((_, index) => index), ...columns],
        element,
      );
    },
    point: (index) => {
      const left = index === undefined ? undefined : chart?.valToPos(index, 'x');
      chart?.setCursor({ left: left ?? -10, top: left === undefined ? -10 : 0 });
    },
    resize: () => chart?.setSize(size()),
    dispose: () => chart?.destroy(),
  };
}

function optionsOf(data: ChartData, element: HTMLElement) {
  const colour = readColours(element);
  const font = `${axisFontPx}px ${getComputedStyle(element).fontFamily}`;
  const widthOf = measureIn(font);
  const widest = (words: readonly string[]): number => Math.max(0, ...words.map(widthOf));
  const ticks = ticksFor(data);
  const last = data.categories.length - 1;
  // Bars need room on both sides; a line begins and ends at the edge.
  const margin = data.kind === 'line' && last > 0 ? 0 : 0.5;
  const axis = {
    font,
    stroke: colour('--color-text-soft'),
    ticks: { show: false },
    gap: 6,
  };
  return {
    class: data.kind === 'line' ? 'lines' : 'bars',
    legend: { show: false },
    padding: [10, null, 0, 4] as uPlot.Padding,
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: false, y: false, setScale: false },
      bind: { dblclick: () => null },
      move: snapToCategory,
    },
    scales: {
      x: { time: false, range: [-margin, last + margin] as [number, number] },
      y: { range: [ticks[0], ticks.at(-1) ?? 1] as [number, number] },
    },
    axes: [
      {
        ...axis,
        size: axisFontPx + 11,
        grid: { show: false },
        border: { show: true, stroke: colour('--color-line-strong'), width: 1 },
        // As many of the categories as have room.
        space: widest(data.categories) + labelGapPx,
        incrs: Array.from({ length: last + 1 }, (_, index) => index + 1),
        values: (_: uPlot, at: number[]) => at.map((index) => data.categories[index] ?? ''),
      },
      {
        ...axis,
        size: (_: uPlot, words?: string[]) => widest(words ?? []) + labelGapPx,
        grid: { stroke: colour('--color-line'), width: 1 },
        splits: () => [...ticks],
        values: (_: uPlot, at: number[]) => at.map(data.format),
      },
    ],
    series: [{}, ...data.series.map((_, index) => seriesOf(data, index, colour))],
  };
}

function seriesOf(data: ChartData, index: number, colour: Colours): uPlot.Series {
  const series = data.series[index];
  const ink = series ? colour(colourTokenOf(series, index)) : '';
  const paint: Paint = { ink, ground: colour('--color-surface') };
  if (data.kind !== 'line')
    return { stroke: ink, width: 0, paths: barPaths(data, index, paint), points: { show: false } };
  return {
    stroke: ink,
    width: 1.75,
    dash: dashOf(index),
    points: {
      show: data.categories.length <= mostMarks,
      width: 1.25,
      fill: ink,
      paths: markPaths(index, isUnfinished(data)),
    },
  };
}

/** Lines differ in dash and mark besides their colour. */
const dashOf = (index: number): number[] => [[], [6, 4], [2, 3]][index % 3] ?? [];

const snapToCategory = (chart: uPlot, left: number, top: number): [number, number] =>
  left < 0 ? [left, top] : [chart.valToPos(chart.posToIdx(left), 'x'), top];

/** The band over a bar is drawn by the style sheet, which must know how wide it is. */
function tellSlot(chart: uPlot): void {
  const slot = chart.over.clientWidth / Math.max(1, chart.data[0].length);
  chart.over.style.setProperty('--chart-slot', `${slot}px`);
}

function measureIn(font: string): (text: string) => number {
  const context = document.createElement('canvas').getContext('2d');
  if (context) context.font = font;
  return (text) => Math.ceil(context?.measureText(text).width ?? 0);
}

type Colours = (token: string) => string;

/** Tokens follow the theme by `light-dark()`, which only an element can resolve. */
function readColours(element: HTMLElement): Colours {
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
