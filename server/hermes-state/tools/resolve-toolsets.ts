import { recordOf } from '../accounts/identity.ts';
import { platformsByName, type KnownPlatform } from './known-platforms.ts';
import { boundTo, configurableToolsets, offByDefault } from './known-toolsets.ts';
import type { Cell, CellReason } from './tools.contract.ts';

/** What decides besides `config.yaml`. */
export interface ToolFacts {
  readonly config: Readonly<Record<string, unknown>>;
  /** A login or a key for xAI is there. */
  readonly hasXai: boolean;
  /** `HASS_TOKEN` is set. */
  readonly hasHomeAssistant: boolean;
}

/** One platform as `config.yaml` has it. */
export interface PlatformChoice {
  readonly name: string;
  /** Absent for one that only the file knows. */
  readonly known: KnownPlatform | undefined;
  /** `null` without a list, or with something else in its place. */
  readonly list: readonly string[] | null;
}

type Verdict = Omit<Cell, 'platform'>;

const longestList = 500;
const builtins = new Set(configurableToolsets.map(({ name }) => name));
/** Composite toolsets, by what they hold that can be switched. */
const composites = new Map<string, readonly string[]>([
  ['debugging', ['terminal', 'web', 'file']],
  ['safe', ['web', 'vision', 'image_gen']],
]);
for (const { composite, toolsets } of platformsByName.values())
  if (!composites.has(composite)) composites.set(composite, toolsets);

export const isComposite = (name: string): boolean =>
  composites.has(name) || name.startsWith('hermes-');
export const isBuiltin = (name: string): boolean => builtins.has(name);

/** Names in a list as Hermes takes them: everything counts by its text. */
export function namesIn(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return (value as unknown[])
    .slice(0, longestList)
    .filter((each) => ['string', 'number', 'boolean'].includes(typeof each))
    .map((each) => String(each).slice(0, 200));
}

export function listOf(config: ToolFacts['config'], platform: string): readonly string[] | null {
  const lists = recordOf(config.platform_toolsets);
  const list = Object.hasOwn(lists, platform) ? lists[platform] : undefined;
  return Array.isArray(list) ? namesIn(list) : null;
}

export function choiceOf(config: ToolFacts['config'], name: string): PlatformChoice {
  return { name, known: platformsByName.get(name), list: listOf(config, name) };
}

/** `agent.disabled_toolsets`. */
export function disabledEverywhere(config: ToolFacts['config']): readonly string[] {
  return namesIn(recordOf(config.agent).disabled_toolsets);
}

/** Toolsets of plugins that Hermes has shown for a platform. */
export function knownPluginToolsets(config: ToolFacts['config'], platform: string): string[] {
  const known = recordOf(config.known_plugin_toolsets);
  return Object.hasOwn(known, platform) ? namesIn(known[platform]) : [];
}

/** Whether a toolset that comes with Hermes is on. As `hermes tools list` of 0.19 resolves it. */
export function builtinCell(name: string, choice: PlatformChoice, facts: ToolFacts): Verdict {
  const bound = boundTo.get(name);
  if (bound !== undefined && bound !== choice.name) return { isOn: false, reason: 'platform' };
  return globally(name, facts, ownVerdict(name, choice, facts));
}

function ownVerdict(name: string, choice: PlatformChoice, facts: ToolFacts): Verdict {
  const { known, list } = choice;
  if (known === undefined && list === null) return { isOn: null, reason: 'unknown' };
  const names = list ?? [known!.composite];
  const isEngine = name === 'context_engine' && hasContextEngine(facts.config) && names.length > 0;
  if (isEngine) return { isOn: true, reason: 'engine' };
  const isImplied =
    names.some((each) => composites.get(each)?.includes(name)) &&
    !isOffByDefault(name, choice.name, facts);
  const reason: CellReason = list === null ? 'default' : 'list';
  // Once a list names a single toolset it means what it says; composites beside it count too.
  if (names.some(isBuiltin)) return { isOn: names.includes(name) || isImplied, reason };
  if (name === 'x_search' && facts.hasXai) return { isOn: true, reason: 'credentials' };
  const isByToken = name === 'homeassistant' && facts.hasHomeAssistant && isImplied;
  return { isOn: isImplied, reason: isByToken ? 'credentials' : reason };
}

function isOffByDefault(name: string, platform: string, facts: ToolFacts): boolean {
  if (!offByDefault.has(name)) return false;
  if (name === 'homeassistant') return !facts.hasHomeAssistant && platform !== name;
  return name !== platform || boundTo.has(name);
}

/** Part of a platform, and back after every change of its list. */
export function fixedCell(name: string, choice: PlatformChoice, facts: ToolFacts): Verdict {
  if (choice.known === undefined) return { isOn: null, reason: 'unknown' };
  const isBrought = choice.known.fixed.includes(name);
  if (isBrought) return globally(name, facts, { isOn: true, reason: 'fixed' });
  const isNamed = choice.list?.includes(name) === true;
  return globally(name, facts, { isOn: isNamed, reason: isNamed ? 'list' : 'platform' });
}

export function pluginCell(name: string, choice: PlatformChoice, facts: ToolFacts): Verdict {
  if (choice.list?.includes(name)) return globally(name, facts, { isOn: true, reason: 'list' });
  const isKnown = knownPluginToolsets(facts.config, choice.name).includes(name);
  return globally(name, facts, { isOn: !isKnown, reason: isKnown ? 'list' : 'new_plugin' });
}

/** A list that names MCP servers allows only those; one that names none allows all that are on. */
export function mcpCell(name: string, choice: PlatformChoice, facts: ToolFacts): Verdict {
  const servers = enabledServers(facts.config);
  if (!servers.includes(name)) return { isOn: false, reason: 'server' };
  const names = choice.list ?? [];
  if (names.includes('no_mcp')) return { isOn: false, reason: 'no_mcp' };
  const isNamed = names.includes(name);
  if (isNamed) return globally(name, facts, { isOn: true, reason: 'list' });
  if (names.some((each) => servers.includes(each))) return { isOn: false, reason: 'allowlist' };
  return globally(name, facts, { isOn: true, reason: 'default' });
}

/** `enabled` counts unless it says no in one of the ways Hermes knows. */
export function enabledServers(config: ToolFacts['config']): string[] {
  return Object.entries(recordOf(config.mcp_servers))
    .filter(([, server]) => typeof server === 'object' && server !== null && !Array.isArray(server))
    .filter(([, server]) => !isNo(recordOf(server).enabled))
    .map(([name]) => name);
}

function isNo(value: unknown): boolean {
  if (typeof value === 'string')
    return ['false', '0', 'no', 'off'].includes(value.trim().toLowerCase());
  return value === false || value === 0;
}

function hasContextEngine(config: ToolFacts['config']): boolean {
  const { engine } = recordOf(config.context);
  const name = typeof engine === 'string' ? engine.trim().toLowerCase() : '';
  return name !== '' && name !== 'compressor';
}

/** Runs last in Hermes, whatever the platform says. */
function globally(name: string, { config }: ToolFacts, verdict: Verdict): Verdict {
  return disabledEverywhere(config).includes(name) ? { isOn: false, reason: 'global' } : verdict;
}
