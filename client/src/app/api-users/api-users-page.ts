import {
  ChangeDetectionStrategy,
  Component,
  effect,
  inject,
  input,
  untracked,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import { Session } from '../session/session';
import { Icon } from '../ui/icon';
import { PageHeader } from '../ui/page-header';
import { ApiUserActions } from './api-user-actions';
import { ApiUsersStore } from './api-users-store';
import { ApiUsersTable } from './api-users-table';

@Component({
  selector: 'app-api-users-page',
  imports: [ApiUsersTable, Icon, MatButton, PageHeader],
  templateUrl: './api-users-page.html',
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
    }
    .lead {
      margin-right: var(--space-1);
      vertical-align: -3px;
    }
  `,
  providers: [ApiUsersStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ApiUsersPage {
  protected readonly session = inject(Session);
  protected readonly store = inject(ApiUsersStore);
  protected readonly actions = inject(ApiUserActions);
  private readonly router = inject(Router);
  /** In the address: open the form for a new user. */
  readonly create = input<string>();

  constructor() {
    effect(() => {
      if (this.create() === undefined) return;
      untracked(() => this.createAsAddressed());
    });
  }

  /** Once: a reload or the way back does not open it again. */
  private createAsAddressed(): void {
    void this.router.navigate([], {
      queryParams: { create: null },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
    if (this.session.canChange()) void this.actions.create();
  }
}
