import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../../processes.ts';
import { checkInvariants } from '../check.ts';
import type { Instance } from '../instance.ts';
import { startLoad } from '../load.ts';
import type { Scenario } from '../scenario.ts';

const pollMs = 200;
/** 20 chunks, 15 ms apart. */
const longestStreamMs = 300;

export const rollingRestart: Scenario = {
  name: 'rolling-restart',
  about: 'two processes behind a balancer are restarted in turn while everybody goes on asking',
  controls: [
    {
      name: 'the process ends as soon as it is asked to',
      changes: [
        {
          file: 'server/main.js',
          find: "say('Stopping: running requests may finish.');",
          replace: 'process.exit(0);',
        },
      ],
      breaks: 'failed',
    },
    {
      name: 'a process that is about to stop says that it is ready',
      changes: [
        {
          file: 'server/health/readiness.js',
          find: 'this.draining = true;',
          replace: '',
        },
      ],
      breaks: 'failed',
    },
  ],
  async run(world, findings, size) {
    // The short form runs among other tests, where a balancer may look late.
    const drainDelayMs = size === 'full' ? 1500 : 3000;
    const stopLimitMs = 2 * drainDelayMs + longestStreamMs + (size === 'full' ? 2000 : 10_000);
    const environment = { HERMES_DRAIN_DELAY_SECONDS: String(drainDelayMs / 1000) };
    const instances = [await world.addInstance(environment), await world.addInstance(environment)];
    const users = await world.addUsers(8);
    const balancer = new Balancer(instances);
    world.whenClosed(() => balancer.stop());
    const load = startLoad(world, {
      workers: 48,
      users,
      url: (random) => random.pick(balancer.targets).url,
      shape: (random) => {
        const chunks = random.whole(2, 20);
        const pauseMs = random.whole(0, 15);
        return {
          model: `load:${chunks}:${pauseMs}:20:20`,
          plannedMs: chunks * pauseMs,
          promptBytes: random.sized(100, 2000),
        };
      },
    });
    await sleep(1000);
    const restarts = size === 'full' ? 12 : 2;
    const exitsMs: number[] = [];
    const codes: string[] = [];
    for (let restart = 0; restart < restarts; restart++) {
      const instance = instances[restart % instances.length]!;
      world.history.note(`restart ${restart}`);
      const { code, ms } = await instance.stop();
      exitsMs.push(ms);
      if (code !== 0) codes.push(String(code));
      await instance.start();
      await waitFor(() => balancer.targets.includes(instance), 'the balancer to see it');
      await sleep(size === 'full' ? 2500 : 300);
    }
    await load.stop();
    findings.note('restarts', restarts);
    findings.none(
      'failed',
      world.history.entries
        .filter(({ outcome }) => outcome !== 'ok')
        .map(({ outcome, status, code }) => `${outcome} ${status ?? ''} ${code ?? ''}`),
    );
    findings.none('ended with another code than 0', codes);
    findings.atMost('longest stop ms', Math.max(...exitsMs), stopLimitMs);
    await checkInvariants(world, findings);
  },
};

/** Sends clients where the process says that it is ready, as a load balancer with health checks does. Repeats nothing. */
class Balancer {
  targets: readonly Instance[];
  private readonly timer: NodeJS.Timeout;
  private isLooking = false;

  constructor(private readonly all: readonly Instance[]) {
    this.targets = all;
    this.timer = setInterval(() => void this.look(), pollMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    // What an earlier look saw must not come after what a later one saw.
    if (this.isLooking) return;
    this.isLooking = true;
    const states = await Promise.all(
      this.all.map((instance) =>
        fetch(`${instance.consoleUrl}/health/ready`, { signal: AbortSignal.timeout(500) }).then(
          ({ ok }) => ok,
          () => false,
        ),
      ),
    );
    this.isLooking = false;
    const ready = this.all.filter((_, index) => states[index]);
    // With nobody ready, guessing is better than asking nobody.
    if (ready.length > 0) this.targets = ready;
  }
}
