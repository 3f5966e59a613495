import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  type ElementRef,
  inject,
  input,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { type ChartData, type ChartSeries, colourTokenOf, wordsAt } from './chart-data';
import type { Plot, PlotPoint } from './chart-plot';
import { formatNumber } from './format';
import { themeChanges } from './theme-change';

/**
 * Lines, bars or stacked bars over categories, in the colours of the theme; with the arrow keys its values are read
 * out, and the same numbers are there as a table. The drawing library loads with the first chart of a visit.
 */
@Component({
  selector: 'app-chart',
  template: `<figure>
      <div class="frame">
        <div
          #plot
          class="plot"
          role="group"
          aria-roledescription="chart"
          tabindex="0"
          [attr.aria-label]="label() + '. Arrow keys read the values.'"
          [style.height.rem]="heightRem()"
          (keydown)="followKey($event)"
          (blur)="pointTo(undefined)"
        ></div>
        @if (marked(); as point) {
          <div
            class="values"
            aria-hidden="true"
            [style.left.px]="isInRightHalf() ? null : point.left"
            [style.right.px]="isInRightHalf() ? point.width - point.left : null"
          >
            <strong>{{ categories()[point.index] }}</strong>
            @for (item of series(); track item.name; let index = $index) {
              <span class="key"
                ><i [style.background]="'var(' + tokenOf(item, index) + ')'"></i>{{ item.name }}
                <b>{{ shown(item.values[point.index]) }}</b></span
              >
            }
          </div>
        }
      </div>
      <span class="visually-hidden" role="status">{{ pointed() }}</span>
      <figcaption class="caption soft">
        @for (item of series(); track item.name; let index = $index) {
          <span class="key"
            ><i aria-hidden="true" [style.background]="'var(' + tokenOf(item, index) + ')'"></i
            >{{ item.name }}</span
          >
        }
        @if (isLastPartial()) {
          <span>Last one still filling</span>
        }
      </figcaption>
    </figure>
    <details>
      <summary class="caption">Show as table</summary>
      <div class="numbers" role="region" tabindex="0" [attr.aria-label]="label() + ', as table'">
        <table class="table">
          <caption class="visually-hidden">
            {{
              label()
            }}
          </caption>
          <thead>
            <tr>
              <th scope="col">{{ categoryName() }}</th>
              @for (item of series(); track item.name) {
                <th scope="col" class="number">{{ item.name }}</th>
              }
            </tr>
          </thead>
          <tbody>
            @for (category of categories(); track $index; let index = $index) {
              <tr>
                <th scope="row">{{ category }}</th>
                @for (item of series(); track item.name) {
                  <td class="number">{{ shown(item.values[index]) }}</td>
                }
              </tr>
            }
          </tbody>
        </table>
      </div>
    </details>`,
  styles: `
    :host {
      display: block;
      min-width: 0;
    }
    .frame {
      position: relative;
    }
    .plot {
      width: 100%;
      border-radius: var(--radius-small);
    }
    .values {
      position: absolute;
      top: 0;
      z-index: 1;
      display: grid;
      gap: 2px;
      max-width: 50%;
      margin: 0 var(--space-2);
      padding: var(--space-1) var(--space-2);
      background: var(--color-raised);
      border: 1px solid var(--color-line-strong);
      border-radius: var(--radius);
      font-size: var(--text-caption);
      pointer-events: none;
    }
    .values strong,
    .values b {
      font-weight: var(--weight-medium);
    }
    .values b {
      margin-left: auto;
      padding-left: var(--space-2);
      white-space: nowrap;
    }
    figcaption {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-1) var(--space-4);
      margin-top: var(--space-1);
    }
    .key {
      display: inline-flex;
      align-items: center;
      gap: 6px;
    }
    .key i {
      flex: none;
      width: 0.625rem;
      height: 0.625rem;
      border-radius: 2px;
    }
    details {
      margin-top: var(--space-1);
    }
    summary {
      width: max-content;
      min-height: 1.5rem;
      color: var(--color-text-soft);
      cursor: pointer;
    }
    .numbers {
      max-height: 18rem;
      overflow: auto;
      border: var(--hairline);
      border-radius: var(--radius);
    }
    tbody th {
      border-bottom: var(--hairline);
      color: inherit;
      font-weight: var(--weight-normal);
    }
    .table td {
      height: 1.75rem;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Chart {
  readonly kind = input<ChartData['kind']>('bar');
  /** What the chart says: "Requests per hour today, UTC". */
  readonly label = input.required<string>();
  /** Along the horizontal axis, as shown; empty days included. */
  readonly categories = input.required<readonly string[]>();
  readonly series = input.required<readonly ChartSeries[]>();
  /** Heading of the categories in the table. */
  readonly categoryName = input('Time');
  readonly format = input<(value: number) => string>(formatNumber);
  /** The last category is still filling: drawn hatched, and said. */
  readonly isLastPartial = input(false);
  readonly heightRem = input(12);

  private readonly element = viewChild.required<ElementRef<HTMLElement>>('plot');
  private readonly plot = signal<Plot | undefined>(undefined);
  private readonly at = signal<number | undefined>(undefined);
  /** What the pointer or the keys are at, once it is drawn. */
  protected readonly marked = signal<PlotPoint | undefined>(undefined);
  protected readonly isInRightHalf = computed(() => {
    const { left, width } = this.marked() ?? { left: 0, width: 0 };
    return left > width / 2;
  });
  private readonly data = computed<ChartData>(() => ({
    kind: this.kind(),
    categories: this.categories(),
    series: this.series(),
    format: this.format(),
    isLastPartial: this.isLastPartial(),
  }));

  protected readonly tokenOf = colourTokenOf;
  protected readonly pointed = computed(() => {
    const at = this.at();
    return at === undefined ? '' : wordsAt(this.data(), at);
  });

  constructor() {
    const theme = themeChanges();
    let isGone = false;
    inject(DestroyRef).onDestroy(() => {
      isGone = true;
      this.plot()?.dispose();
    });
    effect((onCleanup) => {
      const element = this.element().nativeElement;
      // Where nothing can be drawn, the table remains.
      if (typeof ResizeObserver === 'undefined') return;
      const observer = new ResizeObserver(() => this.plot()?.resize());
      observer.observe(element);
      onCleanup(() => observer.disconnect());
      void import('./chart-plot').then(({ plotOn }) => {
        if (!isGone) this.plot.set(plotOn(element, (point) => this.marked.set(point)));
      });
    });
    effect(() => {
      theme();
      this.plot()?.draw(this.data());
      this.plot()?.point(untracked(() => this.marked()?.index));
    });
  }

  protected shown(value: number | null | undefined): string {
    return value === null || value === undefined ? '–' : this.format()(value);
  }

  protected followKey(event: KeyboardEvent): void {
    const last = this.categories().length - 1;
    const at = this.at();
    const moves: Record<string, number | undefined> = {
      ArrowRight: at === undefined ? 0 : Math.min(last, at + 1),
      ArrowLeft: at === undefined ? last : Math.max(0, at - 1),
      Home: 0,
      End: last,
    };
    if (event.key === 'Escape' && at !== undefined) this.pointTo(undefined);
    else if (moves[event.key] !== undefined && last >= 0) this.pointTo(moves[event.key]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  protected pointTo(index: number | undefined): void {
    this.at.set(index);
    this.plot()?.point(index);
  }
}
