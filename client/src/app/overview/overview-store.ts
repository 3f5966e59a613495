import { computed, inject, Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import { map } from 'rxjs';
import type { AdminEventPage } from '../../../../server/admin-events/admin-events.contract';
import type { CapUse } from '../../../../server/api-users/cap-use.contract';
import type { AuditStorage, Usage } from '../../../../server/audit/audit.contract';
import type { UsageDays, UsageTop } from '../../../../server/audit/usage.contract';
import type { Gateways } from '../../../../server/gateway/gateways.contract';
import type { SystemView } from '../../../../server/system/system.contract';
import { liveOrPoll } from '../live/live-or-poll';
import { keptResource } from '../ui/kept-resource';
import { dayIn, daysBefore, startOfDay, zoneName } from '../ui/local-day';
import { Clock } from '../ui/time-stamp';
import { TimeZone } from '../ui/time-zone';
import { liveFigures } from './live-figures';
import { totalsOf } from './usage-totals';

const refreshEveryMs = 10_000;
/** Sums over days change slowly and cost more. */
const sumsEveryMs = 60_000;
const [sumsPaceMs, todayPaceMs] = [20_000, 4000];

/** Spans of the chart, in days. */
export const spans = [7, 30, 90] as const;
export type Span = (typeof spans)[number];
const usualSpan: Span = 30;

/** What the overview shows. Every part is read, refreshed and missed on its own. */
@Injectable()
export class OverviewStore {
  private readonly clock = inject(Clock);
  private readonly timeZone = inject(TimeZone);

  private readonly zone = computed(() => zoneName(this.timeZone.zone()));
  private readonly today = computed(() => dayIn(this.zone(), this.clock.now()));
  /** When the day began for whoever looks, in ISO 8601. */
  readonly dayStart = computed(() => startOfDay(this.today(), this.zone()).toISOString());

  /** As the address says: `days=7`. */
  readonly span = toSignal(
    inject(ActivatedRoute).queryParamMap.pipe(
      map((query) => spans.find((days) => String(days) === query.get('days')) ?? usualSpan),
    ),
    { initialValue: usualSpan },
  );
  private readonly firstDay = computed(() => daysBefore(this.today(), this.span() - 1));
  /** When the first day of the span began, in ISO 8601. */
  readonly spanStart = computed(() => startOfDay(this.firstDay(), this.zone()).toISOString());
  private readonly daysQuery = computed(() => ({ from: this.firstDay(), timeZone: this.zone() }));

  readonly gateways = keptResource<Gateways>(() => ({ url: '/api/admin/gateways' }), {
    everyMs: refreshEveryMs,
  });
  readonly figures = liveFigures(refreshEveryMs);
  readonly usage = liveOrPoll<Usage>(
    () => ({ url: '/api/admin/usage', params: { from: this.dayStart() } }),
    ['audit'],
    refreshEveryMs,
    { atMostEveryMs: todayPaceMs },
  );
  readonly days = this.sums<UsageDays>('/api/admin/usage/days', () => this.daysQuery());
  readonly topUsers = this.sums<UsageTop>('/api/admin/usage/top', () => ({
    ...this.daysQuery(),
    by: 'apiUser',
    limit: 6,
  }));
  readonly topModels = this.sums<UsageTop>('/api/admin/usage/top', () => ({
    ...this.daysQuery(),
    by: 'model',
    limit: 6,
  }));
  readonly limits = liveOrPoll<CapUse>(
    () => ({ url: '/api/admin/usage/limits', params: { limit: 50 } }),
    ['audit', 'api-users'],
    refreshEveryMs,
    { atMostEveryMs: todayPaceMs },
  );
  readonly storage = liveOrPoll<AuditStorage>(
    () => ({ url: '/api/admin/logs/storage' }),
    ['retention'],
    refreshEveryMs,
  );
  readonly system = keptResource<SystemView>(() => ({ url: '/api/admin/system' }), {
    everyMs: sumsEveryMs,
  });
  readonly events = liveOrPoll<AdminEventPage>(
    () => ({ url: '/api/admin/events', params: { limit: 6 } }),
    ['admin-events'],
    refreshEveryMs,
  );

  readonly totals = computed(() => totalsOf(this.usage.value(), this.dayStart(), this.clock.now()));
  readonly demoGateways = computed(() =>
    (this.gateways.value()?.items ?? []).filter(({ upstream }) => upstream.kind === 'demo'),
  );

  private sums<T>(url: string, params: () => Record<string, string | number>) {
    return liveOrPoll<T>(() => ({ url, params: params() }), ['audit'], sumsEveryMs, {
      atMostEveryMs: sumsPaceMs,
    });
  }
}
