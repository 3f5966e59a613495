import { HttpClient } from '@angular/common/http';
import { computed, inject, Injectable, linkedSignal, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import { firstValueFrom, map } from 'rxjs';
import type {
  AdminEventFilter,
  AdminEventPage,
} from '../../../../server/admin-events/admin-events.contract';
import type { AdministratorList } from '../../../../server/auth/administrators.contract';
import { liveOrPoll } from '../live/live-or-poll';
import { keptResource } from '../ui/kept-resource';
import { type Problem, problemOf } from '../ui/problem';
import { filterOf, viewOf } from './admin-event-filter';

const path = '/api/admin/events';

/** What administrators did, under the filters in the address, newest first, as far as it was loaded. */
@Injectable()
export class AdminEventsStore {
  private readonly http = inject(HttpClient);
  private readonly route = inject(ActivatedRoute);

  readonly view = toSignal(this.route.queryParamMap.pipe(map(viewOf)), {
    requireSync: true,
    // What is open or how it is shown does not read the list again.
    equal: (one, other) => JSON.stringify(one) === JSON.stringify(other),
  });
  /** A moving range is counted from here, so that all pages and the download mean the same time. */
  private readonly now = linkedSignal({ source: this.view, computation: () => new Date() });
  readonly filter = computed<AdminEventFilter>(() => filterOf(this.view(), this.now()));

  private readonly firstPage = liveOrPoll<AdminEventPage>(
    () => ({ url: path, params: { ...this.filter() } }),
    ['admin-events'],
    60_000,
  );
  private readonly furtherPages = linkedSignal<AdminEventFilter, readonly AdminEventPage[]>({
    source: this.filter,
    computation: () => [],
  });
  private readonly lastPage = computed(() => this.furtherPages().at(-1) ?? this.firstPage.value());

  /** For choosing one. */
  readonly administrators = keptResource<AdministratorList>(() => ({
    url: '/api/admin/administrators',
  }));

  readonly isLoading = this.firstPage.isLoading;
  readonly problem = this.firstPage.problem;
  readonly isLoaded = computed(() => this.firstPage.value() !== undefined);
  readonly isLoadingMore = signal(false);
  readonly moreProblem = signal<Problem | undefined>(undefined);
  readonly nextCursor = computed(() => this.lastPage()?.nextCursor ?? undefined);
  readonly events = computed(() => {
    const pages = [this.firstPage.value(), ...this.furtherPages()];
    const events = pages.flatMap((page) => page?.items ?? []);
    // New events push old ones from the first page to where the second one already has them.
    return [...new Map(events.map((event) => [event.sequence, event])).values()];
  });

  downloadAddress(format: 'jsonl' | 'csv'): string {
    return `${path}/download?${new URLSearchParams({ ...this.filter(), format })}`;
  }

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
      const page = await firstValueFrom(this.http.get<AdminEventPage>(path, { params }));
      if (filter === this.filter()) this.furtherPages.update((pages) => [...pages, page]);
    } catch (error) {
      this.moreProblem.set(problemOf(error));
    } finally {
      this.isLoadingMore.set(false);
    }
  }
}
