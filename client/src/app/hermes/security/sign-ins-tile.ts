import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Chart } from '../../ui/chart';
import { formatCount, formatDay } from '../../ui/format';
import { Tile } from '../../ui/tile';
import { SecurityStore } from './security-store';

/** Who is signed in now, and which sign-ins failed in the last days. */
@Component({
  selector: 'app-sign-ins-tile',
  imports: [Chart, RouterLink, Tile],
  template: `<app-tile title="Sign-ins" [resource]="store.console" [lines]="6">
    <a
      tileActions
      class="caption"
      routerLink="/administration/events"
      [queryParams]="{ action: 'session.sign_in', outcome: 'refused', range: '30d' }"
      >Failed sign-ins</a
    >
    @if (days(); as found) {
      <app-chart
        kind="stacked"
        label="Sign-ins of administrators by day, UTC"
        categoryName="Day"
        [categories]="found.names"
        [series]="found.series"
        [isLastPartial]="true"
        [heightRem]="8"
      />
    } @else {
      <p class="soft">The database could not be asked for sign-ins.</p>
    }
    @if (store.console.value()?.sessions; as sessions) {
      <h3>
        <a routerLink="/administration/administrators">{{
          count(sessions.open, 'open session')
        }}</a>
      </h3>
      <ul>
        @for (each of sessions.administrators; track each.username) {
          <li>
            <span>{{ each.username }}</span> <span class="number">{{ each.sessions }}</span>
          </li>
        }
      </ul>
      <p class="caption soft">
        <a routerLink="/account">My account</a> lists and ends your own; those of others end on
        their page.
      </p>
    } @else {
      <p class="soft">The database could not be asked for open sessions.</p>
    }
  </app-tile>`,
  styles: `
    h3 {
      margin: var(--space-3) 0 var(--space-1);
      font-size: var(--text-table);
    }
    ul {
      display: grid;
      gap: 2px;
      font-size: var(--text-table);
    }
    li {
      display: flex;
      justify-content: space-between;
      gap: var(--space-3);
      overflow-wrap: anywhere;
    }
    .caption {
      margin-top: var(--space-2);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SignInsTile {
  protected readonly store = inject(SecurityStore);
  protected readonly count = formatCount;
  protected readonly days = computed(() => {
    const found = this.store.console.value()?.signIns;
    if (found == null) return undefined;
    return {
      names: found.map(({ day }) => formatDay(day)),
      series: [
        { name: 'Failed', tone: 'bad' as const, values: found.map(({ refused }) => refused) },
        { name: 'Signed in', tone: 'good' as const, values: found.map((each) => each.succeeded) },
      ],
    };
  });
}
