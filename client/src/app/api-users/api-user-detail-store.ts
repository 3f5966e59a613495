import { computed, inject, Injectable } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import { map } from 'rxjs';
import type {
  ApiUserDetail,
  ApiUserRefusals,
} from '../../../../server/api-users/api-users.contract';
import type { KeyHistory } from '../../../../server/api-users/key-history.contract';
import type { AuditPage } from '../../../../server/audit/audit.contract';
import type { UsageDays } from '../../../../server/audit/usage.contract';
import { liveOrPoll } from '../live/live-or-poll';
import { keptResource } from '../ui/kept-resource';
import { Clock } from '../ui/time-stamp';
import { TimeZone } from '../ui/time-zone';
import { ApiUserCalls, apiUsersPath } from './api-user-calls';
import { firstDay, measureOf, rangeOf, ranges } from './use-range';

const figuresMs = 10_000;
const sumsMs = 60_000;
const mostRefusalHours = 744;
const recentRequests = 10;

/** One API user and what is known about its use. Every part is read, refreshed and missed on its own. */
@Injectable()
export class ApiUserDetailStore {
  private readonly route = inject(ActivatedRoute);
  private readonly clock = inject(Clock);
  private readonly timeZone = inject(TimeZone);

  readonly id = toSignal(
    this.route.paramMap.pipe(map((parameters) => parameters.get('id') ?? '')),
    {
      requireSync: true,
    },
  );
  private readonly query = toSignal(this.route.queryParamMap, { requireSync: true });
  readonly range = computed(() => rangeOf(this.query().get('range')));
  readonly measure = computed(() => measureOf(this.query().get('show')));

  /** The zone that days are counted in. */
  readonly zone = computed(
    () => this.timeZone.zone() ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
  );
  private readonly from = computed(() => firstDay(this.range(), this.zone(), this.clock.now()));
  readonly refusalHours = computed(() =>
    Math.min(mostRefusalHours, ranges[this.range()].days * 24),
  );

  private readonly path = computed(() => `${apiUsersPath}/${this.id()}`);
  readonly detail = liveOrPoll<ApiUserDetail>(
    () => ({ url: this.path() }),
    ['api-users'],
    figuresMs,
    { isAlwaysPolled: true },
  );
  readonly days = keptResource<UsageDays>(() => this.usage('none'), { everyMs: sumsMs });
  readonly models = keptResource<UsageDays>(() => this.usage('model'), { everyMs: sumsMs });
  readonly refusals = keptResource<ApiUserRefusals>(
    () => ({ url: `${this.path()}/refusals`, params: { hours: this.refusalHours() } }),
    { everyMs: sumsMs },
  );
  readonly keyHistory = liveOrPoll<KeyHistory>(
    () => ({ url: `${this.path()}/key-history` }),
    ['api-users'],
    sumsMs,
  );
  readonly recent = liveOrPoll<AuditPage>(
    () => ({
      url: '/api/admin/logs',
      params: { apiUserId: this.id(), limit: recentRequests },
    }),
    ['audit'],
    figuresMs,
    // Requests through other processes are not announced here.
    { isAlwaysPolled: true },
  );

  readonly user = this.detail.value;
  /** It was deleted, or never was. */
  readonly isGone = computed(() => [404, 422].includes(this.detail.problem()?.status ?? 0));

  constructor() {
    inject(ApiUserCalls)
      .tried.pipe(takeUntilDestroyed())
      .subscribe(() => {
        this.detail.reload();
        this.keyHistory.reload();
      });
  }

  private usage(groupBy: 'none' | 'model') {
    const params = { apiUserId: this.id(), from: this.from(), timeZone: this.zone(), groupBy };
    return { url: '/api/admin/usage/days', params };
  }
}
