import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import type { ApiUserView } from '../../../../server/api-users/api-users.contract';
import { Session } from '../session/session';
import { Badge, type Tone } from '../ui/badge';
import { formatCompact, formatNumber } from '../ui/format';
import { Icon, type IconName } from '../ui/icon';
import { Meter } from '../ui/meter';
import { TimeStamp } from '../ui/time-stamp';
import { ApiUserActions } from './api-user-actions';

@Component({
  selector: 'app-api-users-table',
  imports: [Badge, Icon, MatMenuModule, Meter, RouterLink, TimeStamp],
  templateUrl: './api-users-table.html',
  styleUrl: './api-users-table.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ApiUsersTable {
  protected readonly session = inject(Session);
  protected readonly actions = inject(ApiUserActions);
  readonly users = input.required<readonly ApiUserView[]>();

  protected readonly number = formatNumber;
  protected readonly compact = formatCompact;
  protected readonly states: Record<
    ApiUserView['status'],
    { tone: Tone; icon: IconName; word: string }
  > = {
    active: { tone: 'good', icon: 'check', word: 'Active' },
    revoked: { tone: 'bad', icon: 'blocked', word: 'Revoked' },
    expired: { tone: 'warning', icon: 'clock', word: 'Expired' },
  };

  /** A cap of 0 is used up from the start. */
  protected shareOfCap({ usage, monthlyTokenCap }: ApiUserView): number {
    return monthlyTokenCap === 0 ? 1 : usage.usedTokens / monthlyTokenCap;
  }

  protected capWording(user: ApiUserView): string {
    const percent = Math.round(this.shareOfCap(user) * 100);
    return `${this.number(user.usage.usedTokens)} of ${this.number(user.monthlyTokenCap)} tokens, ${percent} %`;
  }
}
