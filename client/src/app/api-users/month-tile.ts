import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Banner } from '../ui/banner';
import { formatNumber, formatShare } from '../ui/format';
import { Meter } from '../ui/meter';
import { Tile } from '../ui/tile';
import { TimeStamp } from '../ui/time-stamp';
import { ApiUserDetailStore } from './api-user-detail-store';
import { capWording, shareOfCap } from './api-user-wording';

/** This month's use against the cap, and where it leads. */
@Component({
  selector: 'app-month-tile',
  imports: [Banner, Meter, Tile, TimeStamp],
  template: `<app-tile title="This month" [resource]="store.detail" [lines]="6">
    @if (store.user(); as user) {
      <p class="figure">
        {{ number(user.usage.usedTokens) }}
        <span class="unit soft">of {{ number(user.monthlyTokenCap) }} tokens</span>
      </p>
      <app-meter [share]="shareOfCap(user)" [label]="capWording(user)" />
      <p class="caption soft">{{ percent(shareOfCap(user)) }} of the cap used</p>
      @if (shareOfCap(user) >= 1) {
        <app-banner tone="bad" icon="warning">
          The cap is used up. Requests are refused until it starts anew or is raised.
        </app-banner>
      } @else if (user.forecast.reachesCapAt) {
        <app-banner tone="warning" icon="clock">
          The cap is reached <app-time [at]="user.forecast.reachesCapAt" />&ngsp;at this pace.
        </app-banner>
      }
      <dl class="facts">
        <dt>Forecast</dt>
        <dd>
          {{ number(user.forecast.tokens) }} tokens by the end of the month
          <span class="soft">({{ forecastShare() }})</span>
        </dd>
        <dt>Held now</dt>
        <dd>{{ number(user.usage.reservedTokens) }} tokens for running requests</dd>
        <dt>Requests</dt>
        <dd>{{ number(user.usage.requests) }} this month</dd>
        <dt>Starts anew</dt>
        <dd><app-time as="both" [at]="user.forecast.monthEndsAt" /></dd>
      </dl>
    }
  </app-tile>`,
  styles: `
    :host {
      display: grid;
      min-width: 0;
    }
    .figure {
      font-size: var(--text-figure);
      font-weight: var(--weight-medium);
      line-height: var(--leading-tight);
      letter-spacing: -0.02em;
    }
    .unit {
      font-size: var(--text-table);
      font-weight: var(--weight-normal);
      letter-spacing: 0;
    }
    app-meter {
      height: 8px;
      margin: var(--space-2) 0 var(--space-1);
    }
    app-banner {
      margin-top: var(--space-3);
    }
    .facts {
      margin-top: var(--space-4);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class MonthTile {
  protected readonly store = inject(ApiUserDetailStore);
  protected readonly number = formatNumber;
  protected readonly percent = formatShare;
  protected readonly shareOfCap = shareOfCap;
  protected readonly capWording = capWording;

  protected readonly forecastShare = computed(() => {
    const user = this.store.user();
    if (!user || user.monthlyTokenCap === 0) return 'the cap is 0';
    return `${formatShare(user.forecast.tokens / user.monthlyTokenCap)} of the cap`;
  });
}
