import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Banner } from '../ui/banner';
import { formatCount } from '../ui/format';
import { PageHeader } from '../ui/page-header';
import { AuditHealthTile } from './audit-health-tile';
import { Briefing } from './briefing';
import { EventsTile } from './events-tile';
import { GatewaysTile } from './gateways-tile';
import { LimitsTile } from './limits-tile';
import { OverviewStore } from './overview-store';
import { RetentionTile } from './retention-tile';
import { RefusalsTile } from './refusals-tile';
import { TopTile } from './top-tile';
import { UsageTile } from './usage-tile';

@Component({
  selector: 'app-overview-page',
  imports: [
    AuditHealthTile,
    Banner,
    Briefing,
    EventsTile,
    GatewaysTile,
    LimitsTile,
    PageHeader,
    RefusalsTile,
    RetentionTile,
    TopTile,
    UsageTile,
  ],
  templateUrl: './overview-page.html',
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
    }
    .tiles {
      display: grid;
      grid-template-columns: repeat(2, minmax(0, 1fr));
      gap: var(--space-4);
    }
    app-gateways-tile,
    app-usage-tile {
      grid-column: 1 / -1;
    }
    .stack {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
    }
    @media (max-width: 799px) {
      .tiles {
        grid-template-columns: minmax(0, 1fr);
      }
    }
    @media (min-width: 1300px) {
      .tiles {
        grid-template-columns: repeat(3, minmax(0, 1fr));
      }
    }
  `,
  providers: [OverviewStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OverviewPage {
  protected readonly store = inject(OverviewStore);

  protected readonly retention = computed(() => {
    const days = this.store.storage.value()?.retentionDays;
    return days === undefined ? 'for the time set as retention' : `for ${formatCount(days, 'day')}`;
  });
  protected readonly demoSettings = computed(() =>
    this.store.demoGateways().map(({ name }) => `HERMES_${name.toUpperCase()}_UPSTREAM_URL`),
  );
  protected readonly demoNames = computed(() =>
    this.store
      .demoGateways()
      .map(({ name }) => name)
      .join(' and '),
  );
}
