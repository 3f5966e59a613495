import { Injectable } from '@nestjs/common';
import { HermesCommand } from '../commands/hermes-command.ts';
import { KnownSecrets } from '../commands/known-secrets.ts';
import { HermesHome } from '../hermes-home.ts';
import { sourceOf } from '../state-file.ts';
import { numberOf, textOf, timeOf } from './file-values.ts';
import { GatewayReader } from './gateway-reader.ts';
import { readLocks } from './held-locks.ts';
import { findServiceManager, installedVersion } from './installed-version.ts';
import type { HermesGateway, HermesStatus, ProfileGateways } from './status.contract.ts';

/** The ticker beats once a minute. */
const lateMs = 180_000;
const mostProfiles = 1000;
const atOnce = 16;
const mostStarts = 20;

/** How Hermes itself does: its gateways, what makes cron jobs fire, its version. */
@Injectable()
export class StatusReader {
  constructor(
    private readonly home: HermesHome,
    private readonly gateways: GatewayReader,
    private readonly command: HermesCommand,
    private readonly secrets: KnownSecrets,
  ) {}

  /** Throws `NotFound` for a profile that is not there. */
  async read(profile: string): Promise<HermesStatus> {
    await this.home.requireProfile(profile);
    const at = (name: string) => this.home.pathIn(profile, name);
    const [reading, beat, success, starts, update, installed, mask] = await Promise.all([
      this.gateways.read(profile),
      this.home.readText('hermes', at('cron/ticker_heartbeat'), 1024),
      this.home.readText('hermes', at('cron/ticker_last_success'), 1024),
      this.home.readText('hermes', at('gateway-starts.log')),
      // Of the installation, which all profiles share.
      this.home.readJson('hermes', '.update_check'),
      installedVersion(this.command.file),
      this.secrets.maskFor(profile),
    ]);
    const heartbeatAt = beat.status === 'present' ? timeOf(beat.value.trim()) : null;
    const noted = update.status === 'present' ? update.value : {};
    const notedVersion = textOf(noted.ver);
    return {
      at: new Date().toISOString(),
      profile,
      gateway: maskGateway(reading.gateway, mask),
      cronTicker: {
        heartbeatAt,
        lastSuccessAt: success.status === 'present' ? timeOf(success.value.trim()) : null,
        state: tickerState(heartbeatAt),
      },
      starts: starts.status === 'present' ? startsIn(starts.value) : [],
      version: {
        installed: installed ?? notedVersion,
        source: installed ? 'installation' : notedVersion ? 'update_check' : null,
        behind: numberOf(noted.behind),
        checkedAt: timeOf(noted.ts),
      },
      command: {
        unavailableReason: this.command.unavailableReason,
        serviceManager: findServiceManager(),
      },
      files: [
        ...reading.files,
        sourceOf(at('cron/ticker_heartbeat'), beat),
        sourceOf(at('cron/ticker_last_success'), success),
        sourceOf(at('gateway-starts.log'), starts),
        sourceOf('.update_check', update),
      ],
    };
  }

  /** Every profile's gateway, the first thousand profiles. Throws `NotFound` if the one in scope is not there. */
  async profiles(inScope: string): Promise<ProfileGateways> {
    await this.home.requireProfile(inScope);
    const all = await this.home.profiles();
    const profiles = all.slice(0, mostProfiles);
    const locks = await readLocks();
    const items: ProfileGateways['items'] = [];
    for (let from = 0; from < profiles.length; from += atOnce) {
      const some = profiles.slice(from, from + atOnce);
      const read = await Promise.all(some.map((profile) => this.gateways.read(profile, locks)));
      items.push(...read.map(({ gateway }, index) => rowOf(some[index]!, gateway)));
    }
    return { at: new Date().toISOString(), items, leftOut: all.length - profiles.length };
  }
}

function rowOf(profile: string, gateway: HermesGateway): ProfileGateways['items'][number] {
  const { verdict, summary, pid, activeAgents, platforms, updatedAt } = gateway;
  const connected = platforms.filter(({ state }) => state === 'connected').length;
  return {
    profile,
    verdict,
    summary,
    pid,
    activeAgents,
    platforms: { connected, total: platforms.length },
    updatedAt,
  };
}

/** Messages of platforms and arguments of processes may hold what they must not. */
function maskGateway(gateway: HermesGateway, mask: (text: string) => string): HermesGateway {
  const maskOr = (text: string | null) => (text === null ? null : mask(text));
  return {
    ...gateway,
    command: maskOr(gateway.command),
    exitReason: maskOr(gateway.exitReason),
    platforms: gateway.platforms.map((platform) => ({
      ...platform,
      errorMessage: maskOr(platform.errorMessage),
    })),
  };
}

function tickerState(heartbeatAt: string | null): HermesStatus['cronTicker']['state'] {
  if (heartbeatAt === null) return 'never';
  return Date.now() - Date.parse(heartbeatAt) < lateMs ? 'fresh' : 'late';
}

/** One time in seconds since 1970 to a line. */
function startsIn(text: string): string[] {
  const times = text.split('\n').flatMap((line) => timeOf(line.trim()) ?? []);
  return times.slice(-mostStarts).reverse();
}
