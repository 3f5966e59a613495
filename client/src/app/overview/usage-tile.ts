import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { Chart } from '../ui/chart';
import type { ChartSeries } from '../ui/chart-data';
import { EmptyState } from '../ui/empty-state';
import { formatCompact, formatDay, formatNumber } from '../ui/format';
import { Tile } from '../ui/tile';
import { OverviewStore, spans } from './overview-store';

/** Tokens and requests of every day of the span, the day that is not over marked as such. */
@Component({
  selector: 'app-usage-tile',
  imports: [Chart, EmptyState, MatButton, RouterLink, Tile],
  template: `<app-tile title="Use by day" [resource]="store.days" [lines]="8">
    <div tileActions class="spans" role="group" aria-label="Span">
      @for (days of spans; track days) {
        <a
          class="quiet"
          routerLink="."
          queryParamsHandling="merge"
          [queryParams]="{ days }"
          [attr.aria-current]="days === store.span() ? 'true' : null"
          >{{ days }} days</a
        >
      }
    </div>
    @if (store.days.value(); as usage) {
      @if (usage.total.requests === 0) {
        <app-empty title="No requests in these days">
          <p>As soon as a key is used on one of the gateways, its days are drawn here.</p>
          <a matButton="outlined" routerLink="/api-users">Go to API users</a>
        </app-empty>
      } @else {
        <div class="charts">
          <section aria-labelledby="tokens-by-day">
            <h3 id="tokens-by-day">
              Tokens <span class="soft">{{ number(usage.total.totalTokens) }}</span>
            </h3>
            <app-chart
              kind="stacked"
              categoryName="Day"
              [label]="'Tokens by day, ' + usage.timeZone"
              [categories]="categories()"
              [series]="tokens()"
              [format]="compact"
              [isLastPartial]="isLastPartial()"
            />
          </section>
          <section aria-labelledby="requests-by-day">
            <h3 id="requests-by-day">
              Requests <span class="soft">{{ number(usage.total.requests) }}</span>
            </h3>
            <app-chart
              kind="stacked"
              categoryName="Day"
              [label]="'Requests by day, ' + usage.timeZone"
              [categories]="categories()"
              [series]="requests()"
              [isLastPartial]="isLastPartial()"
            />
          </section>
        </div>
      }
    }
  </app-tile>`,
  styles: `
    :host {
      display: grid;
      container-type: inline-size;
    }
    .spans {
      display: flex;
      padding: 2px;
      border: var(--hairline);
      border-radius: var(--radius);
    }
    .spans a {
      padding: 0 var(--space-2);
      text-decoration: none;
    }
    .spans [aria-current] {
      background: var(--color-pressed);
      color: var(--color-text);
      font-weight: var(--weight-medium);
    }
    .charts {
      display: grid;
      grid-template-columns: repeat(2, minmax(0, 1fr));
      gap: var(--space-4) var(--space-6);
    }
    h3 {
      margin-bottom: var(--space-2);
    }
    h3 .soft {
      margin-left: var(--space-1);
      font-weight: var(--weight-normal);
    }
    @container (max-width: 44rem) {
      .charts {
        grid-template-columns: minmax(0, 1fr);
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UsageTile {
  protected readonly store = inject(OverviewStore);
  protected readonly spans = spans;
  protected readonly number = formatNumber;
  protected readonly compact = formatCompact;

  private readonly rows = computed(() => this.store.days.value()?.days ?? []);
  protected readonly categories = computed(() => this.rows().map(({ day }) => formatDay(day)));
  protected readonly isLastPartial = computed(
    () => this.rows().at(-1)?.day === this.store.days.value()?.today,
  );
  protected readonly tokens = computed<readonly ChartSeries[]>(() => [
    { name: 'Prompt', values: this.rows().map(({ promptTokens }) => promptTokens) },
    { name: 'Completion', values: this.rows().map(({ completionTokens }) => completionTokens) },
  ]);
  protected readonly requests = computed<readonly ChartSeries[]>(() => [
    { name: 'Answered', values: this.rows().map(({ requests, errors }) => requests - errors) },
    { name: 'Errors', tone: 'bad', values: this.rows().map(({ errors }) => errors) },
  ]);
}
