import { computed, inject, Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import { map } from 'rxjs';
import type { UsageDays } from '../../../../../server/audit/usage.contract';
import type {
  Insights,
  ToolInsights,
} from '../../../../../server/hermes-state/insights/insights.contract';
import { liveOrPoll } from '../../live/live-or-poll';
import { atBase } from '../../ui/base-path';
import { dayIn, daysBefore, zoneName } from '../../ui/local-day';
import { Clock } from '../../ui/time-stamp';
import { TimeZone } from '../../ui/time-zone';
import { hermesResource } from '../hermes-resource';
import { ProfileScope } from '../profile-scope';
import { viewOf } from './insights-view';

const gatewayEveryMs = 60_000;

/** What was used: as Hermes estimates it, and as the gateways measured it. Each part is read and missed on its own. */
@Injectable()
export class InsightsStore {
  private readonly router = inject(Router);
  private readonly clock = inject(Clock);
  private readonly timeZone = inject(TimeZone);
  readonly profile = inject(ProfileScope).profile;

  readonly view = toSignal(inject(ActivatedRoute).queryParamMap.pipe(map(viewOf)), {
    requireSync: true,
    equal: (one, other) => JSON.stringify(one) === JSON.stringify(other),
  });
  readonly zone = computed(() => zoneName(this.timeZone.zone()));
  private readonly days = computed(() => this.view().days);
  private readonly today = computed(() => dayIn(this.zone(), this.clock.now()));

  private readonly query = computed(
    () => ({
      days: String(this.days()),
      scope: this.view().scope,
      timeZone: this.zone(),
    }),
    { equal: (one, other) => JSON.stringify(one) === JSON.stringify(other) },
  );
  readonly estimate = hermesResource<Insights>(
    () => ({ path: 'insights', params: this.query() }),
    ['sessions'],
  );
  readonly tools = hermesResource<ToolInsights>(
    () => ({ path: 'insights/tools', params: this.query() }),
    ['sessions'],
  );

  readonly measured = this.measuredFrom(() => ({
    from: daysBefore(this.today(), this.days() - 1),
    groupBy: this.view().gatewayBy,
  }));
  /** The same number of days before. */
  readonly measuredBefore = this.measuredFrom(() => ({
    from: daysBefore(this.today(), 2 * this.days() - 1),
    to: daysBefore(this.today(), this.days()),
  }));

  /** Where one of the tables is as CSV. */
  csvAddress(by: string): string {
    const query = new URLSearchParams({ ...this.query(), profile: this.profile(), by });
    return atBase(`/api/admin/hermes/insights/csv?${query.toString()}`);
  }

  show(queryParams: Record<string, string | number>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }

  reload(): void {
    for (const part of [this.estimate, this.tools, this.measured, this.measuredBefore])
      part.reload();
  }

  private measuredFrom(params: () => Record<string, string>) {
    const query = computed(() => ({ ...params(), timeZone: this.zone() }), {
      equal: (one, other) => JSON.stringify(one) === JSON.stringify(other),
    });
    return liveOrPoll<UsageDays>(
      () => ({ url: '/api/admin/usage/days', params: query() }),
      ['audit'],
      gatewayEveryMs,
      { atMostEveryMs: 20_000 },
    );
  }
}
