import { HttpClient } from '@angular/common/http';
import {
  computed,
  effect,
  inject,
  Injectable,
  linkedSignal,
  signal,
  untracked,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import { firstValueFrom, map, type Subscription } from 'rxjs';
import type {
  AuditCount,
  AuditFilter,
  AuditPage,
  AuditSummary,
} from '../../../../server/audit/audit.contract';
import { atBase } from '../ui/base-path';
import { keptResource, ReadEpoch } from '../ui/kept-resource';
import { type Problem, problemOf } from '../ui/problem';
import { filterOf, lacksRange, viewOf } from './audit-filter';

const path = '/api/admin/logs';
const firstPageSize = 100;
/** All the server gives at once. */
const pageSize = 200;

/** What is loaded of the log, newest first. */
export interface LoadedLog {
  readonly filter: AuditFilter;
  readonly items: readonly AuditSummary[];
  readonly nextCursor: string | null;
  readonly searchedBackTo: string | null;
  readonly asOf: Date;
}

/** The log under the filters in the address, newest first, as far as it was loaded. */
@Injectable()
export class AuditStore {
  private readonly http = inject(HttpClient);
  private readonly epoch = inject(ReadEpoch).current;
  private readonly parameters = toSignal(inject(ActivatedRoute).queryParamMap, {
    requireSync: true,
  });

  readonly view = computed(() => viewOf(this.parameters()), {
    // What is open, or whether it is followed, does not read the list again.
    equal: (one, other) => JSON.stringify(one) === JSON.stringify(other),
  });
  readonly viewId = computed(() => this.parameters().get('view') ?? undefined);
  readonly wantsTail = computed(() => this.parameters().get('live') === 'true');
  /** A moving range ends here, so that all pages, the count and the download mean the same time. */
  private readonly now = linkedSignal({ source: this.view, computation: () => new Date() });
  readonly filter = computed<AuditFilter>(() => filterOf(this.view(), this.now()));
  readonly lacksRange = computed(() => lacksRange(this.view()));

  private readonly loaded = signal<LoadedLog | undefined>(undefined);
  private reading: Subscription | undefined;
  readonly log = this.loaded.asReadonly();
  readonly isLoading = signal(false);
  readonly problem = signal<Problem | undefined>(undefined);
  readonly isLoadingMore = signal(false);
  readonly moreProblem = signal<Problem | undefined>(undefined);

  readonly requests = computed(() => (this.lacksRange() ? [] : this.loaded()?.items));
  readonly nextCursor = computed(() => this.loaded()?.nextCursor ?? undefined);
  /** How far back a search has looked; absent when everything was looked at. */
  readonly searchedBackTo = computed(() => this.loaded()?.searchedBackTo ?? undefined);
  /** Asked for once the list is there, which matters more. */
  readonly count = keptResource<AuditCount>(() => {
    const log = this.loaded();
    return log === undefined || log.filter !== this.filter()
      ? undefined
      : { url: `${path}/count`, params: { ...log.filter } };
  });
  /** Absent while the count of these filters is not known. */
  readonly counted = computed(() => {
    const { isLoading, problem, value } = this.count;
    const isOfThese = this.loaded()?.filter === this.filter() && !isLoading() && !problem();
    return isOfThese ? value() : undefined;
  });

  /** The request in the peek panel. */
  readonly openId = signal<string | undefined>(undefined);

  constructor() {
    effect(() => {
      const filter = this.filter();
      this.epoch();
      untracked(() => this.read(filter));
    });
  }

  /** Reads the list from its newest request on, and counts a moving range from now. */
  reload(): void {
    this.now.set(new Date());
  }

  async loadMore(): Promise<void> {
    const log = this.loaded();
    if (log === undefined || log.nextCursor === null || this.isLoadingMore()) return;
    this.isLoadingMore.set(true);
    this.moreProblem.set(undefined);
    try {
      const page = await this.page(log.filter, { limit: pageSize, cursor: log.nextCursor });
      this.change(log.filter, (now) => ({
        ...now,
        items: [...now.items, ...page.items],
        nextCursor: page.nextCursor,
        searchedBackTo: page.searchedBackTo,
      }));
    } catch (error) {
      if (log.filter === this.filter()) this.moreProblem.set(problemOf(error));
    } finally {
      this.isLoadingMore.set(false);
    }
  }

  /** One page as it stands now. Throws the HTTP error. */
  page(
    filter: AuditFilter,
    { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<AuditPage> {
    const params = { ...filter, limit, ...(cursor !== undefined && { cursor }) };
    return firstValueFrom(this.http.get<AuditPage>(path, { params }));
  }

  /** Changes what is loaded, unless something else has been asked for since. */
  change(filter: AuditFilter, by: (log: LoadedLog) => LoadedLog): void {
    this.loaded.update((log) => (log?.filter === filter ? by(log) : log));
  }

  downloadAddress(format: 'jsonl' | 'csv'): string {
    return atBase(`${path}/download?${new URLSearchParams({ ...this.filter(), format })}`);
  }

  private read(filter: AuditFilter): void {
    this.reading?.unsubscribe();
    this.problem.set(undefined);
    this.moreProblem.set(undefined);
    this.isLoading.set(!this.lacksRange());
    if (this.lacksRange()) return;
    const params = { ...filter, limit: firstPageSize };
    this.reading = this.http
      .get<AuditPage>(path, { params })
      .pipe(map((page): LoadedLog => ({ filter, asOf: new Date(), ...page })))
      .subscribe({
        next: (log) => {
          this.isLoading.set(false);
          this.loaded.set(log);
        },
        error: (error: unknown) => {
          this.isLoading.set(false);
          this.problem.set(problemOf(error));
          // What other filters found must not stand under these.
          this.loaded.update((log) => (log && isSameBut(log.filter, filter) ? log : undefined));
        },
      });
  }
}

/** Whether two filters differ in no more than where a moving range begins. */
function isSameBut(one: AuditFilter, other: AuditFilter): boolean {
  const key = ({ from: _, ...filter }: AuditFilter): string => JSON.stringify(filter);
  return key(one) === key(other);
}
