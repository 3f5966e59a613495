import { Injectable } from '@nestjs/common';
import type { Job, JobLine } from '../hermes-state/commands/jobs.contract.ts';
import { Jobs } from '../hermes-state/commands/jobs.ts';
import { every, LiveChannel } from './live-channel.ts';

const tellMs = 250;
/** Lines in one event; a page that is told of more asks for them. */
const mostLines = 200;

interface News {
  job: Job;
  readonly lines: JobLine[];
  leftOut: number;
}

/** Tells the channel what jobs write and how they end, in batches, while somebody listens. */
@Injectable()
export class JobFeed {
  private readonly news = new Map<string, News>();

  constructor(
    private readonly channel: LiveChannel,
    jobs: Jobs,
  ) {
    channel.addSource(() => {
      const stops = [
        jobs.observe((job, line) => this.note(job, line)),
        every(tellMs, () => this.tell()),
      ];
      return () => {
        for (const stop of stops) stop();
        this.news.clear();
      };
    });
  }

  private note(job: Job, line: JobLine | undefined): void {
    const news = this.news.get(job.id) ?? { job, lines: [], leftOut: 0 };
    this.news.set(job.id, news);
    news.job = job;
    if (line === undefined) return;
    if (news.lines.length < mostLines) news.lines.push(line);
    else news.leftOut++;
  }

  private tell(): void {
    for (const news of this.news.values()) this.channel.publish('jobs', news);
    this.news.clear();
  }
}
