import { Injectable } from '@nestjs/common';
import { HermesHome } from '../hermes-home.ts';
import type { SourceFile } from '../hermes.contract.ts';
import { sourceOf } from '../state-file.ts';
import { timeOf } from '../status/file-values.ts';
import { GatewayReader } from '../status/gateway-reader.ts';
import type { HermesGateway } from '../status/status.contract.ts';
import type { CronJobs } from './cron.contract.ts';

/** The ticker beats once a minute; `hermes cron status` (0.19) calls it stale after this. */
const lateMs = 200_000;
const atWork: readonly HermesGateway['verdict'][] = [
  'running',
  'starting',
  'draining',
  'elsewhere',
];

export type Firing = Omit<CronJobs['firing'], 'overdue'>;

/** Whether jobs of a profile fire: they do so only inside of a gateway, when its ticker ticks. */
@Injectable()
export class CronFiring {
  constructor(
    private readonly home: HermesHome,
    private readonly gateways: GatewayReader,
  ) {}

  /** `isElsewhere`: the gateway's processes cannot be seen from here. The profile must be there. */
  async read(
    profile: string,
    now: number,
  ): Promise<{
    readonly firing: Firing;
    readonly isElsewhere: boolean;
    readonly files: readonly SourceFile[];
  }> {
    const at = (name: string) => this.home.pathIn(profile, `cron/${name}`);
    const [own, beat, success, error] = await Promise.all([
      this.gatewayOf(profile),
      this.home.readText('hermes', at('ticker_heartbeat'), 1024),
      this.home.readText('hermes', at('ticker_last_success'), 1024),
      this.home.readText('hermes', at('ticker_last_error'), 16_384),
    ]);
    const heartbeatAt = beat.status === 'present' ? timeOf(beat.value.trim()) : null;
    const lastSuccessAt = success.status === 'present' ? timeOf(success.value.trim()) : null;
    const isFailing = isLate(lastSuccessAt, now);
    return {
      firing: {
        ...stateOf(own, isLate(heartbeatAt, now), isFailing, heartbeatAt),
        heartbeatAt,
        lastSuccessAt,
        // It stays behind when ticks work again.
        error: isFailing && error.status === 'present' ? errorIn(error.value) : null,
      },
      isElsewhere: own.verdict === 'elsewhere',
      files: [sourceOf(at('ticker_heartbeat'), beat), sourceOf(at('ticker_last_success'), success)],
    };
  }

  /** The gateway that does the profile's work: its own, or that of the root when it serves the profile too. */
  private async gatewayOf(profile: string): Promise<HermesGateway> {
    const { gateway } = await this.gateways.read(profile);
    if (profile === 'default' || atWork.includes(gateway.verdict)) return gateway;
    const root = (await this.gateways.read('default')).gateway;
    const isServed = atWork.includes(root.verdict) && root.servedProfiles.includes(profile);
    return isServed ? root : gateway;
  }
}

function stateOf(
  { verdict, summary }: HermesGateway,
  isBeatLate: boolean,
  isFailing: boolean,
  heartbeatAt: string | null,
): Pick<Firing, 'state' | 'text'> {
  if (verdict === 'unknown' && isBeatLate)
    return { state: 'unknown', text: `Nobody can tell here whether a gateway runs. ${summary}` };
  if (!atWork.includes(verdict) && verdict !== 'unknown') return { state: 'down', text: summary };
  if (isBeatLate)
    return {
      state: 'late',
      text: heartbeatAt === null ? 'Its ticker never beat.' : 'Its ticker has stopped beating.',
    };
  if (isFailing) return { state: 'failing', text: 'Its ticker beats, but its ticks fail.' };
  return { state: 'fires', text: summary };
}

function isLate(at: string | null, now: number): boolean {
  return at === null || now - Date.parse(at) > lateMs;
}

/** The time on the first line, the message behind it. */
function errorIn(text: string): string | null {
  return text.split('\n').slice(1).join('\n').trim() || null;
}
