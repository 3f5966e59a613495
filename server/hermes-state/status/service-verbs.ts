import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { CommandResult } from '../commands/command-run.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { Jobs, type Verdict } from '../commands/jobs.ts';
import { HermesHome } from '../hermes-home.ts';
import { HermesProcesses } from '../processes/hermes-processes.ts';
import { NameNotTyped } from '../profiles/profiles.errors.ts';
import { GatewayReader } from './gateway-reader.ts';
import type {
  GatewayService,
  InstallGateway,
  MigrateLegacy,
  UninstallGateway,
} from './gateway-setup.contract.ts';
import { GatewaySetupRefused, LegacyUnitsChanged } from './gateway-setup.errors.ts';
import { GatewayRunsAlready } from './gateway-verbs.ts';
import { findServiceManager } from './installed-version.ts';
import { gatewayUnits, legacyUnits, unitsOf } from './service-units.ts';
import { isRoot, requireRootFor } from './system-service.ts';

const verbMs = 120_000;
const startMs = 30_000;
const lookEveryMs = 250;
const group = 'gateway';

/**
 * The service that keeps a gateway running, and the verbs that make and remove it. They exit with 0 also where there is no
 * service manager, so each job's end is what lies in the folders of units afterwards.
 */
@Injectable()
export class ServiceVerbs {
  constructor(
    private readonly jobs: Jobs,
    private readonly gateways: GatewayReader,
    private readonly home: HermesHome,
    private readonly processes: HermesProcesses,
  ) {}

  /** Throws `NotFound` for a profile that is not there. */
  async read(profile: string): Promise<GatewayService> {
    await this.home.requireProfile(profile);
    const [units, legacy] = await Promise.all([this.units(profile), legacyUnits(this.root)]);
    return { profile, serviceManager: findServiceManager(), units, legacy, isRoot: isRoot() };
  }

  /**
   * Throws {@link GatewaySetupRefused}, {@link GatewayRunsAlready}, `GatewaySupervised` when the gateway is kept running
   * here, and as {@link Jobs.start} does.
   */
  async install(profile: string, wanted: InstallGateway): Promise<Job> {
    const { scope, runAsUser, startNow, startOnLogin, isForced } = wanted;
    await this.requireInstallable(profile, wanted);
    return this.jobs.start({
      name: 'Install the service of the gateway',
      profile,
      group,
      // Without these flags it asks, and takes the end of its input for an answer.
      args: [
        'gateway',
        'install',
        ...(isForced ? ['--force'] : []),
        ...(scope === 'system' ? ['--system', '--run-as-user', runAsUser!] : []),
        startNow ? '--start-now' : '--no-start-now',
        startOnLogin ? '--start-on-login' : '--no-start-on-login',
      ],
      timeoutMs: verbMs,
      verify: (result) => this.isInstalled(profile, wanted, result),
    });
  }

  /** Throws {@link NameNotTyped}, {@link GatewaySetupRefused}, and as {@link Jobs.start} does. */
  async uninstall(profile: string, { scope, typedName }: UninstallGateway): Promise<Job> {
    if (typedName.trim() !== profile) throw new NameNotTyped();
    requireRootFor(scope, `hermes -p ${profile} gateway uninstall --system`);
    return this.jobs.start({
      name: 'Uninstall the service of the gateway',
      profile,
      group,
      args: ['gateway', 'uninstall', ...(scope === 'system' ? ['--system'] : [])],
      timeoutMs: verbMs,
      verify: async (result) => {
        const left = (await this.units(profile)).find((unit) => unit.scope === scope);
        if (left) return { isAsWanted: false, text: `${left.file} is still there.` };
        return { isAsWanted: true, text: `No service is installed.${hintOf(result)}` };
      },
    });
  }

  /** What a migration would remove; nothing is removed. Throws as {@link Jobs.start} does. */
  listLegacy(profile: string): Promise<Job> {
    return this.jobs.start({
      name: 'Look for old services of the gateway',
      profile,
      group: 'legacy units',
      args: ['gateway', 'migrate-legacy', '--dry-run'],
      timeoutMs: verbMs,
      verify: async (result) => {
        const found = await legacyUnits(this.root);
        const unnamed = found.filter(({ file }) => !result?.stdout.includes(file));
        if (unnamed.length > 0)
          return { isAsWanted: false, text: `It does not name ${namesOf(unnamed)}.` };
        const text =
          found.length === 0
            ? `There is nothing to remove.${hintOf(result)}`
            : `It would remove ${namesOf(found)}.`;
        return { isAsWanted: true, text };
      },
    });
  }

