import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { EmptyState } from '../ui/empty-state';
import { formatCompact, formatCount, formatNumber, formatShare } from '../ui/format';
import { Sparkline } from '../ui/sparkline';
import { Tile } from '../ui/tile';
import { ApiUserDetailStore } from './api-user-detail-store';
import { ranges } from './use-range';

/** Which models an API user asked, in the time of the chart. */
@Component({
  selector: 'app-models-tile',
  imports: [EmptyState, RouterLink, Sparkline, Tile],
  template: `<app-tile [title]="title()" [resource]="store.models" [lines]="5">
    @if (rows().length > 0) {
      <div class="scroll" tabindex="0" role="region" [attr.aria-label]="title() + ', table'">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col" class="number">Requests</th>
              <th scope="col" class="number">Errors</th>
              <th scope="col" class="number">Tokens</th>
              <th scope="col" class="number">Share</th>
              <th scope="col">By day</th>
            </tr>
          </thead>
          <tbody>
            @for (row of rows(); track row.name) {
              <tr>
                <td>
                  @if (row.model; as model) {
                    <a
                      routerLink="/audit"
                      [queryParams]="{ apiUserId: store.id(), model: model, range: '30d' }"
                      >{{ row.name }}</a
                    >
                  } @else {
                    <span class="soft">{{ row.name }}</span>
                  }
                </td>
                <td class="number">{{ number(row.requests) }}</td>
                <td class="number">{{ number(row.errors) }}</td>
                <td class="number" [title]="number(row.tokens)">{{ compact(row.tokens) }}</td>
                <td class="number">{{ share(row.share) }}</td>
                <td class="course">
                  <app-sparkline [values]="row.course" [label]="row.wording" />
                </td>
              </tr>
            }
          </tbody>
        </table>
      </div>
    } @else {
      <app-empty title="No model was asked in this time" />
    }
  </app-tile>`,
  styles: `
    :host {
      display: grid;
      min-width: 0;
    }
    .scroll {
      overflow-x: auto;
    }
    td:first-child {
      min-width: 9rem;
      overflow-wrap: anywhere;
    }
    .course {
      min-width: 5rem;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ModelsTile {
  protected readonly store = inject(ApiUserDetailStore);
  protected readonly number = formatNumber;
  protected readonly compact = formatCompact;
  protected readonly share = formatShare;

  protected readonly title = computed(() => `By model, ${ranges[this.store.range()].name}`);
  protected readonly rows = computed(() => {
    const use = this.store.models.value();
    return (use?.groups ?? []).map(({ key, name, total, days }) => ({
      model: key,
      name: nameOf(key, name),
      requests: total.requests,
      errors: total.errors,
      tokens: total.totalTokens,
      share: use && use.total.totalTokens > 0 ? total.totalTokens / use.total.totalTokens : 0,
      course: days.map(({ totalTokens }) => totalTokens),
      wording: `${formatCount(total.totalTokens, 'token')} by day`,
    }));
  });
}

function nameOf(key: string | null, name: string | null): string {
  if (key === null) return 'All others';
  return key === '' ? 'No model named' : (name ?? key);
}
