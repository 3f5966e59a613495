import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  untracked,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import { Session } from '../session/session';
import { EmptyState } from '../ui/empty-state';
import { formatCount } from '../ui/format';
import { Icon } from '../ui/icon';
import { PageHeader } from '../ui/page-header';
import { ProblemNote } from '../ui/problem-note';
import { SearchBox } from '../ui/search-box';
import { Skeleton } from '../ui/skeleton';
import { ApiUserActions } from './api-user-actions';
import { type ApiUserFilter, ApiUsersStore } from './api-users-store';
import { ApiUsersTable } from './api-users-table';

@Component({
  selector: 'app-api-users-page',
  imports: [
    ApiUsersTable,
    EmptyState,
    Icon,
    MatButton,
    PageHeader,
    ProblemNote,
    SearchBox,
    Skeleton,
  ],
  templateUrl: './api-users-page.html',
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
    }
    .search {
      flex: 1 1 14rem;
      max-width: 22rem;
    }
    @media (max-width: 599px) {
      .search {
        flex-basis: 100%;
        max-width: none;
      }
    }
    .found {
      margin-left: auto;
      font-size: var(--text-table);
    }
    .is-loading {
      opacity: 0.6;
    }
    .lead {
      margin-right: var(--space-1);
      vertical-align: -3px;
    }
    .more {
      justify-self: center;
    }
  `,
  providers: [ApiUsersStore, ApiUserActions],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ApiUsersPage {
  protected readonly session = inject(Session);
  protected readonly store = inject(ApiUsersStore);
  protected readonly actions = inject(ApiUserActions);
  private readonly router = inject(Router);
  /** In the address: open the form for a new user. */
  readonly create = input<string>();

  protected readonly isFiltered = computed(() => Object.keys(this.store.filter()).length > 0);
  protected readonly found = computed(() => {
    const shown = formatCount(this.store.users().length, 'API user');
    return this.store.nextCursor() === undefined ? shown : `${shown} shown, more to load`;
  });

  constructor() {
    effect(() => {
      if (this.create() === undefined) return;
      untracked(() => this.createAsAddressed());
    });
  }

  /** Typing replaces the entry in the history, so that Back leaves the page. */
  protected show(change: { [Field in keyof ApiUserFilter]: string | null }): void {
    void this.router.navigate([], {
      queryParams: change,
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected showAll(): void {
    void this.router.navigate([], { queryParams: {} });
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
