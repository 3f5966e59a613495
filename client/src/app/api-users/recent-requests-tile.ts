import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { outcomeOf } from '../audit/audit-wording';
import { Badge } from '../ui/badge';
import { EmptyState } from '../ui/empty-state';
import { formatDuration, formatNumber } from '../ui/format';
import { Tile } from '../ui/tile';
import { TimeStamp } from '../ui/time-stamp';
import { ApiUserDetailStore } from './api-user-detail-store';

/** The newest requests of an API user, each leading to its record. */
@Component({
  selector: 'app-recent-requests-tile',
  imports: [Badge, EmptyState, RouterLink, Tile, TimeStamp],
  template: `<app-tile title="Recent requests" [resource]="store.recent" [lines]="6">
    <a tileActions routerLink="/audit" [queryParams]="{ apiUserId: store.id() }">All requests</a>
    @if (store.recent.value()?.items; as requests) {
      @if (requests.length > 0) {
        <div class="table-frame">
          <table class="table cards" role="table" aria-label="Recent requests">
            <thead role="rowgroup">
              <tr role="row">
                <th role="columnheader" scope="col">Time</th>
                <th role="columnheader" scope="col">Gateway</th>
                <th role="columnheader" scope="col">Model</th>
                <th role="columnheader" scope="col">Outcome</th>
                <th role="columnheader" scope="col" class="number">Tokens</th>
                <th role="columnheader" scope="col" class="number">Duration</th>
                <th role="columnheader" scope="col">Address</th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              @for (request of requests; track request.id) {
                @let outcome = outcomeOf(request);
                <tr role="row">
                  <td role="cell" class="nowrap">
                    <a
                      [routerLink]="['/audit', request.id]"
                      [queryParams]="{ apiUserId: store.id() }"
                      ><app-time as="short" [at]="request.startedAt"
                    /></a>
                  </td>
                  <td role="cell" data-label="Gateway" class="detail">{{ request.gateway }}</td>
                  <td role="cell" data-label="Model">{{ request.model ?? '–' }}</td>
                  <td role="cell" data-label="Outcome">
                    <app-badge [tone]="outcome.tone" [icon]="outcome.icon">{{
                      outcome.words
                    }}</app-badge>
                  </td>
                  <td role="cell" data-label="Tokens" class="number">
                    {{ request.usage ? number(request.usage.totalTokens) : '–' }}
                  </td>
                  <td role="cell" data-label="Duration" class="detail number">
                    {{ request.durationMs === null ? '–' : duration(request.durationMs) }}
                  </td>
                  <td role="cell" data-label="Address" class="detail nowrap">
                    {{ request.clientAddress ?? '–' }}
                  </td>
                </tr>
              }
            </tbody>
          </table>
        </div>
      } @else {
        <app-empty title="No request in the log">
          <p>Requests appear here as soon as the key is used.</p>
        </app-empty>
      }
    }
  </app-tile>`,
  styles: `
    :host {
      display: grid;
      min-width: 0;
    }
    .table-frame {
      border: 0;
    }
    @container (max-width: 699px) {
      .table.cards td.detail {
        display: none;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RecentRequestsTile {
  protected readonly store = inject(ApiUserDetailStore);
  protected readonly outcomeOf = outcomeOf;
  protected readonly number = formatNumber;
  protected readonly duration = formatDuration;
}