  /** Removes what was shown before. Throws {@link NameNotTyped}, {@link LegacyUnitsChanged}, and as {@link Jobs.start} does. */
  async migrateLegacy(profile: string, { files, typedName }: MigrateLegacy): Promise<Job> {
    if (typedName.trim() !== 'migrate-legacy') throw new NameNotTyped();
    const found = (await legacyUnits(this.root)).map(({ file }) => file);
    if (found.length === 0) throw new GatewaySetupRefused('There is no old service to remove.');
    if (found.length !== files.length || !found.every((file) => files.includes(file)))
      throw new LegacyUnitsChanged();
    const others = await gatewayUnits(this.root);
    return this.jobs.start({
      name: 'Remove old services of the gateway',
      profile,
      group: 'legacy units',
      args: ['gateway', 'migrate-legacy', '--yes'],
      timeoutMs: verbMs,
      verify: async () => {
        const [left, now] = await Promise.all([legacyUnits(this.root), gatewayUnits(this.root)]);
        const lost = others.filter((file) => !now.includes(file));
        if (lost.length > 0)
          return { isAsWanted: false, text: `It removed ${lost.join(', ')} besides.` };
        return left.length > 0
          ? { isAsWanted: false, text: `Still there: ${namesOf(left)}.` }
          : { isAsWanted: true, text: 'They are gone; units of profiles are as they were.' };
      },
    });
  }

  private get root(): string {
    return this.home.rootOf('hermes');
  }

  private units(profile: string): Promise<GatewayService['units']> {
    return unitsOf(profile, this.home.homeOf(profile));
  }

  private async requireInstallable(
    profile: string,
    { scope, startNow, isForced }: InstallGateway,
  ): Promise<void> {
    // The service would start it while we do.
    this.processes.refuseIfKept([profile]);
    const { units, legacy } = await this.read(profile);
    requireRootFor(scope, `hermes -p ${profile} gateway install --system`);
    if (legacy.length > 0)
      throw new GatewaySetupRefused(
        `An old service is in the way (${namesOf(legacy)}), and installing would remove it unasked. Migrate it first.`,
      );
    if (units.some((unit) => unit.scope === scope) && !isForced)
      throw new GatewaySetupRefused('It is installed already. Say that it shall be written anew.');
    if (units.some((unit) => unit.scope !== scope))
      throw new GatewaySetupRefused(
        'It is installed in the other scope; two services of one gateway fight. Uninstall that first.',
      );
    const { gateway } = await this.gateways.read(profile);
    // A second gateway beside the one that runs harms the state they share.
    if (startNow && units.length === 0 && gateway.pid !== null)
      throw new GatewayRunsAlready(gateway.pid);
  }

  private async isInstalled(
    profile: string,
    { scope, startNow, startOnLogin }: InstallGateway,
    result: CommandResult | undefined,
  ): Promise<Verdict> {
    const unit = (await this.units(profile)).find((one) => one.scope === scope);
    if (unit === undefined)
      return { isAsWanted: false, text: `No service was installed.${hintOf(result)}` };
    if (unit.isEnabled !== null && unit.isEnabled !== startOnLogin)
      return {
        isAsWanted: false,
        text: `${unit.file} is there, but ${unit.isEnabled ? 'starts' : 'does not start'} by itself.`,
      };
    if (!startNow) return { isAsWanted: true, text: `Installed: ${unit.file}.` };
    const untilMs = performance.now() + startMs;
    for (;;) {
      const { verdict, summary } = (await this.gateways.read(profile)).gateway;
      if (verdict === 'running' || performance.now() >= untilMs)
        return { isAsWanted: verdict === 'running', text: `Installed: ${unit.file}. ${summary}` };
      await sleep(lookEveryMs);
    }
  }
}

const namesOf = (units: readonly { readonly file: string }[]): string =>
  units.map(({ file }) => file).join(', ');

/** In a container, and without systemd, the verbs only print why. */
function hintOf(result: CommandResult | undefined): string {
  const said = result?.stdout ?? '';
  if (/inside a Docker container/i.test(said))
    return ' In a container its runtime keeps the gateway running: give it a restart policy.';
  return /only applies to systemd/i.test(said)
    ? ' Only hosts with systemd have such services.'
    : '';
}
