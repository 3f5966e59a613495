import { HttpClient } from '@angular/common/http';
import { computed, inject, Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import { firstValueFrom, map } from 'rxjs';
import type { JobList } from '../../../../../server/hermes-state/commands/jobs.contract';
import type {
  HermesSecurity,
  LogExposure,
  MendedModes,
} from '../../../../../server/hermes-state/security/security.contract';
import type { ConsoleSecurity } from '../../../../../server/security/console-security.contract';
import { liveOrPoll } from '../../live/live-or-poll';
import { hermesResource } from '../hermes-resource';
import { ProfileScope } from '../profile-scope';
import { viewOf } from './security-view';

const path = '/api/admin/hermes/security';
const seldomMs = 60_000;

/** How safe the profile in scope and this console are set up. Each part is read by itself. */
@Injectable()
export class SecurityStore {
  private readonly http = inject(HttpClient);
  readonly scope = inject(ProfileScope);

  readonly view = toSignal(inject(ActivatedRoute).queryParamMap.pipe(map(viewOf)), {
    requireSync: true,
  });
  readonly hermes = hermesResource<HermesSecurity>(
    () => ({ path: 'security' }),
    [
      'accounts',
      'config',
      'environment',
      'gateway',
      'hooks',
      'mcp',
      'pairing',
      'plugins',
      'profiles',
      'webhooks',
    ],
    { isAlwaysPolled: true },
  );
  // Not whenever a line is logged: it reads the ends of all logs.
  readonly exposure = hermesResource<LogExposure>(
    () => ({ path: 'security/exposure' }),
    ['accounts', 'environment', 'webhooks'],
  );
  readonly console = liveOrPoll<ConsoleSecurity>(
    () => ({ url: '/api/admin/security' }),
    ['admin-events', 'api-users'],
    seldomMs,
    { isAlwaysPolled: true, atMostEveryMs: 5000 },
  );
  readonly jobs = liveOrPoll<JobList>(
    () => ({ url: '/api/admin/hermes/jobs' }),
    ['jobs'],
    seldomMs,
  );

  /** While another profile is read, the one before is not shown as it. */
  readonly ofProfile = computed(() => {
    const found = this.hermes.value();
    return found?.profile === this.scope.profile() ? found : undefined;
  });

  /** Throws the HTTP error. */
  async mend(ids: readonly string[]): Promise<MendedModes> {
    const params = { profile: this.scope.profile() };
    try {
      return await firstValueFrom(
        this.http.post<MendedModes>(`${path}/modes`, { ids }, { params }),
      );
    } finally {
      this.hermes.reload();
    }
  }
}
