import { computed, inject, Injectable } from '@angular/core';
import type { Gateways } from '../../../../../server/gateway/gateways.contract';
import type { JobList } from '../../../../../server/hermes-state/commands/jobs.contract';
import type {
  HermesStatus,
  ProfileGateways,
} from '../../../../../server/hermes-state/status/status.contract';
import { liveOrPoll } from '../../live/live-or-poll';
import { ProfileScope } from '../profile-scope';

/** A process that ends tells nobody, so it is looked at also while the connection is live. */
const lookEveryMs = 5000;
const seldomMs = 15_000;

/** How Hermes does, for the profile in scope and for all of them. */
@Injectable()
export class StatusStore {
  readonly scope = inject(ProfileScope);

  readonly status = liveOrPoll<HermesStatus>(
    () => ({ url: '/api/admin/hermes/status', params: { profile: this.scope.profile() } }),
    ['hermes', 'jobs'],
    lookEveryMs,
    { isAlwaysPolled: true },
  );
  readonly profiles = liveOrPoll<ProfileGateways>(
    () => ({ url: '/api/admin/hermes/status/profiles' }),
    [],
    seldomMs,
    { isAlwaysPolled: true },
  );
  readonly jobs = liveOrPoll<JobList>(
    () => ({ url: '/api/admin/hermes/jobs' }),
    ['jobs'],
    seldomMs,
  );
  readonly proxies = liveOrPoll<Gateways>(() => ({ url: '/api/admin/gateways' }), [], seldomMs, {
    isAlwaysPolled: true,
  });

  /** While another profile is read, the one before is not shown as it. */
  readonly current = computed(() => {
    const status = this.status.value();
    return status?.profile === this.scope.profile() ? status : undefined;
  });
  readonly gateway = computed(() => this.current()?.gateway);

  reload(): void {
    this.status.reload();
    this.profiles.reload();
    this.jobs.reload();
  }
}
