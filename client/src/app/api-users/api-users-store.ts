import { computed, inject, Injectable } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import { map } from 'rxjs';
import type { ApiUserPage } from '../../../../server/api-users/api-users.contract';
import { liveOrPoll } from '../live/live-or-poll';
import { atBase } from '../ui/base-path';
import { keysetPages } from '../ui/keyset-pages';
import { ApiUserCalls, apiUsersPath } from './api-user-calls';
import { queryOf, viewOf } from './api-user-view';

/** Use is announced by nobody: it is read again this often. */
const refreshEveryMs = 10_000;

/** The list of API users under the filters and the sort in the address, as far as it was loaded. */
@Injectable()
export class ApiUsersStore {
  private readonly route = inject(ActivatedRoute);

  readonly view = toSignal(this.route.queryParamMap.pipe(map(viewOf)), {
    requireSync: true,
    // What else stands in the address does not read the list again.
    equal: (one, other) => JSON.stringify(one) === JSON.stringify(other),
  });
  private readonly request = computed(() => ({ url: apiUsersPath, params: queryOf(this.view()) }));
  private readonly firstPage = liveOrPoll<ApiUserPage>(
    () => this.request(),
    ['api-users'],
    refreshEveryMs,
    { isAlwaysPolled: true },
  );
  private readonly pages = keysetPages<ApiUserPage>({
    request: this.request,
    firstPage: this.firstPage,
    idOf: ({ id }) => id,
    isReadWhole: true,
  });

  readonly users = this.pages.items;
  readonly isChanging = this.pages.isChanging;
  readonly problem = this.firstPage.problem;
  readonly asOf = this.firstPage.asOf;
  readonly hasMore = computed(() => this.pages.nextCursor() !== undefined);
  readonly isLoadingMore = this.pages.isLoadingMore;
  readonly moreProblem = this.pages.moreProblem;
  readonly isFiltered = computed(() => Object.keys(this.view().filter).length > 0);
  readonly downloadAddress = computed(() => {
    const query = Object.entries({ ...this.request().params, format: 'csv' });
    const texts = query.map(([name, value]) => [name, String(value)]);
    return atBase(`${apiUsersPath}/download?${new URLSearchParams(texts)}`);
  });

  constructor() {
    inject(ApiUserCalls)
      .tried.pipe(takeUntilDestroyed())
      .subscribe(() => this.reload());
  }

  reload(): void {
    this.pages.reload();
  }

  loadMore(): Promise<void> {
    return this.pages.loadMore();
  }
}
