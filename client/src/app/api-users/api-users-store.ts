import { HttpClient } from '@angular/common/http';
import { computed, inject, Injectable, linkedSignal, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, type ParamMap } from '@angular/router';
import { firstValueFrom, map, type Observable } from 'rxjs';
import type {
  ApiUserPage,
  ApiUserView,
  ChangeApiUser,
  CreateApiUser,
  IssuedKey,
} from '../../../../server/api-users/api-users.contract';
import { keptResource } from '../ui/kept-resource';
import { type Problem, problemOf } from '../ui/problem';

const path = '/api/admin/api-users';

/** As it stands in the address of the page. */
export interface ApiUserFilter {
  readonly search?: string;
  readonly status?: ApiUserView['status'];
  readonly gateway?: 'pre' | 'post';
}

/** API users as the console sees them: one filtered list, and the changes an administrator can make. */
@Injectable()
export class ApiUsersStore {
  private readonly http = inject(HttpClient);
  private readonly route = inject(ActivatedRoute);

  readonly filter = toSignal(this.route.queryParamMap.pipe(map(filterOf)), { requireSync: true });

  private readonly firstPage = keptResource<ApiUserPage>(() => ({
    url: path,
    params: { ...this.filter() },
  }));
  private readonly furtherPages = linkedSignal<ApiUserFilter, readonly ApiUserPage[]>({
    source: this.filter,
    computation: () => [],
  });

  readonly isLoading = this.firstPage.isLoading;
  readonly problem = this.firstPage.problem;
  readonly isLoaded = computed(() => this.firstPage.value() !== undefined);
  readonly isLoadingMore = signal(false);
  readonly moreProblem = signal<Problem | undefined>(undefined);

  readonly users = computed(() => {
    const pages = [this.firstPage.value(), ...this.furtherPages()];
    const users = pages.flatMap((page) => page?.items ?? []);
    // A user created meanwhile moves others to the next page.
    return [...new Map(users.map((user) => [user.id, user])).values()];
  });
  readonly nextCursor = computed(
    () => (this.furtherPages().at(-1) ?? this.firstPage.value())?.nextCursor ?? undefined,
  );

  reload(): void {
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
      const page = await firstValueFrom(this.http.get<ApiUserPage>(path, { params }));
      if (filter === this.filter()) this.furtherPages.update((pages) => [...pages, page]);
    } catch (error) {
      this.moreProblem.set(problemOf(error));
    } finally {
      this.isLoadingMore.set(false);
    }
  }

  find(id: string): Promise<ApiUserView> {
    return firstValueFrom(this.http.get<ApiUserView>(`${path}/${id}`));
  }

  create(user: CreateApiUser): Promise<IssuedKey> {
    return this.andReload(this.http.post<IssuedKey>(path, user));
  }

  change(id: string, change: ChangeApiUser): Promise<ApiUserView> {
    return this.andReload(this.http.patch<ApiUserView>(`${path}/${id}`, change));
  }

  rotate(user: ApiUserView): Promise<IssuedKey> {
    const body = { version: user.version };
    return this.andReload(this.http.post<IssuedKey>(`${path}/${user.id}/rotate`, body));
  }

  /** Without a version: a key that must die dies, whoever else changed the user meanwhile. */
  revoke(user: ApiUserView, options: { readonly endStreams: boolean }): Promise<unknown> {
    return this.andReload(this.http.post(`${path}/${user.id}/revoke`, options));
  }

  restore(user: ApiUserView): Promise<unknown> {
    return this.andReload(this.http.post(`${path}/${user.id}/restore`, { version: user.version }));
  }

  remove(user: ApiUserView): Promise<unknown> {
    return this.andReload(this.http.delete(`${path}/${user.id}`));
  }

  /** A refused change reloads too: the list may be what is out of date. */
  private async andReload<Answer>(call: Observable<Answer>): Promise<Answer> {
    try {
      return await firstValueFrom(call);
    } finally {
      this.reload();
    }
  }
}

function filterOf(parameters: ParamMap): ApiUserFilter {
  const search = parameters.get('search')?.slice(0, 80);
  const status = (['active', 'revoked', 'expired'] as const).find(
    (known) => known === parameters.get('status'),
  );
  const gateway = (['pre', 'post'] as const).find((known) => known === parameters.get('gateway'));
  return { ...(search && { search }), ...(status && { status }), ...(gateway && { gateway }) };
}
