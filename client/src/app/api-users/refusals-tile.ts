import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import type { ApiUserRefusals } from '../../../../server/api-users/api-users.contract';
import { Badge } from '../ui/badge';
import { EmptyState } from '../ui/empty-state';
import { formatCount, formatNumber } from '../ui/format';
import { Tile } from '../ui/tile';
import { TimeStamp } from '../ui/time-stamp';
import { ApiUserDetailStore } from './api-user-detail-store';
import { refusalWording } from './api-user-wording';

interface Reason {
  readonly code: string;
  readonly refusals: number;
  readonly lastAt: string;
  readonly gateways: readonly string[];
}

/** Why the gateways said no to an API user. */
@Component({
  selector: 'app-refusals-tile',
  imports: [Badge, EmptyState, Tile, TimeStamp],
  template: `<app-tile [title]="title()" [resource]="store.refusals">
    @if (reasons().length > 0) {
      <div class="scroll" tabindex="0" role="region" [attr.aria-label]="title() + ', table'">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Reason</th>
              <th scope="col">Gateways</th>
              <th scope="col" class="number">Times</th>
              <th scope="col">Last</th>
            </tr>
          </thead>
          <tbody>
            @for (reason of reasons(); track reason.code) {
              <tr>
                <td>
                  {{ wording(reason.code) }}
                  <code class="soft">{{ reason.code }}</code>
                </td>
                <td>
                  <span class="chips">
                    @for (gateway of reason.gateways; track gateway) {
                      <app-badge>{{ gateway }}</app-badge>
                    }
                  </span>
                </td>
                <td class="number">{{ number(reason.refusals) }}</td>
                <td><app-time [at]="reason.lastAt" /></td>
              </tr>
            }
          </tbody>
        </table>
      </div>
    } @else {
      <app-empty title="Nothing was refused in this time">
        <p>Refused requests never reach a model, and are not in the audit log.</p>
      </app-empty>
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
    code {
      display: block;
      font-size: var(--text-caption);
    }
    .chips {
      display: flex;
      gap: var(--space-1);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RefusalsTile {
  protected readonly store = inject(ApiUserDetailStore);
  protected readonly number = formatNumber;
  protected readonly wording = refusalWording;

  protected readonly title = computed(
    () => `Refused, ${formatCount(this.store.refusalHours() / 24, 'day')}`,
  );
  protected readonly reasons = computed(() => byReason(this.store.refusals.value()?.items ?? []));
}

/** The most frequent first. */
function byReason(items: ApiUserRefusals['items']): readonly Reason[] {
  const found = new Map<string, Reason>();
  for (const { reason: code, refusals, lastAt, gateway } of items) {
    const known = found.get(code);
    found.set(code, {
      code,
      refusals: (known?.refusals ?? 0) + refusals,
      lastAt: known && known.lastAt > lastAt ? known.lastAt : lastAt,
      gateways: [...new Set([...(known?.gateways ?? []), gateway])].sort().reverse(),
    });
  }
  return [...found.values()].sort((one, other) => other.refusals - one.refusals);
}
