import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { formatNumber } from '../ui/format';
import { Tile } from '../ui/tile';
import { HourlyChart } from './hourly-chart';
import { OverviewStore } from './overview-store';

/** The day so far in four numbers, each leading to the requests behind it, and its course. */
@Component({
  selector: 'app-today-tile',
  imports: [HourlyChart, RouterLink, Tile],
  template: `<app-tile title="Today (UTC)" [resource]="store.usage" [lines]="6">
    @let totals = store.totals();
    <dl>
      <div>
        <dt>Requests</dt>
        <dd>
          <a routerLink="/audit" [queryParams]="{ from: store.dayStart() }">{{
            format(totals.requests)
          }}</a>
        </dd>
      </div>
      <div>
        <dt>Tokens</dt>
        <dd>
          <a routerLink="/api-users">{{ format(totals.tokens) }}</a>
        </dd>
        <dd class="caption soft">
          {{ format(totals.promptTokens) }} in · {{ format(totals.completionTokens) }} out
        </dd>
      </div>
      <div>
        <dt>Errors</dt>
        <dd>
          <a
            routerLink="/audit"
            [queryParams]="{ from: store.dayStart(), status: 'error' }"
            [attr.aria-label]="format(totals.errors) + ' errors, show them in the log'"
            >{{ format(totals.errors) }}</a
          >
        </dd>
      </div>
      <div>
        <dt>Refused</dt>
        <dd>{{ format(totals.refusals) }}</dd>
        @for (row of totals.refusalsByReason.slice(0, 3); track row.reason) {
          <dd class="caption soft">{{ row.reason }} {{ format(row.refusals) }}</dd>
        }
      </div>
    </dl>
    <app-hourly-chart [hours]="totals.hours" />
  </app-tile>`,
  styles: `
    :host {
      display: grid;
    }
    dl {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr));
      gap: var(--space-4);
      margin-bottom: var(--space-4);
    }
    dt {
      color: var(--color-text-soft);
      font-size: var(--text-table);
    }
    dd:nth-of-type(1) {
      font-size: var(--text-figure);
      font-weight: var(--weight-medium);
      line-height: var(--leading-tight);
      letter-spacing: -0.02em;
    }
    dd a {
      color: inherit;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TodayTile {
  protected readonly store = inject(OverviewStore);
  protected readonly format = formatNumber;
}
