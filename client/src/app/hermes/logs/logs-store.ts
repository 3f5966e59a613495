import { HttpClient } from '@angular/common/http';
import { computed, DestroyRef, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import { filter, firstValueFrom, map, merge, throttleTime } from 'rxjs';
import type {
  LogFiles,
  LogPage,
  LogRecord,
} from '../../../../../server/hermes-state/logs/logs.contract';
import { LiveChannel } from '../../live/live-channel';
import { ReadEpoch } from '../../ui/kept-resource';
import { type Problem, problemOf } from '../../ui/problem';
import { hermesResource } from '../hermes-resource';
import { ProfileScope } from '../profile-scope';
import { type LogsView, sameView, viewOf } from './logs-view';
import { mostRecords, withNewer, withOlder } from './shown-records';

const path = '/api/admin/hermes/logs/records';
const pageSize = 500;
const neighbours = 200;
const pollMs = 2000;
/** One question is answered after a fraction of a second; so many are asked before the operator has to ask for more. */
const mostRounds = 30;
const enoughFound = 50;

/** Records of one log as the address describes it: its end, older ones on demand, and news as they are written. */
@Injectable()
export class LogsStore {
  private readonly http = inject(HttpClient);
  private readonly channel = inject(LiveChannel);
  private readonly scope = inject(ProfileScope);

  readonly view = toSignal(inject(ActivatedRoute).queryParamMap.pipe(map(viewOf)), {
    requireSync: true,
  });
  private readonly settled = computed<LogsView>(() => this.view(), { equal: sameView });
  readonly files = hermesResource<LogFiles>(() => ({ path: 'logs' }), ['logs']);

  private readonly all = signal<readonly LogRecord[]>([]);
  private readonly latest = signal<LogPage | undefined>(undefined);
  private readonly older = signal<number | null>(null);
  private readonly newer = signal(0);
  /** Counts what is asked: an answer to an earlier question is not for this view. */
  private question = 0;
  private isFetching = false;
  private isFollowedAgain = false;

  readonly records = this.all.asReadonly();
  /** The answer that came last. */
  readonly page = this.latest.asReadonly();
  readonly isLoading = signal(true);
  readonly isSearching = signal(false);
  readonly problem = signal<Problem | undefined>(undefined);
  readonly olderProblem = signal<Problem | undefined>(undefined);
  readonly bytesSearched = signal(0);
  /** What became of the file while it was followed. */
  readonly notice = signal<'rotated' | 'truncated' | undefined>(undefined);
  readonly hasOlder = computed(() => this.older() !== null && this.all().length < mostRecords);
  readonly isFull = computed(() => this.all().length >= mostRecords && this.older() !== null);
  readonly isFiltered = computed(
    () => Object.keys(this.view().filter).length > 0 && this.view().line === undefined,
  );
  /** Whether more is to come behind the last record before it can be followed. */
  readonly isAtEnd = signal(true);

  constructor() {
    const epoch = inject(ReadEpoch).current;
    effect(() => {
      this.settled();
      this.scope.profile();
      epoch();
      untracked(() => void this.open());
    });
    const told = this.channel
      .on('hermes')
      .pipe(
        filter(({ profile, kinds }) => profile === this.scope.profile() && kinds.includes('logs')),
      );
    merge(told, this.channel.on('reset'))
      .pipe(throttleTime(500, undefined, { leading: true, trailing: true }), takeUntilDestroyed())
      .subscribe(() => void this.follow());
    const timer = setInterval(() => {
      if (this.channel.state() !== 'live' && !document.hidden) void this.follow();
    }, pollMs);
    inject(DestroyRef).onDestroy(() => {
      clearInterval(timer);
      this.question++;
    });
  }

  reload(): void {
    void this.open();
  }

  /** Records before those that are here; searches on until some are found, for a while. */
  async loadOlder(): Promise<void> {
    if (this.isSearching()) return;
    const { question } = this;
    this.isSearching.set(true);
    this.olderProblem.set(undefined);
    try {
      await this.searchBack(question);
    } catch (error) {
      if (question === this.question) this.olderProblem.set(problemOf(error));
    } finally {
      if (question === this.question) this.isSearching.set(false);
    }
  }

  stopSearching(): void {
    this.question++;
    this.isSearching.set(false);
  }

  /** What was written since. One question at a time. */
  async follow(): Promise<void> {
    const page = this.latest();
    this.isFollowedAgain = this.isFetching;
    if (this.isFetching || page === undefined || this.isLoading()) return;
    // It was not there, or could not be read.
    if (page.id === null) return this.open();
    // A place in a file that is not its end stays where it is.
    if (!this.isAtEnd()) return;
    const { question } = this;
    this.isFetching = true;
    this.isFollowedAgain = false;
    try {
      const answer = await this.ask({ after: this.newer(), id: page.id }, page.file);
      if (question !== this.question) return;
      if (answer.change !== 'none') {
        this.notice.set(answer.change);
        this.show(answer);
      } else if (!answer.isAtEnd && answer.stoppedBy === 'limit') void this.open();
      else {
        const isFiltered = this.isFiltered();
        this.all.update((shown) => withNewer(shown, answer.records, { isFiltered }));
        this.newer.set(answer.newerAfter);
        this.latest.set(answer);
      }
      this.problem.set(undefined);
    } catch (error) {
      if (question === this.question) this.problem.set(problemOf(error));
    } finally {
      this.isFetching = false;
      if (this.isFollowedAgain) void this.follow();
    }
  }

  /** Records behind the last one, when a place before the end is shown. */
  async loadNewer(): Promise<void> {
    const page = this.latest();
    if (page?.id == null) return;
    const { question } = this;
    try {
      const answer = await this.ask({ after: this.newer(), id: page.id }, page.file);
      if (question !== this.question) return;
      const isFiltered = this.isFiltered();
      this.all.update((shown) => withNewer(shown, answer.records, { isFiltered }));
      this.newer.set(answer.newerAfter);
      this.isAtEnd.set(answer.isAtEnd);
    } catch (error) {
      if (question === this.question) this.olderProblem.set(problemOf(error));
    }
  }

  private async open(): Promise<void> {
    const question = ++this.question;
    const { at, line, id } = this.view();
    this.isLoading.set(true);
    this.isSearching.set(false);
    this.olderProblem.set(undefined);
    this.notice.set(undefined);
    try {
      const place =
        line !== undefined
          ? { around: line, limit: neighbours, ...(id && { id }) }
          : at !== undefined
            ? { at }
            : {};
      const page = await this.ask(place);
      if (question !== this.question) return;
      this.show(page);
      this.problem.set(undefined);
      this.isLoading.set(false);
      if (page.stoppedBy === 'time' && page.records.length < enoughFound && at === undefined)
        void this.loadOlder();
    } catch (error) {
      if (question !== this.question) return;
      this.problem.set(problemOf(error));
      this.all.set([]);
      this.latest.set(undefined);
      this.isLoading.set(false);
    }
  }

  private show(page: LogPage): void {
    this.all.set(page.records);
    this.latest.set(page);
    this.older.set(page.olderBefore);
    this.newer.set(page.newerAfter);
    this.isAtEnd.set(page.isAtEnd);
    this.bytesSearched.set(page.bytesSearched);
  }

  private async searchBack(question: number): Promise<void> {
    const page = this.latest();
    let found = 0;
    for (let round = 0; round < mostRounds && found < enoughFound; round++) {
      const before = this.older();
      if (before === null || page?.id == null) return;
      const answer = await this.ask({ before, id: page.id }, page.file);
      if (question !== this.question) return;
      found += answer.records.length;
      this.all.update((shown) => withOlder(shown, answer.records));
      this.older.set(answer.change === 'none' ? answer.olderBefore : null);
      this.bytesSearched.update((bytes) => bytes + answer.bytesSearched);
      if (answer.stoppedBy !== 'time') return;
    }
  }

  private ask(place: object, file = this.view().file): Promise<LogPage> {
    const profile = this.scope.profile();
    const params = { limit: pageSize, ...this.view().filter, ...place, profile, file };
    return firstValueFrom(this.http.get<LogPage>(path, { params }));
  }
}
