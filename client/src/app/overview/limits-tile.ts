import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { CapUse } from '../../../../server/api-users/cap-use.contract';
import { Badge } from '../ui/badge';
import {
  formatCompact,
  formatNumber,
  formatRelative,
  formatShare,
  formatShort,
} from '../ui/format';
import { Meter } from '../ui/meter';
import { Tile } from '../ui/tile';
import { Clock } from '../ui/time-stamp';
import { TimeZone } from '../ui/time-zone';
import { OverviewStore } from './overview-store';

const shownAtMost = 6;
type Item = CapUse['items'][number];

/** Users whose monthly cap is used up, nearly, or will be at this pace. */
@Component({
  selector: 'app-limits-tile',
  imports: [Badge, Meter, RouterLink, Tile],
  template: `<app-tile title="Caps to watch" [resource]="store.limits" [lines]="6">
    <a
      tileActions
      class="caption"
      routerLink="/api-users"
      [queryParams]="{ sort: 'capShare', direction: 'desc' }"
      >All by use</a
    >
    <ul>
      @for (item of shown(); track item.id) {
        <li>
          <a class="name" routerLink="/api-users" [queryParams]="{ search: item.displayName }">{{
            item.displayName
          }}</a>
          @if (item.level === 'reached') {
            <app-badge tone="bad" icon="blocked">Over</app-badge>
          } @else if (item.level === 'near') {
            <app-badge tone="warning" icon="warning">Near</app-badge>
          } @else {
            <app-badge icon="clock">On course</app-badge>
          }
          <app-meter [share]="item.share" [label]="'Used of the cap of ' + item.displayName" />
          <span class="caption soft">{{ wordsOf(item) }}</span>
        </li>
      } @empty {
        <li class="soft none">
          {{
            store.limits.value()?.counts?.users === 0
              ? 'There are no API users yet.'
              : 'Nobody is near the cap, or will reach it this month at this pace.'
          }}
        </li>
      }
    </ul>
    @if (left() > 0) {
      <p class="caption soft">and {{ number(left()) }} more</p>
    }
  </app-tile>`,
  styles: `
    :host {
      display: grid;
    }
    ul {
      display: grid;
      gap: var(--space-3);
      font-size: var(--text-table);
    }
    li {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      align-items: center;
      gap: 3px var(--space-3);
    }
    .none {
      display: block;
    }
    .name {
      overflow: hidden;
      color: inherit;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    app-meter,
    span.caption {
      grid-column: 1 / -1;
    }
    p {
      margin-top: var(--space-3);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LimitsTile {
  protected readonly store = inject(OverviewStore);
  private readonly clock = inject(Clock);
  private readonly zone = inject(TimeZone).zone;
  protected readonly number = formatNumber;

  private readonly concerned = computed(() =>
    (this.store.limits.value()?.items ?? []).filter(
      ({ level, reachesCapAt, status }) =>
        status === 'active' && (level !== 'ok' || reachesCapAt !== null),
    ),
  );
  protected readonly shown = computed(() => this.concerned().slice(0, shownAtMost));
  protected readonly left = computed(() => this.concerned().length - this.shown().length);

  protected wordsOf(item: Item): string {
    const used = `${formatCompact(item.usedTokens)} of ${formatCompact(item.monthlyTokenCap)} (${formatShare(item.share)})`;
    if (item.level === 'reached') return `${used}, starts anew ${this.monthEnd()}`;
    if (item.reachesCapAt === null)
      return `${used}, ${formatCompact(item.forecastTokens)} by the end of the month`;
    const at = new Date(item.reachesCapAt);
    return `${used}, reached ${formatRelative(at, this.clock.now())} at this pace (${formatShort(at, this.zone())})`;
  }

  private monthEnd(): string {
    const end = this.store.limits.value()?.monthEndsAt;
    return end === undefined ? '' : formatRelative(new Date(end), this.clock.now());
  }
}
