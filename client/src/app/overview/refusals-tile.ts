import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { formatNumber } from '../ui/format';
import { Tile } from '../ui/tile';
import { TimeStamp } from '../ui/time-stamp';
import { OverviewStore } from './overview-store';

/** Why the gateways refused requests today. Such requests are counted, and in no log. */
@Component({
  selector: 'app-refusals-tile',
  imports: [Tile, TimeStamp],
  template: `<app-tile id="refusals" title="Refusals today" [resource]="store.usage">
    <table class="table">
      <caption class="visually-hidden">
        Refusals today by reason
      </caption>
      <thead>
        <tr>
          <th scope="col">Reason</th>
          <th scope="col" class="number">Times</th>
          <th scope="col">Last</th>
        </tr>
      </thead>
      <tbody>
        @for (row of store.totals().refusalsByReason; track row.reason) {
          <tr>
            <td>
              <code>{{ row.reason }}</code>
            </td>
            <td class="number">{{ number(row.refusals) }}</td>
            <td><app-time [at]="row.lastAt" /></td>
          </tr>
        } @empty {
          <tr>
            <td colspan="3" class="soft">No request was refused today.</td>
          </tr>
        }
      </tbody>
    </table>
  </app-tile>`,
  styles: `
    :host {
      display: grid;
    }
    .table {
      margin: calc(-1 * var(--space-2)) 0;
    }
    th:first-child,
    td:first-child {
      padding-left: 0;
      overflow-wrap: anywhere;
    }
    th:last-child,
    td:last-child {
      padding-right: 0;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RefusalsTile {
  protected readonly store = inject(OverviewStore);
  protected readonly number = formatNumber;
}
