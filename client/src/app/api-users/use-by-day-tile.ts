import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Router } from '@angular/router';
import type { ChartSeries } from '../ui/chart-data';
import { Chart } from '../ui/chart';
import { formatCompact, formatCount, formatDay, formatNumber } from '../ui/format';
import { Tile } from '../ui/tile';
import { ApiUserDetailStore } from './api-user-detail-store';
import { measureNames, measures, rangeNames, ranges } from './use-range';

/** What an API user used, day by day. */
@Component({
  selector: 'app-use-by-day-tile',
  imports: [Chart, Tile],
  template: `<app-tile title="Use by day" [resource]="store.days" [lines]="7">
    <div tileActions class="button-row">
      <label>
        <span class="visually-hidden">What is drawn</span>
        <select #measure class="control" (change)="show({ show: measure.value })">
          @for (name of measureNames; track name) {
            <option [value]="name" [selected]="store.measure() === name">
              {{ measures[name] }}
            </option>
          }
        </select>
      </label>
      <label>
        <span class="visually-hidden">Time range</span>
        <select #range class="control" (change)="show({ range: range.value })">
          @for (name of rangeNames; track name) {
            <option [value]="name" [selected]="store.range() === name">
              {{ ranges[name].name }}
            </option>
          }
        </select>
      </label>
    </div>
    @if (store.days.value(); as use) {
      <p class="soft">{{ summary() }}</p>
      <app-chart
        kind="stacked"
        categoryName="Day"
        [label]="label()"
        [categories]="categories()"
        [series]="series()"
        [format]="format"
        [isLastPartial]="use.to === use.today"
      />
      <p class="caption soft">
        Days in {{ use.timeZone }}.
        @if (use.toleranceMinutes > 0) {
          Numbers are kept by the hour of UTC, so a day begins and ends up to
          {{ use.toleranceMinutes }} minutes beside midnight.
        }
      </p>
    }
  </app-tile>`,
  styles: `
    :host {
      display: grid;
      min-width: 0;
    }
    .control {
      width: auto;
    }
    p {
      font-size: var(--text-table);
    }
    p.caption {
      margin-top: var(--space-1);
      font-size: var(--text-caption);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UseByDayTile {
  protected readonly store = inject(ApiUserDetailStore);
  private readonly router = inject(Router);

  protected readonly measures = measures;
  protected readonly measureNames = measureNames;
  protected readonly ranges = ranges;
  protected readonly rangeNames = rangeNames;
  protected readonly format = (value: number): string =>
    value < 10_000 ? formatNumber(value) : formatCompact(value);

  private readonly days = computed(() => this.store.days.value()?.days ?? []);
  protected readonly categories = computed(() => this.days().map(({ day }) => formatDay(day)));
  protected readonly label = computed(
    () => `${measures[this.store.measure()]} by day over ${ranges[this.store.range()].name}`,
  );
  protected readonly series = computed<readonly ChartSeries[]>(() => {
    const days = this.days();
    if (this.store.measure() === 'tokens')
      return [
        { name: 'Prompt', values: days.map(({ promptTokens }) => promptTokens) },
        { name: 'Answer', values: days.map(({ completionTokens }) => completionTokens) },
      ];
    return [
      { name: 'Answered', values: days.map(({ requests, errors }) => requests - errors) },
      { name: 'Errors', values: days.map(({ errors }) => errors), tone: 'bad' },
      { name: 'Refused', values: days.map(({ refusals }) => refusals), tone: 'muted' },
    ];
  });
  protected readonly summary = computed(() => {
    const total = this.store.days.value()?.total;
    if (!total) return '';
    const parts = [
      formatCount(total.requests, 'request'),
      formatCount(total.errors, 'error'),
      `${formatNumber(total.totalTokens)} tokens`,
      ...(total.refusals === null ? [] : [`${formatNumber(total.refusals)} refused`]),
    ];
    return parts.join(' · ');
  });

  protected show(queryParams: Record<string, string>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
}
