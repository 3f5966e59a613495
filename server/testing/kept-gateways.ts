import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { Logger } from '@nestjs/common';
import { ChildSupervisor, type SupervisorOptions } from '../hermes-process/child-supervisor.ts';
import { HermesCommand } from '../hermes-state/commands/hermes-command.ts';
import { KnownSecrets } from '../hermes-state/commands/known-secrets.ts';
import { GatewayChild } from '../hermes-state/processes/gateway-child.ts';
import { GatewayReader } from '../hermes-state/status/gateway-reader.ts';
import { startTimeOf } from '../http/process-start-time.ts';
import type { Settings } from '../settings.ts';
import { eventually } from './eventually.ts';
import { writeKeptGateway } from './fake-kept-gateway.ts';
import { createHermesHome, type HermesHomeFixture } from './hermes-home-fixture.ts';

/** Pauses that no test has to wait for. */
export const shortPauses = {
  probeMs: 20,
  watchMs: 50,
  firstBackOffMs: 20,
  longestBackOffMs: 80,
  leftAloneMs: 50,
};

/** A start as the fake program notes it. */
export interface Start {
  readonly pid: number;
  readonly args: readonly string[];
  readonly names: readonly string[];
}

export const isAlive = (pid: number): boolean => startTimeOf(pid) !== undefined;

/** Supervisors of gateways in a home of their own, which is the home of the user as well. */
export class KeptGateways {
  private readonly supervisors: ChildSupervisor[] = [];
  private readonly userHome = process.env.HOME;

  private constructor(
    readonly fixture: HermesHomeFixture,
    public settings: Settings,
  ) {
    process.env.HOME = fixture.folder;
  }

  static async create(): Promise<KeptGateways> {
    Logger.overrideLogger(['error', 'fatal']);
    const fixture = await createHermesHome();
    const hermesBin = await writeKeptGateway(fixture.at('bin/hermes'));
    return new KeptGateways(fixture, { ...fixture.settings, hermesBin, drainTimeoutMs: 1000 });
  }

  /** Begins to keep one. */
  supervise(options: SupervisorOptions = {}, profile = 'default'): ChildSupervisor {
    const { settings } = this;
    const { home } = this.fixture;
    const secrets = new KnownSecrets(settings, home);
    const command = new HermesCommand(settings, home, secrets);
    const kind = new GatewayChild(profile, { gateways: new GatewayReader(home), home, command });
    const mask = () => secrets.maskFor(profile);
    const supervisor = new ChildSupervisor(kind, settings, {
      mask,
      timing: shortPauses,
      ...options,
    });
    this.supervisors.push(supervisor);
    supervisor.begin();
    return supervisor;
  }

  /** A gateway that somebody else started. */
  async startElsewhere(): Promise<ChildProcess> {
    const child = spawn(this.settings.hermesBin, ['-p', 'default', 'gateway', 'run'], {
      env: { PATH: process.env.PATH, HERMES_HOME: this.fixture.at('.hermes') },
      stdio: 'ignore',
    });
    await eventually(() => this.fixture.text('.hermes/gateway_state.json'));
    return child;
  }

  /** Of the profile `default`. */
  async starts(): Promise<Start[]> {
    const file = this.fixture.at('.hermes/starts.log');
    const text = await readFile(file, 'utf8').catch(() => '');
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as Start);
  }

  async running(): Promise<number[]> {
    return (await this.starts()).map(({ pid }) => pid).filter(isAlive);
  }

  async remove(): Promise<void> {
    await Promise.all(this.supervisors.map((supervisor) => supervisor.close()));
    for (const pid of await this.running()) process.kill(pid, 'SIGKILL');
    process.env.HOME = this.userHome;
    await this.fixture.remove();
  }
}

/** Waits for a state, and answers how the process does then. */
export const inState = (supervisor: ChildSupervisor, wanted: string) =>
  eventually(() => {
    expect(supervisor.record.view.state).toBe(wanted);
    return supervisor.record.view;
  });

/** All that is shown of what it wrote. */
export async function logOf(supervisor: ChildSupervisor): Promise<string> {
  await supervisor.log.flush();
  return (await supervisor.log.tail(1000)).lines.join('\n');
}
