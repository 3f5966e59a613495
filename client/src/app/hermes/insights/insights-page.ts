import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Banner } from '../../ui/banner';
import { Icon } from '../../ui/icon';
import { PageHeader } from '../../ui/page-header';
import { ActivityTile } from './activity-tile';
import { EstimateTile } from './estimate-tile';
import { InsightsStore } from './insights-store';
import { spans } from './insights-view';
import { MeasuredTile } from './measured-tile';
import { PartsTile } from './parts-tile';
import { ToolsTile } from './tools-tile';

/** What was used, from two sources that must not be mixed: what Hermes notes, and what went through the gateways. */
@Component({
  selector: 'app-insights-page',
  imports: [
    ActivityTile,
    Banner,
    EstimateTile,
    Icon,
    MatButton,
    MeasuredTile,
    PageHeader,
    PartsTile,
    ToolsTile,
  ],
  template: `<app-page-header title="Insights" summary="What was used, by whom, and for what">
      <label>
        <span class="visually-hidden">Time range</span>
        <select #span class="control" (change)="store.show({ days: span.value })">
          @for (days of spans; track days) {
            <option [value]="days" [selected]="store.view().days === days">{{ days }} days</option>
          }
        </select>
      </label>
      <button type="button" matButton="outlined" (click)="store.reload()">
        <app-icon name="refresh" class="lead" />Refresh
      </button>
    </app-page-header>
    <section aria-labelledby="estimate">
      <div class="head">
        <h2 id="estimate">As Hermes estimates it</h2>
        <label>
          <span class="visually-hidden">Profiles that are counted</span>
          <select #scope class="control" (change)="store.show({ scope: scope.value })">
            <option value="one" [selected]="store.view().scope === 'one'">
              Profile {{ store.profile() }}
            </option>
            <option value="all" [selected]="store.view().scope === 'all'">All profiles</option>
          </select>
        </label>
      </div>
      <p class="soft">
        From Hermes’ own notes in <code>state.db</code>: everything it asked of models, tasks beside
        conversations included. A session counts whole for the day it began; cost is worked out from
        lists of prices.
      </p>
      @for (note of unread(); track note) {
        <app-banner tone="warning" icon="warning">{{ note }}</app-banner>
      }
      <app-estimate-tile />
      <app-parts-tile />
      <div class="pair">
        <app-tools-tile />
        <app-activity-tile />
      </div>
    </section>
    <section aria-labelledby="measured">
      <h2 id="measured">As the gateways measured it</h2>
      <p class="soft">
        From the audit log of this console: requests of API users through the gateways, each counted
        when it was made. What Hermes asks of models by itself does not pass here, so the two do not
        add up to each other.
      </p>
      <app-measured-tile />
    </section>`,
  styles: `
    :host,
    section {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    :host {
      gap: var(--space-6);
    }
    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-2);
    }
    .control {
      width: auto;
      max-width: 14rem;
    }
    p {
      max-width: 60rem;
      font-size: var(--text-table);
    }
    .lead {
      margin-right: var(--space-1);
      vertical-align: -3px;
    }
    .pair {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr));
      align-items: start;
      gap: var(--space-3);
    }
  `,
  providers: [InsightsStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class InsightsPage {
  protected readonly store = inject(InsightsStore);
  protected readonly spans = spans;
  /** Databases whose sessions are not in the numbers. */
  protected readonly unread = computed(() =>
    (this.store.estimate.value()?.files ?? [])
      .filter(({ status }) => status === 'unreadable')
      .map(
        ({ file, reason }) =>
          `${file} cannot be read (${(reason ?? 'unknown').replaceAll('_', ' ')}) and is not in these numbers.`,
      ),
  );
}
