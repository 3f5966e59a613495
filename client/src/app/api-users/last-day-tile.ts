import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Chart } from '../ui/chart';
import { formatCount, formatNumber } from '../ui/format';
import { Tile } from '../ui/tile';
import { ApiUserDetailStore } from './api-user-detail-store';

/** The last 24 hours of an API user, hour by hour. */
@Component({
  selector: 'app-last-day-tile',
  imports: [Chart, Tile],
  template: `<app-tile title="Last 24 hours" [resource]="store.detail" [lines]="6">
    <p class="soft">{{ summary() }}</p>
    <app-chart
      kind="stacked"
      label="Requests by hour over the last 24 hours"
      categoryName="Hour"
      [categories]="categories()"
      [series]="series()"
      [isLastPartial]="true"
      [heightRem]="10"
    />
  </app-tile>`,
  styles: `
    :host {
      display: grid;
      min-width: 0;
    }
    p {
      font-size: var(--text-table);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LastDayTile {
  protected readonly store = inject(ApiUserDetailStore);

  private readonly hours = computed(() => this.store.user()?.lastDay ?? []);
  protected readonly categories = computed(() => {
    const format = new Intl.DateTimeFormat('en-GB', {
      hour: '2-digit',
      minute: '2-digit',
      timeZone: this.store.zone(),
    });
    return this.hours().map(({ hour }) => format.format(new Date(hour)));
  });
  protected readonly series = computed(() => [
    { name: 'Answered', values: this.hours().map(({ requests, errors }) => requests - errors) },
    { name: 'Errors', values: this.hours().map(({ errors }) => errors), tone: 'bad' as const },
  ]);
  protected readonly summary = computed(() => {
    const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
    const requests = sum(this.hours().map((hour) => hour.requests));
    const errors = sum(this.hours().map((hour) => hour.errors));
    const tokens = sum(this.hours().map((hour) => hour.totalTokens));
    return `${formatCount(requests, 'request')} · ${formatCount(errors, 'error')} · ${formatNumber(tokens)} tokens`;
  });
}
