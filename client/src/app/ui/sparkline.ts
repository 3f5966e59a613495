import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

const [width, height, margin] = [100, 28, 2];

/** A course without axes, beside the number it belongs to. Unknown values leave a gap. */
@Component({
  selector: 'app-sparkline',
  template: `<svg
    role="img"
    preserveAspectRatio="none"
    [attr.aria-label]="label()"
    [attr.viewBox]="box"
  >
    <path class="area" [attr.d]="area()" />
    <path class="line" [attr.d]="line()" />
  </svg>`,
  styles: `
    :host {
      display: block;
    }
    svg {
      display: block;
      width: 100%;
      height: 1.75rem;
    }
    .line {
      fill: none;
      stroke: var(--color-chart-1);
      stroke-width: 1.5;
      stroke-linecap: round;
      stroke-linejoin: round;
      vector-effect: non-scaling-stroke;
    }
    .area {
      fill: var(--color-accent-wash);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Sparkline {
  readonly values = input.required<readonly (number | null)[]>();
  /** Says the course in words: "Requests over the last 24 hours, between 3 and 120". */
  readonly label = input.required<string>();

  protected readonly box = `0 0 ${width} ${height}`;
  private readonly runs = computed(() => runsOf(this.values()));
  protected readonly line = computed(() => this.runs().map(pathOf).join(''));
  protected readonly area = computed(() =>
    this.runs()
      .map((run) => `${pathOf(run)}L${run.at(-1)?.x} ${height}L${run[0]?.x} ${height}Z`)
      .join(''),
  );
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Stretches of known values, from zero or the least value up to the peak. */
function runsOf(values: readonly (number | null)[]): readonly (readonly Point[])[] {
  const known = values.filter((value) => value !== null);
  const [least, peak] = [Math.min(0, ...known), Math.max(1e-9, ...known)];
  const step = width / Math.max(1, values.length - 1);
  const runs: Point[][] = [[]];
  values.forEach((value, index) => {
    if (value === null) return void runs.push([]);
    const share = (value - least) / (peak - least);
    runs.at(-1)?.push({
      x: round(index * step),
      y: round(height - margin - share * (height - 2 * margin)),
    });
  });
  return runs.filter((run) => run.length > 0);
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** A single value is a short stroke, because a point has no length to draw. */
function pathOf(run: readonly Point[]): string {
  const [first] = run;
  if (run.length === 1 && first) return `M${first.x} ${first.y}h0.5`;
  return run.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}
