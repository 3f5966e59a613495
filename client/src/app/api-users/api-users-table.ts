import { ChangeDetectionStrategy, Component, computed, inject, linkedSignal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { Router, RouterLink } from '@angular/router';
import type { ApiUserListItem, ApiUserView } from '../../../../server/api-users/api-users.contract';
import { Session } from '../session/session';
import { Badge } from '../ui/badge';
import { Cell } from '../ui/data-table/cell';
import type { Sort } from '../ui/data-table/column';
import { DataTable } from '../ui/data-table/data-table';
import { EmptyState } from '../ui/empty-state';
import { FilterBar } from '../ui/filter-bar';
import { formatCompact, formatCount, formatNumber } from '../ui/format';
import { Icon } from '../ui/icon';
import { Meter } from '../ui/meter';
import { SearchBox } from '../ui/search-box';
import { Sparkline } from '../ui/sparkline';
import { TimeStamp } from '../ui/time-stamp';
import { ApiUserActions } from './api-user-actions';
import { filterFields } from './api-user-view';
import { capWording, keyWording, lookOf, shareOfCap } from './api-user-wording';
import { apiUserColumns } from './api-users-columns';
import { ApiUsersStore } from './api-users-store';
import { BulkRevocation, mostRevokedAtOnce } from './bulk-revocation';

/** The list itself: found, sorted, selected, and what can be done with each. */
@Component({
  selector: 'app-api-users-table',
  imports: [
    Badge,
    Cell,
    DataTable,
    EmptyState,
    FilterBar,
    Icon,
    MatButton,
    MatMenuModule,
    Meter,
    RouterLink,
    SearchBox,
    Sparkline,
    TimeStamp,
  ],
  templateUrl: './api-users-table.html',
  styleUrl: './api-users-table.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ApiUsersTable {
  private readonly router = inject(Router);
  private readonly bulkRevocation = inject(BulkRevocation);
  protected readonly session = inject(Session);
  protected readonly store = inject(ApiUsersStore);
  protected readonly actions = inject(ApiUserActions);

  protected readonly columns = apiUserColumns;
  protected readonly fields = filterFields;
  protected readonly number = formatNumber;
  protected readonly compact = formatCompact;
  protected readonly lookOf = lookOf;
  protected readonly shareOfCap = shareOfCap;
  protected readonly capWording = capWording;
  protected readonly keyWording = keyWording;
  protected readonly idOf = (user: ApiUserView): string => user.id;
  protected readonly nameOf = (user: ApiUserView): string => user.displayName;
  protected readonly linkTo = (user: ApiUserView): readonly string[] => ['/api-users', user.id];
  protected readonly mostAtOnce = mostRevokedAtOnce;

  /** Under another filter it would hold users that nobody sees. */
  protected readonly selected = linkedSignal<unknown, ReadonlySet<string>>({
    source: () => this.store.view().filter,
    computation: () => new Set(),
  });
  protected readonly selectedUsers = computed(() =>
    (this.store.users() ?? []).filter(({ id }) => this.selected().has(id)),
  );

  protected courseWording({ displayName, requestsByHour }: ApiUserListItem): string {
    const sum = requestsByHour.reduce((all, requests) => all + requests, 0);
    const most = Math.max(0, ...requestsByHour);
    return `${displayName}: ${formatCount(sum, 'request')} in the last 24 hours, at most ${formatNumber(most)} in one`;
  }

  protected sum(values: readonly number[]): number {
    return values.reduce((all, value) => all + value, 0);
  }

  /** Typing replaces the entry in the history, so that Back leaves the page. */
  protected search(text: string): void {
    this.show({ search: text || null }, { replaceUrl: true });
  }

  protected sortBy(sort: Sort | undefined): void {
    this.show({
      sort: sort?.key ?? null,
      direction: sort?.direction === 'descending' ? 'desc' : null,
    });
  }

  protected showAll(): void {
    const filters = ['search', ...filterFields.map(({ key }) => key)];
    this.show(Object.fromEntries(filters.map((key) => [key, null])));
  }

  protected async revokeSelected(): Promise<void> {
    if (await this.bulkRevocation.run(this.selectedUsers())) this.selected.set(new Set());
  }

  private show(
    queryParams: Record<string, string | null>,
    options: { readonly replaceUrl?: boolean } = {},
  ): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', ...options });
  }
}
