import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../../http/domain-error.ts';
import type { CommandResult } from '../commands/command-run.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { Jobs, type Verdict } from '../commands/jobs.ts';
import { HermesHome } from '../hermes-home.ts';
import { HermesProcesses } from '../processes/hermes-processes.ts';
import { GatewayReader } from './gateway-reader.ts';
import { requireSystemService } from './system-service.ts';
import type {
  EndGateway,
  HermesGateway,
  Question,
  RunGateway,
  StartGateway,
} from './status.contract.ts';

const lookEveryMs = 250;
/** A gateway connects to its platforms first, which takes a slow network some time. */
const startMs = 30_000;
const stopMs = 20_000;
/** `gateway stop` waits for the agents that are at work. */
const stopCommandMs = 180_000;

export class GatewayRunsAlready extends DomainError {
  readonly code = 'gateway_runs_already';
  readonly status = 409;

  constructor(pid: number | null) {
    super(`The gateway runs already (process ${pid ?? 'unknown'}). Stop it first, or restart it.`);
  }
}

/**
 * The verbs of `hermes gateway`, as jobs. Most of them exit with 0 whatever happened, so each job's end is the state of
 * the gateway afterwards.
 */
@Injectable()
export class GatewayVerbs {
  constructor(
    private readonly jobs: Jobs,
    private readonly gateways: GatewayReader,
    private readonly home: HermesHome,
    private readonly processes: HermesProcesses,
  ) {}

  /**
   * Keeps a gateway in the background of this process, without a service manager. Throws {@link GatewayRunsAlready}
   * unless that one is to be replaced, and `GatewaySupervised` when it is kept running here anyway, as all that follow do.
   */
  async run(profile: string, { isReplacement, isForced }: RunGateway): Promise<Job> {
    this.processes.refuseIfKept([profile]);
    if (!isReplacement) await this.requireStopped(profile);
    const { gateway: before } = await this.gateways.read(profile);
    const flags = [...(isReplacement ? ['--replace'] : []), ...(isForced ? ['--force'] : [])];
    return this.jobs.start({
      name: 'Run the gateway',
      profile,
      args: ['gateway', 'run', ...flags],
      timeoutMs: startMs,
      isBackground: true,
      verify: () => this.isUp(profile, before),
    });
  }

  /** Starts the installed service. Throws {@link GatewayRunsAlready}, and `GatewaySetupRefused` for a service of the system that is not there. */
  async start(profile: string, { isSystem }: StartGateway): Promise<Job> {
    await this.prepare(profile, 'start', isSystem);
    await this.requireStopped(profile);
    return this.jobs.start({
      name: 'Start the gateway',
      profile,
      args: ['gateway', 'start', ...flagsOf(isSystem)],
      timeoutMs: 60_000,
      verify: (result) => waitUntil(() => this.isUp(profile), waitAfter(result, startMs)),
    });
  }

  async stop(profile: string, { isSystem, waitForAgentsSeconds }: EndGateway): Promise<Job> {
    await this.prepare(profile, 'stop', isSystem);
    return this.jobs.start({
      name: 'Stop the gateway',
      profile,
      args: ['gateway', 'stop', ...flagsOf(isSystem)],
      timeoutMs: stopCommandMs,
      ...this.waiting(profile, waitForAgentsSeconds),
      verify: (result) => waitUntil(() => this.isDown(profile), waitAfter(result, stopMs)),
    });
  }

  /** Without a service manager the verb itself becomes the gateway, and goes on running. */
  async restart(profile: string, { isSystem, waitForAgentsSeconds }: EndGateway): Promise<Job> {
    await this.prepare(profile, 'restart', isSystem);
    const { gateway: before } = await this.gateways.read(profile);
    const isUp = () => this.isUp(profile, before);
    return this.jobs.start({
      name: 'Restart the gateway',
      profile,
      args: ['gateway', 'restart', ...flagsOf(isSystem)],
      timeoutMs: stopCommandMs,
      isBackground: true,
      ...this.waiting(profile, waitForAgentsSeconds),
      verify: (result) => (result ? waitUntil(isUp, waitAfter(result, startMs)) : isUp()),
    });
  }

  /** What the command itself says, beside what was found out here. */
  ask(profile: string, question: Question): Promise<Job> {
    const { name, args } = questionsAsked[question];
    return this.jobs.start({
      name,
      profile,
      args: [...args],
      group: `ask ${question}`,
      timeoutMs: 30_000,
      verify: async (result) => {
        if (question === 'status' || question === 'deep_status')
          return this.compare(profile, result?.stdout ?? '');
        const said = result?.stdout.trim() ?? '';
        return { isAsWanted: said !== '', text: said === '' ? 'It said nothing.' : 'It answered.' };
      },
    });
  }

