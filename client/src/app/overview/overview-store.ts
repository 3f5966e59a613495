import { computed, inject, Injectable } from '@angular/core';
import type { AuditStorage, Usage } from '../../../../server/audit/audit.contract';
import type { Gateways } from '../../../../server/gateway/gateways.contract';
import { liveOrPoll } from '../live/live-or-poll';
import { keptResource } from '../ui/kept-resource';
import { Clock } from '../ui/time-stamp';
import { totalsOf } from './usage-totals';

const refreshEveryMs = 10_000;

/** What the overview shows. Every part is read, refreshed and missed on its own. */
@Injectable()
export class OverviewStore {
  private readonly clock = inject(Clock);

  /** Midnight UTC: the day that roll-ups and caps count in. */
  readonly dayStart = computed(
    () => `${this.clock.now().toISOString().slice(0, 10)}T00:00:00.000Z`,
  );

  readonly gateways = keptResource<Gateways>(() => ({ url: '/api/admin/gateways' }), {
    everyMs: refreshEveryMs,
  });
  readonly usage = keptResource<Usage>(
    () => ({ url: '/api/admin/usage', params: { from: this.dayStart() } }),
    { everyMs: refreshEveryMs },
  );
  readonly storage = liveOrPoll<AuditStorage>(
    () => ({ url: '/api/admin/logs/storage' }),
    ['retention'],
    refreshEveryMs,
  );

  readonly totals = computed(() => totalsOf(this.usage.value()));
  readonly demoGateways = computed(() =>
    (this.gateways.value()?.items ?? []).filter(({ upstream }) => upstream.kind === 'demo'),
  );
}
