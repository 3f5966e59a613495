import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import {
  LeftAlone,
  type ChildKind,
  type ChildPlan,
  type FoundRun,
  type Look,
} from '../../hermes-process/child-kind.ts';
import { hermesEnvironment, plainTerminal } from '../../hermes-process/hermes-environment.ts';
import type { ChildRun, ProcessIdentity } from '../../hermes-process/run-file.ts';
import { startTimeOf } from '../../http/process-start-time.ts';
import type { HermesCommand } from '../commands/hermes-command.ts';
import type { HermesHome } from '../hermes-home.ts';
import type { GatewayReader } from '../status/gateway-reader.ts';
import { legacyUnits, unitsOf } from '../status/service-units.ts';

const execute = promisify(execFile);
const helpMs = 30_000;
/** It connects to its platforms before it says that it runs. */
const lateMs = 60_000;
const ownerFlag = '--external-supervisor';

/** What it takes to keep a gateway. */
export interface GatewayParts {
  readonly gateways: GatewayReader;
  readonly home: HermesHome;
  readonly command: HermesCommand;
}

/**
 * `hermes gateway run` of a profile. Two gateways of one profile corrupt the state they share, so none is started where
 * one runs, where a service is installed to run one, or where one runs on another machine.
 */
export class GatewayChild implements ChildKind {
  readonly id: string;
  readonly kind = 'gateway';
  readonly name = 'hermes gateway run';
  private flags: { readonly key: string; readonly list: readonly string[] } | undefined;

  constructor(
    readonly profile: string,
    private readonly parts: GatewayParts,
  ) {
    this.id = `gateway-${profile}`;
  }

  async find(
    noted: ChildRun | undefined,
    ended: readonly ProcessIdentity[],
  ): Promise<FoundRun | undefined> {
    // It may be starting still, when its own files say nothing of it yet.
    if (noted) return { run: noted, use: 'adopt' };
    this.parts.gateways.rememberHere(this.profile, ended);
    const { gateway } = await this.parts.gateways.read(this.profile);
    const startTime = gateway.pid === null ? undefined : startTimeOf(gateway.pid);
    if (gateway.pid !== null && startTime !== undefined) {
      const startedAt = gateway.startedAt ?? undefined;
      return { run: { pid: gateway.pid, startTime, startedAt }, use: 'adopt' };
    }
    if (gateway.verdict === 'elsewhere') throw new LeftAlone(gateway.summary);
    return undefined;
  }

  async plan(): Promise<ChildPlan> {
    const { command, home } = this.parts;
    const file = await command.require(this.profile).catch((error: unknown) => {
      throw new LeftAlone((error as Error).message);
    });
    await this.refuseBesideService();
    return {
      command: file,
      args: ['-p', this.profile, 'gateway', 'run', ...(await this.flagsOf(file))],
      env: { ...hermesEnvironment(home.rootOf('hermes')), ...plainTerminal, PYTHONUNBUFFERED: '1' },
    };
  }

  /** Where the command is a wrapper, the gateway is another process than the one that was started. */
  async look({ startedAt }: ChildRun): Promise<Look> {
    const { gateway } = await this.parts.gateways.read(this.profile);
    const isUp = gateway.verdict === 'running' || gateway.verdict === 'draining';
    const isLate = startedAt !== undefined && Date.now() - Date.parse(startedAt) > lateMs;
    const reason = isLate ? `It lives, but its files do not say so: ${gateway.summary}` : null;
    return { isUp, reason: isUp ? null : reason };
  }

  private async refuseBesideService(): Promise<void> {
    const units = await unitsOf(this.profile, this.parts.home.homeOf(this.profile));
    const legacy =
      this.profile === 'default' ? await legacyUnits(this.parts.home.rootOf('hermes')) : [];
    const [unit] = [...units, ...legacy];
    if (unit)
      throw new LeftAlone(
        `A service is there to run it (${unit.file}), and two gateways of one profile harm each other. Uninstall the service, or take the profile out of HERMES_SUPERVISED_GATEWAYS.`,
      );
  }

  /** Later versions want to be told that somebody starts them again, and then leave that to us. */
  private async flagsOf(file: string): Promise<readonly string[]> {
    const { mtimeMs } = await stat(file);
    const key = `${file} ${mtimeMs}`;
    if (this.flags?.key !== key) {
      const help = await helpOf(file, this.parts.home.rootOf('hermes'));
      this.flags = { key, list: help.includes(ownerFlag) ? [ownerFlag] : [] };
    }
    return this.flags.list;
  }
}

async function helpOf(file: string, home: string): Promise<string> {
  try {
    const args = ['-p', 'default', 'gateway', 'run', '--help'];
    const env = { ...hermesEnvironment(home), ...plainTerminal };
    return (await execute(file, args, { env, timeout: helpMs, killSignal: 'SIGKILL' })).stdout;
  } catch {
    // Whatever is wrong with it shows when it is started.
    return '';
  }
}
