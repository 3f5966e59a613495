import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Session } from '../session/session';
import { Badge } from '../ui/badge';
import { CopyButton } from '../ui/copy-button';
import { formatNumber } from '../ui/format';
import { Tile } from '../ui/tile';
import { TimeStamp } from '../ui/time-stamp';
import { ApiUserActions } from './api-user-actions';
import { ApiUserDetailStore } from './api-user-detail-store';
import { keyWording } from './api-user-wording';

/** What an API user may do, and what is known about it. */
@Component({
  selector: 'app-limits-tile',
  imports: [Badge, CopyButton, MatButton, Tile, TimeStamp],
  templateUrl: './limits-tile.html',
  styles: `
    :host {
      display: grid;
      min-width: 0;
    }
    .chips {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-1);
    }
    .copied {
      display: flex;
      align-items: center;
      gap: var(--space-1);
    }
    .note {
      white-space: pre-wrap;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LimitsTile {
  private readonly session = inject(Session);
  protected readonly store = inject(ApiUserDetailStore);
  protected readonly actions = inject(ApiUserActions);
  protected readonly editable = computed(() =>
    this.session.canChange() && !this.store.isGone() ? this.store.user() : undefined,
  );
  protected readonly number = formatNumber;
  protected readonly keyWording = keyWording;
}
