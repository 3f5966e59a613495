import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { KeyHistoryItem } from '../../../../server/api-users/key-history.contract';
import { Icon, type IconName } from '../ui/icon';
import { Tile } from '../ui/tile';
import { TimeStamp } from '../ui/time-stamp';
import { ApiUserDetailStore } from './api-user-detail-store';
import { keyWording } from './api-user-wording';

const looks: Record<KeyHistoryItem['kind'], { readonly icon: IconName; readonly words: string }> = {
  created: { icon: 'plus', words: 'Key made' },
  rotated: { icon: 'rotate', words: 'Key rotated' },
  revoked: { icon: 'blocked', words: 'Revoked' },
  restored: { icon: 'restore', words: 'Restored' },
};

/** What happened to the keys of an API user, and who did it. */
@Component({
  selector: 'app-key-history-tile',
  imports: [Icon, RouterLink, Tile, TimeStamp],
  template: `<app-tile title="Key history" [resource]="store.keyHistory">
    <ol>
      @for (item of items(); track $index) {
        <li>
          <app-icon [name]="looks[item.kind].icon" />
          <div>
            <p>
              <strong>{{ looks[item.kind].words }}</strong>&ngsp;
              <code>{{ keyWording(item.key) }}</code>
            </p>
            <p class="caption soft">
              <app-time as="both" [at]="item.at" />
              @if (item.by; as by) {
                · {{ by.name }}
                @if (by.role) {
                  ({{ by.role }})
                }
                @if (by.address) {
                  from {{ by.address }}
                }
                ·
                <a routerLink="/administration/events" [queryParams]="{ open: by.sequence }"
                  >event {{ by.sequence }}</a
                >
              } @else {
                · by whom was not recorded
              }
            </p>
          </div>
        </li>
      }
    </ol>
    @if (isIncomplete()) {
      <p class="caption soft note">
        @if (store.keyHistory.value()?.recordedSince; as since) {
          Who did what is recorded since <app-time as="short" [at]="since" />. What happened before
          is known from the keys themselves.
        } @else {
          Nothing has been recorded yet of who did what.
        }
      </p>
    }
  </app-tile>`,
  styles: `
    :host {
      display: grid;
      min-width: 0;
    }
    ol {
      display: grid;
      gap: var(--space-3);
      max-height: 24rem;
      overflow: auto;
      font-size: var(--text-table);
    }
    li {
      display: flex;
      gap: var(--space-2);
    }
    li > app-icon {
      margin-top: 2px;
      color: var(--color-text-soft);
    }
    div {
      min-width: 0;
    }
    strong {
      font-weight: var(--weight-medium);
    }
    .note {
      margin-top: var(--space-3);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class KeyHistoryTile {
  protected readonly store = inject(ApiUserDetailStore);
  protected readonly looks = looks;
  protected readonly keyWording = keyWording;
  protected readonly items = computed(() => this.store.keyHistory.value()?.items ?? []);
  protected readonly isIncomplete = computed(() => this.items().some(({ by }) => by === null));
}
