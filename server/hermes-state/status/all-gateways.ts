import { Injectable } from '@nestjs/common';
import { DomainError } from '../../http/domain-error.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { Jobs, type Verdict } from '../commands/jobs.ts';
import { HermesHome } from '../hermes-home.ts';
import { HermesProcesses } from '../processes/hermes-processes.ts';
import { NameNotTyped } from '../profiles/profiles.errors.ts';
import { waitAfter, waitUntil } from './gateway-verbs.ts';
import type { AllGateways, HermesGateway, VerbOfAll } from './status.contract.ts';
import { StatusReader } from './status-reader.ts';
import { requireSystemService } from './system-service.ts';

/** Many may have to end, one after the other, and each waits for its agents. */
const verbMs = 600_000;
const waitMs = 30_000;

export class GatewaysChanged extends DomainError {
  readonly code = 'gateways_changed';
  readonly status = 409;

  constructor(profiles: readonly string[]) {
    super(
      `Other gateways run now than were shown: ${profiles.join(', ') || 'none'}. Look again before ending any.`,
    );
  }
}

const names: { readonly [Verb in VerbOfAll]: string } = {
  start: 'End all gateways, then start this one',
  stop: 'Stop the gateways of all profiles',
  restart: 'End all gateways, then start this one again',
};

/** `hermes gateway start|stop|restart --all`, which ends the gateways of every profile, whoever started them. */
@Injectable()
export class AllGatewayVerbs {
  constructor(
    private readonly jobs: Jobs,
    private readonly status: StatusReader,
    private readonly home: HermesHome,
    private readonly processes: HermesProcesses,
  ) {}

  /**
   * Throws {@link NameNotTyped}, {@link GatewaysChanged} when another gateway runs than was shown, `GatewaySupervised`
   * when one is kept running here, `GatewaySetupRefused`, and as {@link Jobs.start} does.
   */
  async run(profile: string, { verb, isSystem, profiles, typedName }: AllGateways): Promise<Job> {
    if (typedName.trim() !== `${verb} all`) throw new NameNotTyped();
    this.processes.refuseIfKept();
    if (isSystem) await requireSystemService(profile, this.home.homeOf(profile), `${verb} --all`);
    const before = await this.running(profile);
    if ([...before.keys()].sort().join() !== [...profiles].sort().join())
      throw new GatewaysChanged([...before.keys()]);
    const look = () => this.look(profile, verb, before);
    return this.jobs.start({
      name: names[verb],
      profile,
      args: ['gateway', verb, '--all', ...(isSystem ? ['--system'] : [])],
      timeoutMs: verbMs,
      // Without a service manager this verb becomes the gateway, and goes on running.
      isBackground: verb === 'restart',
      verify: (result) =>
        result || verb !== 'restart' ? waitUntil(look, waitAfter(result, waitMs)) : look(),
    });
  }

  /** Processes of gateways that run, by their profile. */
  private async running(profile: string): Promise<Map<string, HermesGateway['pid']>> {
    const { items } = await this.status.profiles(profile);
    return new Map(items.flatMap((item) => (item.pid === null ? [] : [[item.profile, item.pid]])));
  }

  private async look(
    profile: string,
    verb: VerbOfAll,
    before: ReadonlyMap<string, HermesGateway['pid']>,
  ): Promise<Verdict> {
    const { items } = await this.status.profiles(profile);
    const isLeft = ({ profile: name, pid }: (typeof items)[number]) =>
      pid !== null && pid === before.get(name);
    const left = items.filter(isLeft).map(({ profile: name }) => name);
    if (left.length > 0)
      return { isAsWanted: false, text: `Still as before: the gateway of ${left.join(', ')}.` };
    const mine = items.find((item) => item.profile === profile);
    const others = items.filter((item) => item.pid !== null && item.profile !== profile);
    const isAsWanted =
      verb === 'stop' ? mine?.pid === null && others.length === 0 : mine?.verdict === 'running';
    const running = items.filter(({ pid }) => pid !== null).map((item) => item.profile);
    const text =
      running.length === 0 ? 'No gateway runs.' : `Gateways that run: ${running.join(', ')}.`;
    return { isAsWanted, text };
  }
}
