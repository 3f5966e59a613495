import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { UsageTop } from '../../../../server/audit/usage.contract';
import { formatCompact, formatCount, formatNumber, formatShare } from '../ui/format';
import type { KeptResource } from '../ui/kept-resource';
import { Meter } from '../ui/meter';
import { Tile } from '../ui/tile';
import { OverviewStore } from './overview-store';

/** Who or what had the most tokens in the span, each leading to its requests. */
@Component({
  selector: 'app-top-tile',
  imports: [Meter, RouterLink, Tile],
  template: `<app-tile [title]="title()" [resource]="resource()" [lines]="6">
    <p tileActions class="caption soft">{{ store.span() }} days</p>
    <ol>
      @for (item of resource().value()?.items; track item.key) {
        <li>
          <a class="name" routerLink="/audit" [queryParams]="queryOf(item.key)">{{
            item.name || 'No model named'
          }}</a>
          <span class="tokens" [title]="number(item.totalTokens) + ' tokens'"
            >{{ compact(item.totalTokens) }} <span class="soft">{{ share(item.share) }}</span></span
          >
          <app-meter [share]="item.share" [isLimit]="false" [label]="'Share of ' + item.name" />
          <span class="caption soft"
            >{{ count(item.requests, 'request') }}
            @if (item.errors > 0) {
              · {{ count(item.errors, 'error') }}
            }
          </span>
        </li>
      } @empty {
        <li class="soft">Nothing was used in these days.</li>
      }
    </ol>
    @if (left() > 0) {
      <p class="caption soft">and {{ number(left()) }} more</p>
    }
  </app-tile>`,
  styles: `
    :host {
      display: grid;
    }
    ol {
      display: grid;
      gap: var(--space-3);
      font-size: var(--text-table);
    }
    li {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 3px var(--space-3);
    }
    .name {
      overflow: hidden;
      color: inherit;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    app-meter,
    .caption {
      grid-column: 1 / -1;
    }
    p.caption:not([tileActions]) {
      margin-top: var(--space-3);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TopTile {
  protected readonly store = inject(OverviewStore);
  readonly title = input.required<string>();
  readonly by = input.required<'apiUser' | 'model'>();

  protected readonly resource = computed<KeptResource<UsageTop>>(() =>
    this.by() === 'apiUser' ? this.store.topUsers : this.store.topModels,
  );
  protected readonly left = computed(() => {
    const top = this.resource().value();
    return top ? top.count - top.items.length : 0;
  });
  protected readonly number = formatNumber;
  protected readonly compact = formatCompact;
  protected readonly count = formatCount;
  protected readonly share = formatShare;

  /** The requests behind it. Those without a model cannot be asked for. */
  protected queryOf(key: string): Record<string, string> {
    const from = this.store.spanStart();
    if (this.by() === 'apiUser') return { from, apiUserId: key };
    return key === '' ? { from } : { from, model: key };
  }
}
