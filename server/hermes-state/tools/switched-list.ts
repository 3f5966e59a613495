import { boundTo, configurableToolsets } from './known-toolsets.ts';
import {
  builtinCell,
  enabledServers,
  fixedCell,
  isBuiltin,
  isComposite,
  knownPluginToolsets,
  pluginCell,
  type PlatformChoice,
  type ToolFacts,
} from './resolve-toolsets.ts';

/**
 * The list that `hermes tools enable` or `disable` writes for a platform (0.19): everything that is on there by name, with
 * one more or one less, and what the list named besides. It forgets `no_mcp`, which `keepsNoMcp` does not.
 */
export function switchedList(
  choice: PlatformChoice,
  facts: ToolFacts,
  change: { readonly toolset: string; readonly isEnabled: boolean; readonly keepsNoMcp?: boolean },
): string[] {
  const list = choice.list ?? [];
  const plugins = new Set(knownPluginToolsets(facts.config, choice.name));
  const on = new Set([
    ...configurableToolsets
      .map(({ name }) => name)
      .filter((name) => builtinCell(name, choice, facts).isOn),
    ...(choice.known?.fixed ?? []).filter((name) => fixedCell(name, choice, facts).isOn),
    ...[...plugins].filter((name) => pluginCell(name, choice, facts).isOn),
  ]);
  if (change.isEnabled) on.add(change.toolset);
  else on.delete(change.toolset);
  const kept = list.filter(
    (name) => !isBuiltin(name) && !plugins.has(name) && !isComposite(name) && name !== 'no_mcp',
  );
  const names = new Set([...on, ...kept.filter((name) => name !== change.toolset)]);
  if (change.keepsNoMcp && list.includes('no_mcp')) names.add('no_mcp');
  return [...names]
    .filter((name) => (boundTo.get(name) ?? choice.name) === choice.name)
    .sort((one, other) => (one < other ? -1 : 1));
}

/** MCP servers that are off on a platform only because its list says `no_mcp`. */
export function serversHeldBack(choice: PlatformChoice, { config }: ToolFacts): string[] {
  return choice.list?.includes('no_mcp') ? enabledServers(config) : [];
}
