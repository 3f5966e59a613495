import { HttpClient } from '@angular/common/http';
import {
  computed,
  effect,
  inject,
  Injectable,
  linkedSignal,
  signal,
  untracked,
} from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import { firstValueFrom, map } from 'rxjs';
import type { LogPage } from '../../../../server/system/system.contract';
import { LiveChannel } from '../live/live-channel';
import { liveOrPoll } from '../live/live-or-poll';
import { type Problem, problemOf } from '../ui/problem';
import { type LogLinesShown, matching, noLines, withLines } from './log-buffer';
import { type LogView, viewOf } from './log-view';

const path = '/api/admin/system/logs';
const pageSize = 500;
const pollEveryMs = 3000;

/** The log of the process that answers: a page of it, older pages on demand, and news as they come. */
@Injectable()
export class LogStore {
  private readonly http = inject(HttpClient);
  private readonly channel = inject(LiveChannel);
  readonly view = toSignal(inject(ActivatedRoute).queryParamMap.pipe(map(viewOf)), {
    requireSync: true,
  });

  /** Read again after a break; what came in between is added to what is there. */
  readonly page = liveOrPoll<LogPage>(
    () => ({ url: path, params: { ...this.view(), limit: pageSize } }),
    [],
    pollEveryMs,
  );
  private readonly all = linkedSignal<LogView, LogLinesShown>({
    source: this.view,
    computation: () => noLines,
  });
  private readonly held = linkedSignal<LogView, LogLinesShown | undefined>({
    source: this.view,
    computation: () => undefined,
  });
  /** Where older lines begin; `null` when there are none in memory. */
  private readonly olderBefore = linkedSignal<LogView, number | null | undefined>({
    source: this.view,
    computation: () => undefined,
  });

  readonly isPaused = computed(() => this.held() !== undefined);
  readonly shown = computed(() => this.held() ?? this.all());
  readonly waiting = computed(() => {
    const held = this.held();
    if (held === undefined) return 0;
    const last = held.lines.at(-1)?.number ?? 0;
    return this.all().lines.filter(({ number }) => number > last).length;
  });
  readonly contexts = computed(() => this.page.value()?.contexts ?? []);
  readonly hasOlder = computed(() => typeof this.olderBefore() === 'number');
  readonly isLoadingOlder = signal(false);
  readonly olderProblem = signal<Problem | undefined>(undefined);

  constructor() {
    effect(() => {
      const page = this.page.value();
      if (page === undefined || this.page.isLoading()) return;
      untracked(() => this.take(page));
    });
    this.channel
      .on('log')
      .pipe(takeUntilDestroyed())
      .subscribe(({ lines, leftOut }) => {
        const found = matching(lines, this.view());
        this.all.update((shown) => withLines(shown, found, { hasGapBefore: false }));
        if (leftOut > 0) this.page.reload();
      });
  }

  pause(): void {
    this.held.set(this.all());
  }

  resume(): void {
    this.held.set(undefined);
  }

  async loadOlder(): Promise<void> {
    const before = this.olderBefore();
    if (typeof before !== 'number' || this.isLoadingOlder()) return;
    const view = this.view();
    this.isLoadingOlder.set(true);
    this.olderProblem.set(undefined);
    try {
      const params = { ...view, before, limit: pageSize };
      const page = await firstValueFrom(this.http.get<LogPage>(path, { params }));
      if (view !== this.view()) return;
      this.olderBefore.set(page.nextBefore);
      this.all.update((shown) => withLines(shown, page.items));
      if (this.isPaused()) this.held.update((held) => (held ? withLines(held, page.items) : held));
    } catch (error) {
      this.olderProblem.set(problemOf(error));
    } finally {
      this.isLoadingOlder.set(false);
    }
  }

  /** A page that does not reach back to what is there leaves a gap. */
  private take(page: LogPage): void {
    const shown = this.all();
    const newest = shown.lines.at(-1)?.number;
    const oldestOfPage = page.items.at(-1)?.number;
    const reaches = newest === undefined || oldestOfPage === undefined || oldestOfPage <= newest;
    const hasGapBefore = !reaches && page.nextBefore !== null;
    const items = [...page.items].reverse();
    this.all.set(withLines(shown, items, { hasGapBefore }));
    if (this.olderBefore() === undefined) this.olderBefore.set(page.nextBefore);
  }
}
