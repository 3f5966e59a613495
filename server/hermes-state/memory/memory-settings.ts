import { recordOf } from '../accounts/identity.ts';
import type { MemoryTarget } from './memory.contract.ts';

/** As Hermes 0.19 has them without a word in `config.yaml`. */
const usualLimits: Readonly<Record<MemoryTarget, number>> = { memory: 2200, user: 1375 };
const limitNames: Readonly<Record<MemoryTarget, string>> = {
  memory: 'memory_char_limit',
  user: 'user_char_limit',
};

/** What `config.yaml` says under `memory`. */
export class MemorySettings {
  readonly problems: string[] = [];
  readonly isMemoryEnabled: boolean;
  readonly isUserProfileEnabled: boolean;
  readonly needsApproval: boolean;
  readonly provider: string | null;
  private readonly settings: Readonly<Record<string, unknown>>;

  constructor(config: Readonly<Record<string, unknown>>) {
    if (config.memory !== undefined && config.memory !== null && !isMapping(config.memory))
      this.problems.push('memory is not a mapping; Hermes uses its defaults.');
    this.settings = isMapping(config.memory) ? recordOf(config.memory) : {};
    this.isMemoryEnabled = this.flag('memory_enabled', true);
    this.isUserProfileEnabled = this.flag('user_profile_enabled', true);
    this.needsApproval = this.flag('write_approval', false);
    const { provider } = this.settings;
    this.provider = typeof provider === 'string' && provider.trim() ? provider.trim() : null;
    for (const target of ['memory', 'user'] as const) {
      const limit = this.settings[limitNames[target]];
      if (limit !== undefined && !isLimit(limit))
        this.problems.push(`memory.${limitNames[target]} is not a positive whole number.`);
    }
  }

  /** In characters. */
  limitOf(target: MemoryTarget): number {
    const limit = this.settings[limitNames[target]];
    return isLimit(limit) ? limit : usualLimits[target];
  }

  isLimitConfigured(target: MemoryTarget): boolean {
    return isLimit(this.settings[limitNames[target]]);
  }

  private flag(name: string, usual: boolean): boolean {
    const value = this.settings[name];
    if (value === undefined || value === null) return usual;
    if (typeof value !== 'boolean') this.problems.push(`memory.${name} is not true or false.`);
    return Boolean(value);
  }
}

const isMapping = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isLimit = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