  private async prepare(profile: string, verb: string, isSystem: boolean): Promise<void> {
    this.processes.refuseIfKept([profile]);
    if (isSystem) await requireSystemService(profile, this.home.homeOf(profile), verb);
  }

  private waiting(profile: string, seconds: number) {
    if (seconds === 0) return {};
    return {
      prepare: (say: (text: string) => void, stop: AbortSignal) =>
        this.waitForAgents(profile, seconds * 1000, say, stop),
    };
  }

  /** Until no agent is at work, or the time is over: then the verb is run all the same. */
  private async waitForAgents(
    profile: string,
    waitMs: number,
    say: (text: string) => void,
    stop: AbortSignal,
  ): Promise<void> {
    const untilMs = performance.now() + waitMs;
    let told: number | undefined;
    while (!stop.aborted) {
      const { gateway } = await this.gateways.read(profile);
      const busy = gateway.pid === null ? 0 : (gateway.activeAgents ?? 0);
      if (busy === 0) return;
      if (performance.now() >= untilMs) return say(`${agents(busy)} at work still; going on.`);
      if (busy !== told) say(`${agents(busy)} at work; waiting.`);
      told = busy;
      await sleep(lookEveryMs, undefined, { signal: stop }).catch(() => undefined);
    }
  }

  private async requireStopped(profile: string): Promise<void> {
    const { gateway } = await this.gateways.read(profile);
    if (gateway.pid !== null) throw new GatewayRunsAlready(gateway.pid);
  }

  /** Another process than `before`, if that is given. */
  private async isUp(profile: string, before?: HermesGateway): Promise<Verdict> {
    const { gateway } = await this.gateways.read(profile);
    const { verdict, summary, pid, startedAt } = gateway;
    const isOld = before?.pid != null && before.pid === pid && before.startedAt === startedAt;
    return {
      isAsWanted: verdict === 'running' && !isOld,
      text: isOld ? `It is still the process ${pid} from before.` : summary,
    };
  }

  private async isDown(profile: string): Promise<Verdict> {
    const { verdict, summary, pid } = (await this.gateways.read(profile)).gateway;
    return { isAsWanted: pid === null && verdict !== 'elsewhere', text: summary };
  }

  private async compare(profile: string, said: string): Promise<Verdict> {
    const { pid, summary } = (await this.gateways.read(profile)).gateway;
    const saysRunning = /Gateway is running/.test(said);
    return {
      isAsWanted: saysRunning === (pid !== null),
      text: saysRunning === (pid !== null) ? `It agrees: ${summary}` : `It disagrees: ${summary}`,
    };
  }
}

/** Looks until it is as wanted, or the time is over. */
export async function waitUntil(look: () => Promise<Verdict>, waitMs: number): Promise<Verdict> {
  const untilMs = performance.now() + waitMs;
  for (;;) {
    const verdict = await look();
    if (verdict.isAsWanted || performance.now() >= untilMs) return verdict;
    await sleep(lookEveryMs);
  }
}

const flagsOf = (isSystem: boolean): string[] => (isSystem ? ['--system'] : []);

const questionsAsked: {
  readonly [Each in Question]: { readonly name: string; readonly args: readonly string[] };
} = {
  status: { name: "Ask for the gateway's status", args: ['gateway', 'status'] },
  deep_status: {
    name: "Ask for the gateway's deep status",
    args: ['gateway', 'status', '--deep', '--full'],
  },
  list: { name: "Ask for the gateway's list", args: ['gateway', 'list'] },
  proxy_status: { name: "Ask for the proxy's status", args: ['proxy', 'status'] },
  proxy_providers: { name: "Ask for the proxy's providers", args: ['proxy', 'providers'] },
  version: { name: 'Ask for the version', args: ['--version'] },
};

/** What never began, failed or was told not to is not worth waiting for. */
export function waitAfter(result: CommandResult | undefined, waitMs: number): number {
  const isRefused = /not applicable|not needed|No gateway running|✗/.test(result?.stdout ?? '');
  return result?.exitCode === 0 && !isRefused ? waitMs : 0;
}

const agents = (count: number): string => (count === 1 ? '1 agent is' : `${count} agents are`);
