import { HttpClient } from '@angular/common/http';
import { computed, DestroyRef, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { firstValueFrom } from 'rxjs';
import type {
  Job,
  JobLine,
  JobOutput as JobAnswer,
} from '../../../../../server/hermes-state/commands/jobs.contract';
import { LiveChannel } from '../../live/live-channel';
import { ReadEpoch } from '../../ui/kept-resource';
import { type Problem, problemOf } from '../../ui/problem';

const pollMs = 1500;
/** As many as the server keeps. */
const linesKept = 5000;

/** One job as it goes: told over the live channel, asked for while that is silent. Provide it where one job is shown. */
@Injectable()
export class JobStore {
  private readonly http = inject(HttpClient);
  private readonly channel = inject(LiveChannel);
  private readonly id = signal<string | undefined>(undefined);
  private readonly latest = signal<Job | undefined>(undefined);
  private readonly written = signal<readonly JobLine[]>([]);
  private readonly failure = signal<Problem | undefined>(undefined);
  private isReading = false;
  private isReadAgain = false;

  readonly job = this.latest.asReadonly();
  readonly lines = this.written.asReadonly();
  /** Why it could not be read. */
  readonly problem = this.failure.asReadonly();
  readonly isRunning = computed(() => this.latest()?.state === 'running');

  constructor() {
    this.channel
      .on('jobs')
      .pipe(takeUntilDestroyed())
      .subscribe((news) => {
        if (news.job.id === this.id()) this.take(news);
      });
    this.channel
      .on('reset')
      .pipe(takeUntilDestroyed())
      .subscribe(() => void this.read());
    const epoch = inject(ReadEpoch).current;
    effect(() => {
      epoch();
      if (this.id() !== undefined) untracked(() => void this.read());
    });
    const timer = setInterval(() => {
      const isSilent = this.channel.state() !== 'live';
      if (isSilent && !document.hidden && this.isRunning()) void this.read();
    }, pollMs);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  /** Follows another job, or none. */
  follow(job: Job | undefined): void {
    if (job?.id === this.id()) return;
    this.latest.set(job);
    this.written.set([]);
    this.failure.set(undefined);
    this.id.set(job?.id);
  }

  reload(): void {
    void this.read();
  }

  /** Throws the HTTP error when the server refuses. */
  async stop(): Promise<void> {
    const id = this.id();
    if (id === undefined) return;
    await firstValueFrom(this.http.post<Job>(`/api/admin/hermes/jobs/${id}/cancel`, {}));
    await this.read();
  }

  /** Lines behind those that are here. One question at a time; whoever asks meanwhile is answered by the next one. */
  private async read(): Promise<void> {
    const id = this.id();
    if (id === undefined) return;
    this.isReadAgain = this.isReading;
    if (this.isReading) return;
    this.isReading = true;
    try {
      const after = this.written().at(-1)?.number ?? -1;
      const url = `/api/admin/hermes/jobs/${id}`;
      const answer = await firstValueFrom(this.http.get<JobAnswer>(url, { params: { after } }));
      if (id === this.id()) this.add(answer);
      this.failure.set(undefined);
    } catch (error) {
      if (id === this.id()) this.failure.set(problemOf(error));
    } finally {
      this.isReading = false;
      if (this.isReadAgain || id !== this.id()) void this.read();
    }
  }

  /** News that do not follow on what is here leave a gap, which is read. */
  private take(news: JobAnswer): void {
    const next = (this.written().at(-1)?.number ?? -1) + 1;
    const first = news.lines.find(({ number }) => number >= next);
    if (news.leftOut > 0 || (first !== undefined && first.number !== next)) void this.read();
    else this.add(news);
  }

  private add({ job, lines }: JobAnswer): void {
    const last = this.written().at(-1)?.number ?? -1;
    const fresh = lines.filter(({ number }) => number > last);
    if (fresh.length > 0) this.written.update((before) => [...before, ...fresh].slice(-linesKept));
    // An answer that was on its way may be older than what was told meanwhile.
    if (this.latest()?.endedAt == null || job.endedAt !== null) this.latest.set(job);
  }
}
