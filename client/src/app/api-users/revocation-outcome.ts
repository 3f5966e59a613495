import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import type { RevokedApiUsers } from '../../../../server/api-users/api-users.contract';
import { Badge, type Tone } from '../ui/badge';
import { formatNumber } from '../ui/format';
import type { IconName } from '../ui/icon';

type Item = RevokedApiUsers['items'][number];

const looks: Record<
  Item['outcome'],
  { readonly tone: Tone; readonly icon: IconName; readonly word: string }
> = {
  revoked: { tone: 'good', icon: 'check', word: 'Revoked' },
  already_revoked: { tone: 'muted', icon: 'blocked', word: 'Was revoked before' },
  not_found: { tone: 'warning', icon: 'warning', word: 'Does not exist any more' },
};

export interface Revocation {
  readonly outcome: RevokedApiUsers;
  /** By id, for those who are gone. */
  readonly names: ReadonlyMap<string, string>;
}

/** What became of each of the users that were to be revoked. */
@Component({
  selector: 'app-revocation-outcome',
  imports: [Badge, MatButton, MatDialogModule],
  template: `<h2 mat-dialog-title>{{ title }}</h2>
    <mat-dialog-content>
      <ul tabindex="0" aria-label="Outcome for each API user">
        @for (item of items; track item.id) {
          <li>
            <span>{{ item.name }}</span>
            <app-badge [tone]="item.look.tone" [icon]="item.look.icon">{{
              item.look.word
            }}</app-badge>
          </li>
        }
      </ul>
    </mat-dialog-content>
    <mat-dialog-actions>
      <button type="button" matButton="filled" [mat-dialog-close]="undefined" cdkFocusInitial>
        Close
      </button>
    </mat-dialog-actions>`,
  styles: `
    ul {
      max-height: 50dvh;
      overflow: auto;
      border: var(--hairline);
      border-radius: var(--radius);
      font-size: var(--text-table);
    }
    li {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-3);
      padding: var(--space-1) var(--space-3);
      border-bottom: var(--hairline);
    }
    li:last-child {
      border-bottom: 0;
    }
    span {
      min-width: 0;
      overflow-wrap: anywhere;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RevocationOutcome {
  private readonly given = inject<Revocation>(MAT_DIALOG_DATA);

  protected readonly items = this.given.outcome.items.map(({ id, displayName, outcome }) => ({
    id,
    name: displayName ?? this.given.names.get(id) ?? id,
    look: looks[outcome],
  }));
  protected readonly title = titleOf(this.given.outcome.items);
}

function titleOf(items: readonly Item[]): string {
  const revoked = items.filter(({ outcome }) => outcome === 'revoked').length;
  return `${formatNumber(revoked)} of ${formatNumber(items.length)} keys revoked now`;
}
