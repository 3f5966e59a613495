import { HttpClient, type HttpResourceRequest } from '@angular/common/http';
import {
  computed,
  effect,
  inject,
  linkedSignal,
  type Signal,
  signal,
  untracked,
} from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { KeptResource } from './kept-resource';
import { type Problem, problemOf } from './problem';

export interface KeysetPage<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** A list without its cursor. */
export interface KeysetRequest {
  readonly url: string;
  readonly params: NonNullable<HttpResourceRequest['params']> & Record<string, string | number>;
}

/** A list that is read a page at a time. */
export interface KeysetPages<Page extends KeysetPage<unknown>> {
  /** Of all loaded pages, each once; `undefined` until the first answer. */
  readonly items: Signal<readonly Page['items'][number][] | undefined>;
  readonly lastPage: Signal<Page | undefined>;
  /** Absent when there is no more. */
  readonly nextCursor: Signal<string | undefined>;
  /** Whether what is shown answers an earlier request than the present one. */
  readonly isChanging: Signal<boolean>;
  readonly isLoadingMore: Signal<boolean>;
  readonly moreProblem: Signal<Problem | undefined>;
  loadMore(): Promise<void>;
  /** From the first page on. */
  reload(): void;
}

/**
 * Puts further pages behind a first one, which reloads by itself. Another request starts anew. With `isReadWhole` the
 * further pages are read again after the first, for lists whose rows change; without it, what is older stays as it was
 * read, for logs. Must be called where injection is possible.
 */
export function keysetPages<Page extends KeysetPage<unknown>>(of: {
  readonly request: Signal<KeysetRequest>;
  readonly firstPage: KeptResource<Page>;
  readonly idOf: (item: Page['items'][number]) => string | number;
  readonly isReadWhole?: boolean;
}): KeysetPages<Page> {
  const http = inject(HttpClient);
  const { request, firstPage } = of;
  const further = linkedSignal<KeysetRequest, readonly Page[]>({
    source: request,
    computation: () => [],
  });
  /** To which request the first page is the answer. */
  const answered = signal<KeysetRequest | undefined>(undefined);
  const isLoadingMore = signal(false);
  const moreProblem = linkedSignal<KeysetRequest, Problem | undefined>({
    source: request,
    computation: () => undefined,
  });
  const lastPage = computed(() => further().at(-1) ?? firstPage.value());
  const nextCursor = computed(() => lastPage()?.nextCursor ?? undefined);
  const isChanging = computed(() => firstPage.isLoading() && answered() !== request());

  const read = ({ url, params }: KeysetRequest, cursor: string): Promise<Page> =>
    firstValueFrom(http.get<Page>(url, { params: { ...params, cursor } }));

  let isReadingAgain = false;
  const readFurtherAgain = async (): Promise<void> => {
    const [asked, count] = [request(), further().length];
    if (count === 0 || isReadingAgain) return;
    isReadingAgain = true;
    try {
      const fresh: Page[] = [];
      let cursor = firstPage.value()?.nextCursor ?? null;
      while (fresh.length < count && cursor !== null) {
        const page = await read(asked, cursor);
        fresh.push(page);
        cursor = page.nextCursor;
      }
      if (asked === request() && further().length === count) further.set(fresh);
    } catch {
      // They stay as they were: the first page fails as well then, and says so.
    } finally {
      isReadingAgain = false;
    }
  };
  effect(() => {
    if (firstPage.asOf() === undefined) return;
    answered.set(untracked(request));
    if (of.isReadWhole) untracked(() => void readFurtherAgain());
  });

  return {
    items: computed(() => {
      const first = firstPage.value();
      return first && distinct([first, ...further()], of.idOf);
    }),
    lastPage,
    nextCursor,
    isChanging,
    isLoadingMore: isLoadingMore.asReadonly(),
    moreProblem: moreProblem.asReadonly(),
    reload: () => {
      if (!of.isReadWhole) further.set([]);
      firstPage.reload();
    },
    loadMore: async () => {
      const [asked, cursor] = [request(), nextCursor()];
      if (cursor === undefined || isLoadingMore() || isChanging()) return;
      isLoadingMore.set(true);
      moreProblem.set(undefined);
      try {
        const page = await read(asked, cursor);
        if (asked === request()) further.update((pages) => [...pages, page]);
      } catch (error) {
        if (asked === request()) moreProblem.set(problemOf(error));
      } finally {
        isLoadingMore.set(false);
      }
    },
  };
}

/** What has moved from one page to another meanwhile is on both; the page before was read later. */
function distinct<Item>(
  pages: readonly KeysetPage<Item>[],
  idOf: (item: Item) => string | number,
): readonly Item[] {
  const found = new Map<string | number, Item>();
  for (const item of pages.flatMap(({ items }) => items)) {
    const id = idOf(item);
    if (!found.has(id)) found.set(id, item);
  }
  return [...found.values()];
}
