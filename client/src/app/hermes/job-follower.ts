import { HttpClient } from '@angular/common/http';
import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type {
  Job,
  JobLine,
  JobOutput,
} from '../../../../server/hermes-state/commands/jobs.contract';
import { LiveChannel } from '../live/live-channel';
import { type Problem, problemOf } from '../ui/problem';

const pollMs = 1000;

/** Follows one job of the `hermes` command to its end: its lines as they come. For the providers of a page or dialog. */
@Injectable()
export class JobFollower {
  private readonly http = inject(HttpClient);
  private readonly current = signal<Job | undefined>(undefined);
  private readonly written = signal<readonly JobLine[]>([]);
  private readonly trouble = signal<Problem | undefined>(undefined);
  private isReading = false;
  private settle: ((job: Job) => void) | undefined;

  readonly job = this.current.asReadonly();
  readonly lines = this.written.asReadonly();
  /** Why it could not be asked for last time; it goes on trying. */
  readonly problem = this.trouble.asReadonly();

  constructor() {
    const timer = setInterval(() => void this.read(), pollMs);
    const news = inject(LiveChannel)
      .on('jobs')
      .subscribe(() => void this.read());
    inject(DestroyRef).onDestroy(() => {
      clearInterval(timer);
      news.unsubscribe();
    });
  }

  /** Answers the job when it has ended; never, when another one is followed before. */
  follow(job: Job): Promise<Job> {
    this.current.set(job);
    this.written.set([]);
    this.trouble.set(undefined);
    const ended = new Promise<Job>((resolve) => (this.settle = resolve));
    void this.read();
    return ended;
  }

  async stop(): Promise<void> {
    const job = this.current();
    if (job) await firstValueFrom(this.http.post(`/api/admin/hermes/jobs/${job.id}/cancel`, {}));
  }

  forget(): void {
    this.current.set(undefined);
    this.written.set([]);
  }

  private async read(): Promise<void> {
    const job = this.current();
    if (job?.state !== 'running' || this.isReading) return;
    this.isReading = true;
    try {
      const after = this.written().at(-1)?.number ?? -1;
      const output = await firstValueFrom(
        this.http.get<JobOutput>(`/api/admin/hermes/jobs/${job.id}`, { params: { after } }),
      );
      if (this.current()?.id !== job.id) return;
      this.trouble.set(undefined);
      this.written.update((lines) => [...lines, ...output.lines]);
      this.current.set(output.job);
      if (output.job.state !== 'running') this.settle?.(output.job);
    } catch (error) {
      this.trouble.set(problemOf(error));
    } finally {
      this.isReading = false;
    }
  }
}
