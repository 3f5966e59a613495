import uPlot from 'uplot';
import type { ChartData } from './chart-data';

/** Colours of one series: its own, and what it is drawn on. */
export interface Paint {
  readonly ink: string;
  readonly ground: string;
}

const widestBarPx = 28;
const barShare = 0.76;
const markPx = 5;

/** Says of an index whether it is the category that is still filling. */
export const isUnfinished =
  (data: ChartData) =>
  (index: number): boolean =>
    data.isLastPartial && index === data.categories.length - 1;

/** Bars side by side, or on each other where they are stacked; that of an unfinished category is hatched. */
export function barPaths(data: ChartData, series: number, paint: Paint): uPlot.Series.PathBuilder {
  const isOpen = isUnfinished(data);
  const values = data.series[series]?.values ?? [];
  return (chart, _series, from, to) => {
    const { slot, width } = barSize(chart, data);
    const whole = new Path2D();
    const open = new Path2D();
    for (let index = from; index <= to; index++) {
      const value = values[index];
      if (!value) continue;
      const base = data.kind === 'stacked' ? sumBelow(data, series, index) : 0;
      const middle = chart.valToPos(index, 'x', true);
      const start = Math.round(middle - slot / 2);
      const left = data.kind === 'stacked' ? start : start + Math.round(series * width);
      const [one, other] = [base, base + value].map((at) =>
        Math.round(chart.valToPos(at, 'y', true)),
      ) as [number, number];
      // What is little is not nothing.
      const height = Math.max(1, Math.abs(other - one));
      const top = other < one ? one - height : one;
      (isOpen(index) ? open : whole).rect(left, top, Math.max(1, Math.round(width)), height);
    }
    return {
      fill: new Map<CanvasRenderingContext2D['fillStyle'], Path2D>([
        [paint.ink, whole],
        [hatching(paint, chart.ctx), open],
      ]),
    };
  };
}

/** Width of all bars of a category together, and of one, in pixels of the canvas. */
function barSize(chart: uPlot, data: ChartData): { slot: number; width: number } {
  const together = data.kind === 'stacked' ? 1 : data.series.length;
  const room = (chart.bbox.width / Math.max(1, data.categories.length)) * barShare;
  const slot = Math.min(room, widestBarPx * uPlot.pxRatio * together);
  return { slot, width: slot / together };
}

const sumBelow = (data: ChartData, series: number, index: number): number =>
  data.series.slice(0, series).reduce((sum, { values }) => sum + (values[index] ?? 0), 0);

/** Stripes in the series' colour. */
function hatching({ ink, ground }: Paint, on: CanvasRenderingContext2D): CanvasPattern | string {
  const side = Math.round(6 * uPlot.pxRatio);
  const tile = document.createElement('canvas');
  tile.width = tile.height = side;
  const context = tile.getContext('2d');
  if (!context) return ink;
  context.fillStyle = ink;
  context.fillRect(0, 0, side, side);
  context.strokeStyle = ground;
  context.lineWidth = side / 3;
  context.beginPath();
  // The corners too, so that stripes go on from tile to tile.
  for (const shift of [-side, 0, side]) {
    context.moveTo(shift - 1, side + 1);
    context.lineTo(shift + side + 1, -1);
  }
  context.stroke();
  return on.createPattern(tile, 'repeat') ?? ink;
}

type Mark = (path: Path2D, x: number, y: number, radius: number) => void;

const marks: readonly Mark[] = [
  (path, x, y, radius) => path.arc(x, y, radius, 0, 2 * Math.PI),
  (path, x, y, radius) => path.rect(x - radius, y - radius, 2 * radius, 2 * radius),
  (path, x, y, radius) =>
    polygon(path, [x, y - radius], [x + radius, y + radius], [x - radius, y + radius]),
  (path, x, y, radius) =>
    polygon(path, [x, y - radius], [x + radius, y], [x, y + radius], [x - radius, y]),
];

function polygon(path: Path2D, ...corners: readonly (readonly [number, number])[]): void {
  corners.forEach(([x, y], index) => (index === 0 ? path.moveTo(x, y) : path.lineTo(x, y)));
  path.closePath();
}

/** A mark at each value of a line, of a shape of the series' own; hollow where the category is unfinished. */
export function markPaths(
  series: number,
  isOpen: (index: number) => boolean,
): uPlot.Series.Points.PathBuilder {
  return (chart, of, from, to, only) => {
    const path = { stroke: new Path2D(), fill: new Path2D() };
    const indices = only ?? Array.from({ length: to - from + 1 }, (_, index) => from + index);
    for (const index of indices) {
      const value = chart.data[of]?.[index];
      if (value === null || value === undefined) continue;
      const [x, y] = [chart.valToPos(index, 'x', true), chart.valToPos(value, 'y', true)];
      const radius = (markPx * uPlot.pxRatio) / 2;
      const shape = new Path2D();
      // A moved pen keeps shapes apart.
      marks[series % marks.length]?.(shape, x, y, radius);
      path.stroke.addPath(shape);
      if (!isOpen(index)) path.fill.addPath(shape);
    }
    return path;
  };
}
