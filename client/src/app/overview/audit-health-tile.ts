import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { Badge } from '../ui/badge';
import { formatBytes, formatCount } from '../ui/format';
import { Tile } from '../ui/tile';
import { TimeStamp } from '../ui/time-stamp';
import { OverviewStore } from './overview-store';

/** Whether every request is being recorded, and where. */
@Component({
  selector: 'app-audit-health-tile',
  imports: [Badge, Tile, TimeStamp],
  template: `<app-tile title="Recording" [resource]="store.gateways">
    @if (store.gateways.value()?.audit; as audit) {
      <dl class="facts">
        <dt>Database</dt>
        <dd>
          @if (audit.database === 'ready') {
            <app-badge tone="good" icon="check">Ready</app-badge>
          } @else {
            <app-badge tone="bad" icon="error">Away</app-badge>
            <p>Requests are recorded on disk until it is back.</p>
          }
        </dd>
        <dt>Waiting on disk</dt>
        <dd>
          {{ count(audit.spoolRecords, 'record') }}
          @if (audit.spoolRecords > 0) {
            <span class="soft">({{ bytes(audit.spoolBytes) }})</span>
          }
        </dd>
        <dt>Gaps</dt>
        <dd>
          @if (store.storage.value(); as storage) {
            @for (gap of storage.gaps.slice(0, 3); track gap.id) {
              <p>
                <app-badge tone="bad" icon="warning">Gap</app-badge>
                {{ gap.reason }}, noticed <app-time [at]="gap.noticedAt" />
              </p>
            } @empty {
              None known
            }
          } @else {
            <span class="soft">Unknown</span>
          }
        </dd>
      </dl>
    }
  </app-tile>`,
  styles: `
    :host {
      display: grid;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AuditHealthTile {
  protected readonly store = inject(OverviewStore);
  protected readonly count = formatCount;
  protected readonly bytes = formatBytes;
}
