import { HttpClient } from '@angular/common/http';
import { computed, inject, Injectable, linkedSignal, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import { firstValueFrom, map } from 'rxjs';
import type { ApiUserPage } from '../../../../server/api-users/api-users.contract';
import type { AuditFilter, AuditPage, AuditSummary } from '../../../../server/audit/audit.contract';
import { keptResource } from '../ui/kept-resource';
import { type Problem, problemOf } from '../ui/problem';
import { filterOf, lacksRange, viewOf } from './audit-filter';

const path = '/api/admin/logs';

/** The log under the filters in the address, newest first, as far as it was loaded. */
@Injectable()
export class AuditStore {
  private readonly http = inject(HttpClient);
  private readonly route = inject(ActivatedRoute);

  readonly view = toSignal(this.route.queryParamMap.pipe(map(viewOf)), { requireSync: true });
  /** A moving range ends here, so that all pages and the download mean the same time. */
  private readonly now = linkedSignal({ source: this.view, computation: () => new Date() });
  readonly filter = computed<AuditFilter>(() => filterOf(this.view(), this.now()));
  readonly lacksRange = computed(() => lacksRange(this.view()));

  private readonly firstPage = keptResource<AuditPage>(() =>
    this.lacksRange() ? undefined : { url: path, params: { ...this.filter() } },
  );
  private readonly furtherPages = linkedSignal<AuditFilter, readonly AuditPage[]>({
    source: this.filter,
    computation: () => [],
  });
  private readonly lastPage = computed(() => this.furtherPages().at(-1) ?? this.firstPage.value());

  /** For choosing one; the first two hundred by name. */
  readonly apiUsers = keptResource<ApiUserPage>(() => ({
    url: '/api/admin/api-users',
    params: { limit: 200 },
  }));

  readonly isLoading = this.firstPage.isLoading;
  readonly problem = this.firstPage.problem;
  readonly isLoaded = computed(() => this.firstPage.value() !== undefined);
  readonly isLoadingMore = signal(false);
  readonly moreProblem = signal<Problem | undefined>(undefined);
  readonly nextCursor = computed(() => this.lastPage()?.nextCursor ?? undefined);
  readonly searchedBackTo = computed(() => this.lastPage()?.searchedBackTo ?? undefined);
  readonly requests = computed<readonly AuditSummary[]>(() => {
    if (this.lacksRange()) return [];
    return [this.firstPage.value(), ...this.furtherPages()].flatMap((page) => page?.items ?? []);
  });

  /** The request in the peek panel. */
  readonly openId = signal<string | undefined>(undefined);

  readonly downloadAddress = computed(
    () => `${path}/download?${new URLSearchParams({ ...this.filter() })}`,
  );

  reload(): void {
    this.now.set(new Date());
    this.furtherPages.set([]);
    this.firstPage.reload();
  }

  async loadMore(): Promise<void> {
    const cursor = this.nextCursor();
    if (cursor === undefined || this.isLoadingMore()) return;
    const filter = this.filter();
    this.isLoadingMore.set(true);
    this.moreProblem.set(undefined);
    try {
      const params = { ...filter, cursor };
      const page = await firstValueFrom(this.http.get<AuditPage>(path, { params }));
      if (filter === this.filter()) this.furtherPages.update((pages) => [...pages, page]);
    } catch (error) {
      this.moreProblem.set(problemOf(error));
    } finally {
      this.isLoadingMore.set(false);
    }
  }

  /** The request after (older) or before (newer) another in the list; loads more when it must. */
  async beside(id: string, direction: 'next' | 'previous'): Promise<string | undefined> {
    const index = this.requests().findIndex((request) => request.id === id);
    if (index < 0) return this.requests()[0]?.id;
    if (direction === 'previous') return this.requests()[index - 1]?.id;
    if (index + 1 >= this.requests().length) await this.loadMore();
    return this.requests()[index + 1]?.id;
  }
}
