import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { Chart } from '../../ui/chart';
import type { ChartSeries } from '../../ui/chart-data';
import { downloadText } from '../../ui/download';
import { EmptyState } from '../../ui/empty-state';
import { formatCompact, formatDay, formatNumber, formatShare } from '../../ui/format';
import { StatTile } from '../../ui/stat-tile';
import { Tile } from '../../ui/tile';
import { csvOf } from './csv';
import { InsightsStore } from './insights-store';
import { comparison, gatewayGroupingNames, gatewayGroupings } from './insights-view';

/** What went through the gateways, each request counted when it was made. */
@Component({
  selector: 'app-measured-tile',
  imports: [Chart, EmptyState, MatButton, RouterLink, StatTile, Tile],
  templateUrl: './measured-tile.html',
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    .figures {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(11rem, 100%), 1fr));
      gap: var(--space-3);
    }
    .control {
      width: auto;
    }
    .scroll {
      margin-top: var(--space-3);
      overflow-x: auto;
    }
    .caption {
      margin-top: var(--space-1);
    }
    tbody th {
      border-bottom: var(--hairline);
      color: inherit;
      font-weight: var(--weight-normal);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class MeasuredTile {
  protected readonly store = inject(InsightsStore);
  protected readonly groupings = gatewayGroupings;
  protected readonly groupingNames = gatewayGroupingNames;
  protected readonly number = formatNumber;
  protected readonly compact = formatCompact;
  protected readonly share = formatShare;

  protected readonly figures = computed(() => {
    const now = this.store.measured.value()?.total;
    const before = this.store.measuredBefore.value()?.total;
    const days = this.store.view().days;
    const figure = (
      label: string,
      of: (numbers: NonNullable<typeof now>) => number,
      write: (value: number) => string,
    ) => ({
      label,
      value: now && write(of(now)),
      note: now && before ? comparison(of(now), of(before), days) : '',
    });
    return [
      figure('Requests', ({ requests }) => requests, formatNumber),
      figure('Prompt tokens', ({ promptTokens }) => promptTokens, formatCompact),
      figure('Answer tokens', ({ completionTokens }) => completionTokens, formatCompact),
      figure('Errors', ({ errors }) => errors, formatNumber),
    ];
  });
  protected readonly word = computed(() => gatewayGroupings[this.store.view().gatewayBy]);
  private readonly days = computed(() => this.store.measured.value()?.days ?? []);
  protected readonly categories = computed(() => this.days().map(({ day }) => formatDay(day)));
  protected readonly groups = computed(() =>
    (this.store.measured.value()?.groups ?? []).map((group) => ({
      ...group,
      shown: group.key === null ? 'All others' : group.name || 'not named',
    })),
  );
  protected readonly series = computed<readonly ChartSeries[]>(() =>
    this.groups().map(({ shown, days }) => ({
      name: shown,
      values: days.map(({ totalTokens }) => totalTokens),
    })),
  );

  protected download(): void {
    const rows = this.groups().flatMap(({ shown, days }) =>
      days.map((day) => [
        day.day,
        shown,
        day.requests,
        day.errors,
        day.promptTokens,
        day.completionTokens,
        day.totalTokens,
      ]),
    );
    const head = [
      'day',
      this.store.view().gatewayBy,
      'requests',
      'errors',
      'prompt_tokens',
      'completion_tokens',
      'total_tokens',
    ];
    downloadText('gateway-use.csv', csvOf([head, ...rows]));
  }
}
