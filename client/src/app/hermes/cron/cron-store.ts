import { computed, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import { map } from 'rxjs';
import type {
  CronJob,
  CronJobs,
  CronRunPage,
} from '../../../../../server/hermes-state/cron/cron.contract';
import type { LiveEvents } from '../../../../../server/live/live.contract';
import { liveOrPoll } from '../../live/live-or-poll';
import { keysetPages, type KeysetRequest } from '../../ui/keyset-pages';
import { hermesResource } from '../hermes-resource';
import { ProfileScope } from '../profile-scope';
import { matching, viewOf } from './cron-view';

const pollMs = 30_000;

/** The cron jobs of the profile in scope, their runs, and which of them the address wants to see. */
@Injectable()
export class CronStore {
  private readonly scope = inject(ProfileScope);
  private readonly query = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });

  readonly list = hermesResource<CronJobs>(
    () => ({ path: 'cron' }),
    ['cron', 'gateway', 'config', 'environment'],
  );
  /** What was read for another profile is not shown under the name of this one. */
  readonly found = computed(() => {
    const found = this.list.value();
    return found?.profile === this.scope.profile() ? found : undefined;
  });
  readonly zone = computed(() => this.found()?.zone.name ?? 'UTC');
  readonly view = toSignal(inject(ActivatedRoute).queryParamMap.pipe(map(viewOf)), {
    requireSync: true,
    equal: (one, other) => JSON.stringify(one) === JSON.stringify(other),
  });
  readonly shown = computed(() => {
    const jobs = this.found()?.jobs;
    return jobs === undefined ? undefined : matching(jobs, this.view());
  });
  readonly isFiltered = computed(() => {
    const { search, state, mode, result } = this.view();
    return search !== '' || [state, mode, result].some((each) => each !== undefined);
  });

  private readonly runRequest = computed<KeysetRequest>(
    () => {
      const query = this.query();
      const [failed, search] = [query.get('failed'), query.get('find')];
      return {
        url: '/api/admin/hermes/cron/runs',
        params: {
          profile: this.scope.profile(),
          limit: 50,
          ...(failed === 'yes' && { failed }),
          ...(search && { search: search.slice(0, 80) }),
        },
      };
    },
    { equal: (one, other) => JSON.stringify(one) === JSON.stringify(other) },
  );
  readonly isHistory = computed(() => this.query().get('view') === 'runs');
  readonly history = liveOrPoll<CronRunPage>(
    () => (this.isHistory() ? this.runRequest() : undefined),
    ['hermes'],
    pollMs,
    {
      concerns: (event) => {
        const { profile, kinds } = event as LiveEvents['hermes'];
        return profile === this.scope.profile() && kinds.includes('cron');
      },
    },
  );
  readonly runs = keysetPages<CronRunPage>({
    request: this.runRequest,
    firstPage: this.history,
    idOf: ({ id }) => id,
    isReadWhole: true,
  });

  /** Jobs that were told to run here, with the run they had before: until there is another one. */
  private readonly awaited = signal<ReadonlyMap<string, string | undefined>>(new Map());

  constructor() {
    effect(() => {
      const jobs = this.found()?.jobs ?? [];
      untracked(() => {
        const left = [...this.awaited()].filter(([id, before]) =>
          jobs.some((job) => job.id === id && job.lastRun?.id === before),
        );
        if (left.length !== this.awaited().size) this.awaited.set(new Map(left));
      });
    });
  }

  awaitRun({ id, lastRun }: CronJob): void {
    this.awaited.update((before) => new Map(before).set(id, lastRun?.id));
  }

  giveUp({ id }: CronJob): void {
    this.awaited.update((before) => new Map([...before].filter(([each]) => each !== id)));
  }

  /** It was told to run, and no run of it is recorded yet. */
  isAwaited({ id }: CronJob): boolean {
    return this.awaited().has(id);
  }

  reload(): void {
    this.list.reload();
    this.history.reload();
  }
}
