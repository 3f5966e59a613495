import { computed, inject, Injectable, linkedSignal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import { map } from 'rxjs';
import type {
  AdminEventFilter,
  AdminEventPage,
} from '../../../../server/admin-events/admin-events.contract';
import type { AdministratorList } from '../../../../server/auth/administrators.contract';
import { liveOrPoll } from '../live/live-or-poll';
import { atBase } from '../ui/base-path';
import { keptResource } from '../ui/kept-resource';
import { keysetPages } from '../ui/keyset-pages';
import { filterOf, viewOf } from './admin-event-filter';

const path = '/api/admin/events';

/** What administrators did, under the filters in the address, newest first, as far as it was loaded. */
@Injectable()
export class AdminEventsStore {
  private readonly route = inject(ActivatedRoute);

  readonly view = toSignal(this.route.queryParamMap.pipe(map(viewOf)), {
    requireSync: true,
    // What is open or how it is shown does not read the list again.
    equal: (one, other) => JSON.stringify(one) === JSON.stringify(other),
  });
  /** A moving range is counted from here, so that all pages and the download mean the same time. */
  private readonly now = linkedSignal({ source: this.view, computation: () => new Date() });
  readonly filter = computed<AdminEventFilter>(() => filterOf(this.view(), this.now()));

  private readonly request = computed(() => ({ url: path, params: { ...this.filter() } }));
  private readonly firstPage = liveOrPoll<AdminEventPage>(
    () => this.request(),
    ['admin-events'],
    60_000,
  );
  private readonly pages = keysetPages<AdminEventPage>({
    request: this.request,
    firstPage: this.firstPage,
    idOf: ({ sequence }) => sequence,
  });

  /** For choosing one. */
  readonly administrators = keptResource<AdministratorList>(() => ({
    url: '/api/admin/administrators',
  }));

  readonly problem = this.firstPage.problem;
  readonly isLoaded = computed(() => this.pages.items() !== undefined);
  readonly isChanging = this.pages.isChanging;
  readonly isLoadingMore = this.pages.isLoadingMore;
  readonly moreProblem = this.pages.moreProblem;
  readonly nextCursor = this.pages.nextCursor;
  readonly events = computed(() => this.pages.items() ?? []);

  downloadAddress(format: 'jsonl' | 'csv'): string {
    return atBase(`${path}/download?${new URLSearchParams({ ...this.filter(), format })}`);
  }

  reload(): void {
    this.now.set(new Date());
    this.pages.reload();
  }

  loadMore(): Promise<void> {
    return this.pages.loadMore();
  }
}
