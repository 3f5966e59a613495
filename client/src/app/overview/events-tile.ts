import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { actionWords, outcomeLooks } from '../admin-events/admin-event-wording';
import { Badge } from '../ui/badge';
import { Tile } from '../ui/tile';
import { TimeStamp } from '../ui/time-stamp';
import { OverviewStore } from './overview-store';

/** What administrators did last. */
@Component({
  selector: 'app-events-tile',
  imports: [Badge, RouterLink, Tile, TimeStamp],
  template: `<app-tile title="Last administrator actions" [resource]="store.events" [lines]="6">
    <a tileActions class="caption" routerLink="/administration/events">All events</a>
    <ol>
      @for (event of store.events.value()?.items; track event.sequence) {
        <li>
          <a
            class="what"
            routerLink="/administration/events"
            [queryParams]="{ open: event.sequence }"
            >{{ words(event.action) }}{{ event.target?.name ? ': ' + event.target?.name : '' }}</a
          >
          @if (event.outcome !== 'ok') {
            <app-badge [tone]="looks[event.outcome].tone" [icon]="looks[event.outcome].icon">{{
              looks[event.outcome].word
            }}</app-badge>
          }
          <span class="caption soft who"
            >{{ event.actor?.name ?? 'Unknown' }} · <app-time [at]="event.at"
          /></span>
        </li>
      } @empty {
        <li class="soft">Nothing was done yet.</li>
      }
    </ol>
  </app-tile>`,
  styles: `
    :host {
      display: grid;
    }
    ol {
      display: grid;
      gap: var(--space-2);
      font-size: var(--text-table);
    }
    li {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 0 var(--space-2);
    }
    .what {
      overflow: hidden;
      color: inherit;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .who {
      grid-column: 1 / -1;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class EventsTile {
  protected readonly store = inject(OverviewStore);
  protected readonly words = actionWords;
  protected readonly looks = outcomeLooks;
}
