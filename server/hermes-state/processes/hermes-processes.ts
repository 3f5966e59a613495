import { Inject, Injectable } from '@nestjs/common';
import { ChildSupervisor } from '../../hermes-process/child-supervisor.ts';
import type { ProcessList } from '../../hermes-process/processes.contract.ts';
import { DomainError, NotFound } from '../../http/domain-error.ts';
import type { Settings } from '../../settings.ts';
import { SETTINGS } from '../../settings-token.ts';
import { HermesCommand } from '../commands/hermes-command.ts';
import { KnownSecrets } from '../commands/known-secrets.ts';
import { HermesHome } from '../hermes-home.ts';
import { GatewayReader } from '../status/gateway-reader.ts';
import { GatewayChild } from './gateway-child.ts';

/** What the verbs of the command would do to it, this process would undo at once. */
export class GatewaySupervised extends DomainError {
  readonly code = 'gateway_supervised';
  readonly status = 409;

  constructor(profiles: readonly string[]) {
    super(
      `This console keeps the gateway of ${profiles.join(', ')} running. Start, stop and restart it under Processes; once it is stopped there, verbs can be run.`,
    );
  }
}

/** Every process that this one keeps running: the proxies behind its gateways, and the gateways of Hermes it is told to. */
@Injectable()
export class HermesProcesses {
  private readonly supervisors = new Map<string, ChildSupervisor>();
  private readonly observers = new Set<() => void>();

  constructor(
    @Inject(SETTINGS) settings: Settings,
    gateways: GatewayReader,
    home: HermesHome,
    command: HermesCommand,
    secrets: KnownSecrets,
  ) {
    for (const profile of settings.supervisedGateways) {
      const kind = new GatewayChild(profile, { gateways, home, command });
      this.add(new ChildSupervisor(kind, settings, { mask: () => secrets.maskFor(profile) }));
    }
  }

  /** One that is begun and closed by somebody else. */
  add(supervisor: ChildSupervisor): void {
    this.supervisors.set(supervisor.kind.id, supervisor);
    supervisor.record.observe(() => {
      for (const observer of this.observers) observer();
    });
  }

  /** Begins to keep the gateways of Hermes running. */
  begin(): void {
    for (const supervisor of this.gateways()) supervisor.begin();
  }

  /** Ends them. They wait for their agents, for as long as a drain may last. */
  async close(): Promise<void> {
    await Promise.all(this.gateways().map((supervisor) => supervisor.close()));
  }

  list(): ProcessList {
    const items = [...this.supervisors.values()].map(({ record }) => record.view);
    return { at: new Date().toISOString(), items };
  }

  /** Throws {@link NotFound}. */
  require(id: string): ChildSupervisor {
    const supervisor = this.supervisors.get(id);
    if (supervisor === undefined) throw new NotFound('The process');
    return supervisor;
  }

  /** Throws {@link GatewaySupervised} when the gateway of one of the profiles (absent: of any) is kept running here. */
  refuseIfKept(profiles?: readonly string[]): void {
    const kept = this.gateways()
      .filter(({ isKept, kind }) => isKept && (profiles?.includes(kind.profile) ?? true))
      .map(({ kind }) => kind.profile);
    if (kept.length > 0) throw new GatewaySupervised(kept);
  }

  /** Told when one of them changes. Answers how to stop it. */
  observe(observer: () => void): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  private gateways(): ChildSupervisor[] {
    return [...this.supervisors.values()].filter(({ kind }) => kind.kind === 'gateway');
  }
}
