import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { outcomeOf } from '../audit/audit-wording';
import { Badge } from '../ui/badge';
import { formatDuration, formatNumber } from '../ui/format';
import { Tile } from '../ui/tile';
import { TimeStamp } from '../ui/time-stamp';
import { RunningStore } from './running-store';

/** What ended last, each leading to its record. */
@Component({
  selector: 'app-finished-table',
  imports: [Badge, RouterLink, Tile, TimeStamp],
  template: `<app-tile title="Finished last" [resource]="store.log" [lines]="8">
    <a tileActions class="caption" routerLink="/audit">Whole log</a>
    <div class="table-frame">
      <table class="table cards" role="table" aria-label="Requests that finished last">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Ended</th>
            <th role="columnheader" scope="col">User</th>
            <th role="columnheader" scope="col" class="middling">Gateway</th>
            <th role="columnheader" scope="col">Model</th>
            <th role="columnheader" scope="col">Outcome</th>
            <th role="columnheader" scope="col" class="number">Tokens</th>
            <th role="columnheader" scope="col" class="number middling">Duration</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          @for (request of store.lastFinished(); track request.id) {
            @let outcome = outcomeOf(request);
            <tr role="row">
              <td role="cell">
                <a [routerLink]="['/audit', request.id]"
                  ><app-time as="short" [at]="request.completedAt ?? request.startedAt"
                /></a>
              </td>
              <td role="cell" data-label="User" class="name">{{ request.apiUserName }}</td>
              <td role="cell" data-label="Gateway" class="middling">{{ request.gateway }}</td>
              <td role="cell" data-label="Model" class="name">{{ request.model ?? '–' }}</td>
              <td role="cell" data-label="Outcome">
                <app-badge [tone]="outcome.tone" [icon]="outcome.icon">{{
                  outcome.words
                }}</app-badge>
              </td>
              <td role="cell" data-label="Tokens" class="number">
                @if (request.usage; as usage) {
                  <span>
                    @if (usage.source === 'estimated') {
                      <span class="soft">about </span>
                    }
                    {{ number(usage.totalTokens) }}</span
                  >
                } @else {
                  –
                }
              </td>
              <td role="cell" data-label="Duration" class="number middling">
                {{ request.durationMs === null ? '–' : duration(request.durationMs) }}
              </td>
            </tr>
          } @empty {
            <tr role="row">
              <td role="cell" colspan="7" class="soft">
                {{
                  store.isFiltered()
                    ? 'None of the last requests matches.'
                    : 'No request has ended yet.'
                }}
              </td>
            </tr>
          }
        </tbody>
      </table>
    </div>
  </app-tile>`,
  styles: `
    .table-frame {
      margin: calc(-1 * var(--space-4));
      border: 0;
    }
    td {
      white-space: nowrap;
    }
    /* Names take what is left, and no more. */
    .name {
      width: 32%;
      max-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    @container (max-width: 699px) {
      .name {
        width: auto;
        max-width: none;
        white-space: normal;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FinishedTable {
  protected readonly store = inject(RunningStore);
  protected readonly outcomeOf = outcomeOf;
  protected readonly number = formatNumber;
  protected readonly duration = formatDuration;
}
