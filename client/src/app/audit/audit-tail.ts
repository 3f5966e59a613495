import { computed, DestroyRef, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { merge, Subject, throttleTime } from 'rxjs';
import type { AuditFilter, AuditSummary } from '../../../../server/audit/audit.contract';
import type { LiveEvents } from '../../../../server/live/live.contract';
import { LiveChannel } from '../live/live-channel';
import { type Problem, problemOf } from '../ui/problem';
import { timeOfId, upTo, withEnded, withNewest } from './audit-merge';
import { AuditStore } from './audit-store';

/** Requests that only begin are not announced, nor are those of other processes. */
const askEveryMs = 5000;
/** However much happens, the server is asked at most this often. */
const atMostEveryMs = 1000;
/** Records become visible when they are committed, which is not always the order of their ids. */
const overlapMs = 3000;
/** Running requests among the newest so many are read again until they end. */
const watchedRows = 150;
const pageSize = 200;
/** More news than this is read as a new list. */
const mostPages = 5;

export type TailState = 'off' | 'live' | 'polling' | 'failing';

/**
 * Follows the log: what is newer than the newest row is asked of the server under the same filters, so that they hold
 * exactly. While the operator reads further down the rows stand still, and what is new is counted.
 */
@Injectable()
export class AuditTail {
  private readonly store = inject(AuditStore);
  private readonly channel = inject(LiveChannel);

  /** Why it cannot follow these filters. */
  readonly hindrance = computed(() => {
    if (this.store.view().to !== undefined) return 'The time range ends in the past.';
    return this.store.lacksRange() ? 'A text search needs a time range.' : undefined;
  });
  readonly isOn = computed(() => this.store.wantsTail() && this.hindrance() === undefined);
  readonly problem = signal<Problem | undefined>(undefined);
  readonly state = computed<TailState>(() => {
    if (!this.isOn()) return 'off';
    if (this.problem()) return 'failing';
    return this.channel.state() === 'live' ? 'live' : 'polling';
  });

  /** Id of the newest row that is shown while the rows stand still. */
  private readonly heldAt = signal<string | undefined>(undefined);
  readonly isHeld = computed(() => this.heldAt() !== undefined);
  readonly newCount = computed(() => {
    const heldAt = this.heldAt();
    if (heldAt === undefined) return 0;
    return Math.max(
      0,
      (this.store.requests() ?? []).findIndex(({ id }) => id <= heldAt),
    );
  });
  /** The rows as they are to be drawn. */
  readonly shown = computed(() => {
    const count = this.newCount();
    return count === 0 ? this.store.requests() : this.store.requests()?.slice(count);
  });

  private readonly asks = new Subject<void>();
  private isAsking = false;
  private isAskedAgain = false;

  constructor() {
    this.asks
      .pipe(throttleTime(atMostEveryMs, undefined, { leading: true, trailing: true }))
      .pipe(takeUntilDestroyed())
      .subscribe(() => void this.catchUp());
    effect((onCleanup) => {
      if (!this.isOn()) return;
      const stop = untracked(() => this.follow());
      onCleanup(stop);
    });
    // Other filters are another list: nothing of it has been read yet.
    effect(() => {
      this.store.view();
      this.isOn();
      this.heldAt.set(undefined);
      this.problem.set(undefined);
    });
    inject(DestroyRef).onDestroy(() => this.asks.complete());
  }

  /** The operator has left the newest row, or come back to it. */
  moved(isAtTop: boolean): void {
    if (!this.isOn()) return;
    this.heldAt.set(isAtTop ? undefined : this.store.requests()?.[0]?.id);
  }

  private follow(): () => void {
    const audit = this.channel.on('audit').subscribe((event) => {
      this.take(event);
      this.asks.next();
    });
    const reset = merge(this.channel.on('reset')).subscribe(() => this.asks.next());
    const timer = setInterval(() => {
      if (!document.hidden) this.asks.next();
    }, askEveryMs);
    this.asks.next();
    return () => {
      audit.unsubscribe();
      reset.unsubscribe();
      clearInterval(timer);
    };
  }

  /** Running rows have ended, however far down they are. */
  private take({ items }: LiveEvents['audit']): void {
    const { filter } = this.store.log() ?? {};
    if (filter === undefined) return;
    this.store.change(filter, (log) => ({ ...log, items: withEnded(log.items, items, filter) }));
  }

  private async catchUp(): Promise<void> {
    const log = this.store.log();
    if (!this.isOn() || log === undefined || this.store.isLoading()) return;
    if (this.isAsking) {
      this.isAskedAgain = true;
      return;
    }
    this.isAsking = true;
    try {
      const from = startOfNews(log.items, log.filter) ?? log.filter.from;
      const news = await this.newsSince(from, log.filter);
      this.problem.set(undefined);
      if (news === undefined) this.store.reload();
      else
        this.store.change(log.filter, (now) => ({
          ...now,
          asOf: new Date(),
          items:
            from === undefined ? news : withNewest(now.items, upTo(now.nextCursor, news), from),
        }));
    } catch (error) {
      if (this.isOn()) this.problem.set(problemOf(error));
    } finally {
      this.isAsking = false;
      if (this.isAskedAgain) {
        this.isAskedAgain = false;
        this.asks.next();
      }
    }
  }

  /** Everything that matches from a moment on; `undefined` when that is too much. Throws the HTTP error. */
  private async newsSince(
    from: string | undefined,
    filter: AuditFilter,
  ): Promise<readonly AuditSummary[] | undefined> {
    const items: AuditSummary[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < mostPages; pages++) {
      const limit = pageSize;
      const page = await this.store.page({ ...filter, ...(from && { from }) }, { limit, cursor });
      items.push(...page.items);
      if (page.nextCursor === null) return items;
      cursor = page.nextCursor;
    }
    return undefined;
  }
}

/** From when on rows may be missing or have changed; `undefined` without rows. */
function startOfNews(items: readonly AuditSummary[], filter: AuditFilter): string | undefined {
  const [newest] = items;
  if (newest === undefined) return undefined;
  const running = items.slice(0, watchedRows).findLast(({ endReason }) => endReason === null);
  const start = Math.min(
    timeOfId(newest.id) - overlapMs,
    running === undefined ? Infinity : timeOfId(running.id),
  );
  const from = new Date(start).toISOString();
  return filter.from !== undefined && filter.from > from ? filter.from : from;
}
