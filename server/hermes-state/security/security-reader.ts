import { Injectable } from '@nestjs/common';
import { HermesCommand } from '../commands/hermes-command.ts';
import { HermesHome } from '../hermes-home.ts';
import { ShellHooksReader } from '../hooks/shell-hooks-reader.ts';
import { accessChecks } from './access-checks.ts';
import { approvalChecks } from './approval-checks.ts';
import { configSecretChecks } from './config-secret-checks.ts';
import { FileModes } from './file-modes.ts';
import { hookChecks } from './hook-checks.ts';
import { listenerChecks } from './listener-checks.ts';
import { mcpChecks } from './mcp-checks.ts';
import { pluginChecks } from './plugin-checks.ts';
import { ProfileFacts } from './profile-facts.ts';
import type { HermesSecurity } from './security.contract.ts';

/** How safe a profile of Hermes is set up, by what lies on disk. */
@Injectable()
export class SecurityReader {
  constructor(
    private readonly home: HermesHome,
    private readonly modes: FileModes,
    private readonly command: HermesCommand,
    private readonly shellHooks: ShellHooksReader,
  ) {}

  /** Throws `NotFound` for a profile that is not there. */
  async read(profile: string): Promise<HermesSecurity> {
    await this.home.requireProfile(profile);
    const [facts, hooks] = await Promise.all([
      ProfileFacts.read(this.home, profile),
      this.shellHooks.read(profile),
    ]);
    const checks = await Promise.all([
      this.modes.check(profile),
      approvalChecks(this.home, facts),
      accessChecks(this.home, facts),
      hookChecks(this.home, facts, hooks),
      pluginChecks(this.home, facts),
      listenerChecks(this.home, facts),
    ]);
    return {
      at: new Date().toISOString(),
      profile,
      checks: [...checks.flat(), ...mcpChecks(facts), ...configSecretChecks(facts)],
      commandUnavailable: this.command.unavailableReason,
    };
  }
}
