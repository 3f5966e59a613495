import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  untracked,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { Title } from '@angular/platform-browser';
import { NavigationEnd, Router, RouterLink } from '@angular/router';
import { filter } from 'rxjs';
import type { ApiUserView } from '../../../../server/api-users/api-users.contract';
import { Session } from '../session/session';
import { Badge } from '../ui/badge';
import { Banner } from '../ui/banner';
import { publicAddress } from '../ui/base-path';
import { CopyButton } from '../ui/copy-button';
import { EmptyState } from '../ui/empty-state';
import { Icon } from '../ui/icon';
import { PageHeader } from '../ui/page-header';
import { ApiUserActions } from './api-user-actions';
import { ApiUserDetailStore } from './api-user-detail-store';
import { lookOf } from './api-user-wording';
import { KeyHistoryTile } from './key-history-tile';
import { LastDayTile } from './last-day-tile';
import { LimitsTile } from './limits-tile';
import { ModelsTile } from './models-tile';
import { MonthTile } from './month-tile';
import { RecentRequestsTile } from './recent-requests-tile';
import { RefusalsTile } from './refusals-tile';
import { UseByDayTile } from './use-by-day-tile';

/** What is known about one API user, and what can be done with it. Made anew for another one. */
@Component({
  selector: 'app-api-user-details',
  imports: [
    Badge,
    Banner,
    CopyButton,
    EmptyState,
    Icon,
    KeyHistoryTile,
    LastDayTile,
    LimitsTile,
    MatButton,
    ModelsTile,
    MonthTile,
    PageHeader,
    RecentRequestsTile,
    RefusalsTile,
    RouterLink,
    UseByDayTile,
  ],
  templateUrl: './api-user-details.html',
  styleUrl: './api-user-details.css',
  providers: [ApiUserDetailStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ApiUserDetails {
  private readonly router = inject(Router);
  private readonly pageTitle = inject(Title);
  protected readonly session = inject(Session);
  protected readonly store = inject(ApiUserDetailStore);
  protected readonly actions = inject(ApiUserActions);
  protected readonly lookOf = lookOf;
  protected readonly address = computed(() => publicAddress(`/api-users/${this.store.id()}`));

  /** An action whose question is opened, such as `rotate`. */
  readonly ask = input<string>();

  constructor() {
    const navigated = toSignal(
      this.router.events.pipe(filter((event) => event instanceof NavigationEnd)),
    );
    effect(() => {
      navigated();
      const name = this.store.user()?.displayName;
      if (name !== undefined) this.pageTitle.setTitle(`${name} · API users · Hermes Control Plane`);
    });
    const asked = computed(() => (this.store.user() === undefined ? undefined : this.ask()));
    effect(() => {
      const action = asked();
      if (action !== undefined) untracked(() => this.doAsAddressed(action));
    });
  }

  protected async remove(user: ApiUserView): Promise<void> {
    if (await this.actions.remove(user)) await this.router.navigate(['/api-users']);
  }

  /** Once: a reload or the way back does not ask again. */
  private doAsAddressed(asked: string): void {
    const user = this.store.user();
    void this.router.navigate([], {
      queryParams: { ask: null },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
    if (!user || !this.session.canChange()) return;
    if (asked === 'edit') void this.actions.edit(user);
    else if (asked === 'rotate') void this.actions.rotate(user);
    else if (asked === 'revoke' && user.status !== 'revoked') void this.actions.revoke(user);
    else if (asked === 'restore' && user.status === 'revoked') void this.actions.restore(user);
    else if (asked === 'delete') void this.remove(user);
  }
}
