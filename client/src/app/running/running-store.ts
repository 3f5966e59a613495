import { computed, DestroyRef, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, type ParamMap } from '@angular/router';
import { filter, map, throttleTime } from 'rxjs';
import type { AuditPage, AuditSummary } from '../../../../server/audit/audit.contract';
import type { LiveRequest, LiveRequests } from '../../../../server/live/live.contract';
import { LiveChannel } from '../live/live-channel';
import { liveOrPoll } from '../live/live-or-poll';
import { RunningList } from './running-list';

/** While nothing is told, everything is read this often. */
export const pollEveryMs = 3000;
/** Nothing is told of other processes, so they are looked up though the connection is live. */
const othersEveryMs = 5000;
/** News that got lost is made good this often. */
const checkEveryMs = 30_000;
const finishedKept = 15;

/** As it stands in the address. */
export interface RunningFilter {
  readonly gateway?: 'pre' | 'post';
  /** Part of a name, whatever the case. */
  readonly user?: string;
  readonly model?: string;
}

interface Shown {
  readonly running: readonly LiveRequest[];
  readonly finished: readonly AuditSummary[];
  readonly now: number;
}

/** What runs now and what ended last. It can be held still while somebody reads. */
@Injectable()
export class RunningStore {
  readonly channel = inject(LiveChannel);
  readonly filter = toSignal(inject(ActivatedRoute).queryParamMap.pipe(map(filterOf)), {
    requireSync: true,
  });

  readonly snapshot = liveOrPoll<LiveRequests>(
    () => ({ url: '/api/admin/live/requests' }),
    [],
    pollEveryMs,
  );
  readonly log = liveOrPoll<AuditPage>(
    () => ({ url: '/api/admin/logs', params: { limit: finishedKept } }),
    [],
    pollEveryMs,
  );

  private readonly list = new RunningList();
  private readonly running = signal<readonly LiveRequest[]>([]);
  private readonly finished = signal<readonly AuditSummary[]>([]);
  private readonly now = signal(Date.now());
  /** How far the clock of the server is ahead of this one. */
  private readonly aheadMs = signal(0);
  private readonly held = signal<Shown | undefined>(undefined);
  /** News since the list is held still. */
  readonly missed = signal(0);

  readonly isPaused = computed(() => this.held() !== undefined);
  private readonly current = computed<Shown>(() => ({
    running: this.running(),
    finished: this.finished(),
    now: this.now() + this.aheadMs(),
  }));
  private readonly shown = computed(() => this.held() ?? this.current());
  /** By the clock of the server, in milliseconds. */
  readonly time = computed(() => this.shown().now);
  /** `undefined` until the first answer. */
  readonly requests = computed(() =>
    this.snapshot.value() ? this.shown().running.filter((each) => this.matches(each)) : undefined,
  );
  readonly lastFinished = computed(() =>
    this.shown().finished.filter((each) => this.matches(each)),
  );
  readonly isFiltered = computed(() => Object.keys(this.filter()).length > 0);
  /** Names of processes by their id; empty where there is only one. */
  readonly processes = computed(() => {
    const { instances = [] } = this.snapshot.value() ?? {};
    if (instances.length < 2) return new Map<string, string>();
    return new Map(
      instances.map(({ id, host, pid, isSelf }) => [id, isSelf ? 'this one' : `${host}:${pid}`]),
    );
  });

  constructor() {
    this.followSnapshots();
    this.followNews();
    this.keepTime();
  }

  pause(): void {
    this.missed.set(0);
    this.held.set(this.current());
  }

  resume(): void {
    this.held.set(undefined);
  }

  /** It has ended, as an answer said before the news did. */
  forget(id: string): void {
    this.list.end(id);
    this.running.set(this.list.items);
  }

  refresh(): void {
    this.snapshot.reload();
    this.log.reload();
  }

  private matches({ gateway, apiUserName, model }: LiveRequest | AuditSummary): boolean {
    const wanted = this.filter();
    const has = (text: string | null, part: string | undefined): boolean =>
      part === undefined || (text ?? '').toLowerCase().includes(part.toLowerCase());
    return (
      (wanted.gateway === undefined || wanted.gateway === gateway) &&
      has(apiUserName, wanted.user) &&
      has(model, wanted.model)
    );
  }

  private followSnapshots(): void {
    let mark = this.list.mark();
    effect(() => {
      if (this.snapshot.isLoading()) mark = this.list.mark();
    });
    effect(() => {
      const snapshot = this.snapshot.value();
      const arrivedAt = this.snapshot.asOf();
      if (snapshot === undefined || arrivedAt === undefined) return;
      untracked(() => {
        this.aheadMs.set(Date.parse(snapshot.at) - arrivedAt.getTime());
        this.now.set(Date.now());
        this.list.replace(snapshot.items, mark);
        this.running.set(this.list.items);
      });
    });
    effect(() => {
      const page = this.log.value();
      if (page !== undefined) untracked(() => this.addFinished(page.items));
    });
  }

  private followNews(): void {
    const told = this.channel.on('requests').pipe(takeUntilDestroyed());
    told.subscribe(({ items }) => {
      this.list.hear(items);
      this.running.set(this.list.items);
      if (this.isPaused()) this.missed.update((count) => count + items.length);
    });
    told
      .pipe(
        filter(({ leftOut }) => leftOut > 0),
        throttleTime(pollEveryMs),
      )
      .subscribe(() => this.snapshot.reload());
    this.channel
      .on('audit')
      .pipe(takeUntilDestroyed())
      .subscribe(({ items }) => this.addFinished(items));
  }

  private addFinished(items: readonly AuditSummary[]): void {
    const ended = items.filter(({ endReason }) => endReason !== null);
    const byId = new Map([...this.finished(), ...ended].map((each) => [each.id, each]));
    this.finished.set(
      [...byId.values()]
        .sort((a, b) => ((a.completedAt ?? '') < (b.completedAt ?? '') ? 1 : -1))
        .slice(0, finishedKept),
    );
  }

  /** Ages tick, and what nobody tells is looked up. */
  private keepTime(): void {
    let lastLook = Date.now();
    const timer = setInterval(() => {
      if (document.hidden) return;
      this.now.set(Date.now());
      const everyMs = this.processes().size > 0 ? othersEveryMs : checkEveryMs;
      if (this.channel.state() !== 'live' || Date.now() - lastLook < everyMs) return;
      lastLook = Date.now();
      this.snapshot.reload();
    }, 1000);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }
}

function filterOf(query: ParamMap): RunningFilter {
  const gateway = (['pre', 'post'] as const).find((known) => known === query.get('gateway'));
  const user = query.get('user')?.trim().slice(0, 80);
  const model = query.get('model')?.trim().slice(0, 200);
  return { ...(gateway && { gateway }), ...(user && { user }), ...(model && { model }) };
}
