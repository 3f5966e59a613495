import { Injectable } from '@nestjs/common';
import { HermesProcesses } from '../hermes-state/processes/hermes-processes.ts';
import { every, LiveChannel } from './live-channel.ts';

const tellMs = 250;

/** Tells the channel how the processes do that are kept running here, while somebody listens. */
@Injectable()
export class ProcessFeed {
  private hasNews = false;

  constructor(
    private readonly channel: LiveChannel,
    private readonly processes: HermesProcesses,
  ) {
    channel.addSource(() => {
      const stops = [
        processes.observe(() => (this.hasNews = true)),
        every(tellMs, () => this.tell()),
      ];
      return () => {
        for (const stop of stops) stop();
        this.hasNews = false;
      };
    });
  }

  private tell(): void {
    if (this.hasNews) this.channel.publish('processes', this.processes.list());
    this.hasNews = false;
  }
}
