import { isRecord, recordOf } from '../accounts/identity.ts';
import { FileUnusable } from '../files/file.errors.ts';
import { setInYaml } from '../files/yaml-patch.ts';
import { parseYaml } from '../files/yaml-text.ts';
import { scalarText } from '../skills/scalar-text.ts';
import type { Plugin, PluginOrigin, Plugins, PluginState } from './plugins.contract.ts';

/** What `config.yaml` says of plugins. */
export interface PluginSettings {
  readonly enabled: readonly string[];
  readonly disabled: readonly string[];
  /** Keys of those that may take the place of built-in tools. */
  readonly granted: ReadonlySet<string>;
  /** Names of plugins that other settings choose. */
  readonly chosen: ReadonlySet<string>;
  readonly problem: string | null;
}

/** Kinds of bundled plugins that load without being listed. */
const automaticKinds = new Set(['backend', 'platform', 'model-provider']);

export function readPluginSettings(config: Readonly<Record<string, unknown>>): PluginSettings {
  const plugins = recordOf(config.plugins);
  const entries = Object.entries(recordOf(plugins.entries));
  const chosen = [recordOf(config.memory).provider, recordOf(config.context).engine];
  return {
    enabled: namesIn(plugins.enabled),
    disabled: namesIn(plugins.disabled),
    granted: new Set(
      entries.flatMap(([key, entry]) => (recordOf(entry).allow_tool_override === true ? key : [])),
    ),
    chosen: new Set(chosen.flatMap((name) => scalarText(name) ?? [])),
    problem: problemOf(config),
  };
}

/** Hermes asks for the key and for the name in the manifest; who is in both lists is disabled. */
export function stateOf({ enabled, disabled }: PluginSettings, names: readonly string[]) {
  const isIn = (list: readonly string[]) => names.some((name) => list.includes(name));
  const state: PluginState = isIn(disabled) ? 'disabled' : isIn(enabled) ? 'enabled' : 'undecided';
  return state;
}

/** Memory providers and context engines are chosen elsewhere, whatever the lists say. */
export function loadsBecause(
  { key, name, kind }: Pick<Plugin, 'key' | 'name' | 'kind'>,
  origin: PluginOrigin,
  state: PluginState,
  { chosen }: PluginSettings,
): Plugin['loadsBecause'] {
  if (kind === 'exclusive')
    return [key, key.split('/').at(-1)!, name].some((each) => chosen.has(each)) ? 'chosen' : null;
  if (state === 'disabled') return null;
  if (origin === 'bundled' && automaticKinds.has(kind)) return 'automatic';
  return state === 'enabled' ? 'enabled' : null;
}

/** Whether a plugin of this name would load at once, were it installed. */
export function isListedAsEnabled({ lists }: Pick<Plugins, 'lists'>, name: string): boolean {
  return lists.enabled.includes(name) && !lists.disabled.includes(name);
}

/** Takes names out of both lists, and leaves all else of `config.yaml` as it is. Throws when it cannot. */
export function withoutPlugins(text: string | undefined, names: readonly string[]): string {
  const config = recordOf(parseYaml(text ?? '').value);
  if (problemOf(config) !== null) throw new FileUnusable('config.yaml', 'unexpected_shape');
  const plugins = recordOf(config.plugins);
  return ['enabled', 'disabled'].reduce((kept, list) => {
    const before = namesIn(plugins[list]);
    const after = before.filter((name) => !names.includes(name));
    return after.length === before.length ? kept : setInYaml(kept, ['plugins', list], after);
  }, text ?? '');
}

function problemOf({ plugins }: Readonly<Record<string, unknown>>): string | null {
  if (plugins === undefined || plugins === null) return null;
  if (!isRecord(plugins)) return 'plugins in config.yaml is no mapping: Hermes loads none.';
  const wrong = ['enabled', 'disabled'].find((list) => {
    const value = plugins[list];
    return value !== undefined && value !== null && !Array.isArray(value);
  });
  return wrong === undefined
    ? null
    : `plugins.${wrong} in config.yaml is no list: Hermes takes it for empty.`;
}

/** Only a list counts: Hermes takes anything else for empty. */
function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap((each) => scalarText(each) ?? []) : [];
}
