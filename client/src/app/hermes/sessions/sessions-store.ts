import { computed, inject, Injectable, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import { map } from 'rxjs';
import type {
  SessionPage,
  SessionSearch,
  SessionStats,
} from '../../../../../server/hermes-state/sessions/sessions.contract';
import { keysetPages } from '../../ui/keyset-pages';
import { hermesResource } from '../hermes-resource';
import { ProfileScope } from '../profile-scope';
import { fieldsFor, queryOf, viewOf } from './session-filter';

const url = '/api/admin/hermes/sessions';

/** The sessions of the profile in scope under the filters in the address, and what a search found among them. */
@Injectable()
export class SessionsStore {
  private readonly scope = inject(ProfileScope);
  readonly view = toSignal(inject(ActivatedRoute).queryParamMap.pipe(map(viewOf)), {
    requireSync: true,
    // Which session is open does not read the list again.
    equal: (one, other) => JSON.stringify(one) === JSON.stringify(other),
  });
  readonly search = computed(() => this.view().search);
  readonly profile = this.scope.profile;
  readonly isFiltered = computed(() => Object.keys(this.view()).length > 0);

  private readonly filter = computed(() => {
    const { search: _, ...filter } = this.view();
    return queryOf(filter);
  });
  readonly stats = hermesResource<SessionStats>(() => ({ path: 'sessions/stats' }), ['sessions']);
  readonly fields = computed(() => fieldsFor(this.stats.value()));
  /** Why sessions cannot be changed from here. */
  readonly readOnlyReason = computed(() => this.stats.value()?.readOnlyReason ?? undefined);

  private readonly first = hermesResource<SessionPage>(
    () => (this.search() === undefined ? { path: 'sessions', params: this.filter() } : undefined),
    ['sessions'],
  );
  readonly list = keysetPages<SessionPage>({
    request: computed(() => ({ url, params: { profile: this.profile(), ...this.filter() } })),
    firstPage: this.first,
    idOf: ({ id }) => id,
    isReadWhole: true,
  });
  readonly isLoading = computed(() => this.first.isLoading() && this.list.isChanging());
  readonly problem = this.first.problem;
  readonly asOf = this.first.asOf;
  readonly page = this.first.value;

  private readonly query = computed(() => queryOf(this.view()));
  private readonly firstHits = hermesResource<SessionSearch>(
    () =>
      this.search() === undefined ? undefined : { path: 'sessions/search', params: this.query() },
    [],
  );
  readonly hits = keysetPages<SessionSearch>({
    request: computed(() => ({
      url: `${url}/search`,
      params: { profile: this.profile(), ...this.query() },
    })),
    firstPage: this.firstHits,
    idOf: ({ sessionId, messageId }) => `${sessionId} ${messageId}`,
  });
  readonly searchProblem = this.firstHits.problem;
  readonly found = this.firstHits.value;

  /** The session in the peek panel. */
  readonly openId = signal<string | undefined>(undefined);

  reload(): void {
    this.list.reload();
    this.hits.reload();
    this.stats.reload();
  }
}
