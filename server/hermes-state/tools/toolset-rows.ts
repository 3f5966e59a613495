import { recordOf } from '../accounts/identity.ts';
import type { PluginTools } from './plugin-tools.ts';
import { configurableToolsets, fixedToolsets, type KnownToolset } from './known-toolsets.ts';
import {
  builtinCell,
  disabledEverywhere,
  enabledServers,
  fixedCell,
  mcpCell,
  namesIn,
  pluginCell,
  type PlatformChoice,
  type ToolFacts,
} from './resolve-toolsets.ts';
import { needOf, type NeedFacts } from './toolset-needs.ts';
import type { Cell, Need, Toolset } from './tools.contract.ts';

export interface RowFacts {
  readonly tools: ToolFacts;
  readonly needs: NeedFacts;
  readonly choices: readonly PlatformChoice[];
  readonly plugins: readonly PluginTools[];
}

type CellOf = (choice: PlatformChoice) => Omit<Cell, 'platform'>;

export const mostServers = 200;
const unseen: Need = {
  state: 'unknown',
  detail: 'Whether it works shows when Hermes runs.',
  variables: [],
};

/** A row for each toolset: those of Hermes, of plugins, and one for each MCP server. */
export function toolsetRows(facts: RowFacts): Toolset[] {
  return [
    ...configurableToolsets.map((one) => hermesRow('builtin', one, facts)),
    ...fixedToolsets.map((one) => hermesRow('fixed', one, facts)),
    ...pluginRows(facts),
    ...mcpRows(facts),
  ];
}

function hermesRow(kind: 'builtin' | 'fixed', known: KnownToolset, facts: RowFacts): Toolset {
  const { name, label, description, tools, risk } = known;
  const cellOf = kind === 'builtin' ? builtinCell : fixedCell;
  return {
    ...row(name, facts, (choice) => cellOf(name, choice, facts.tools)),
    kind,
    label,
    description,
    tools: [...tools],
    toolsNote: tools.length === 0 ? 'Its tools come from the engine, and are not in a file.' : null,
    risk,
    lockedReason: kind === 'fixed' ? 'It is part of its platforms; nobody switches it.' : null,
    need: needOf(name, facts.needs),
  };
}

/** Names that Hermes has noted can be switched; of other plugins no file tells what their toolset is called. */
function pluginRows(facts: RowFacts): Toolset[] {
  const taken = new Set([...configurableToolsets, ...fixedToolsets].map(({ name }) => name));
  const lists = Object.values(recordOf(facts.tools.config.known_plugin_toolsets));
  const noted = [...new Set(lists.flatMap(namesIn))].filter((name) => !taken.has(name));
  const shown = noted.slice(0, mostServers).map((name): Toolset => {
    const plugin = facts.plugins.find(({ key, name: own }) => key === name || own === name);
    return {
      ...row(name, facts, (choice) => pluginCell(name, choice, facts.tools)),
      kind: 'plugin',
      label: name,
      description: plugin?.description ?? 'A toolset of a plugin.',
      tools: [...(plugin?.tools ?? [])],
      toolsNote: plugin ? null : 'Which tools it has is said by its plugin when Hermes runs.',
      lockedReason: null,
      need: plugin ? needOfPlugin(plugin, facts) : unseen,
    };
  });
  const silent = facts.plugins
    .filter(
      ({ key, name, tools }) => tools.length > 0 && !noted.includes(key) && !noted.includes(name),
    )
    .map((plugin): Toolset => ({
      ...row(plugin.key, facts, () => ({ isOn: null, reason: 'unknown' })),
      kind: 'plugin',
      label: plugin.name,
      description: plugin.description,
      tools: [...plugin.tools],
      toolsNote: null,
      lockedReason:
        'What its toolset is called is known to its program only, until Hermes notes it in config.yaml under known_plugin_toolsets.',
      need: needOfPlugin(plugin, facts),
    }));
  return [...shown, ...silent];
}

function needOfPlugin({ needs }: PluginTools, { needs: { environment } }: RowFacts): Need {
  const variables = needs.map((name) => ({ name, isSet: Boolean(environment.get(name)) }));
  const unset = variables.filter(({ isSet }) => !isSet).map(({ name }) => name);
  if (variables.length === 0) return unseen;
  return unset.length > 0
    ? { state: 'missing', detail: `Not set in .env: ${unset.join(', ')}.`, variables }
    : { state: 'unknown', detail: `Its variables are set. ${unseen.detail}`, variables };
}

function mcpRows(facts: RowFacts): Toolset[] {
  const on = new Set(enabledServers(facts.tools.config));
  return Object.entries(recordOf(facts.tools.config.mcp_servers))
    .slice(0, mostServers)
    .map(([name, value]) => {
      const server = recordOf(value);
      const include = namesIn(recordOf(server.tools).include);
      const exclude = namesIn(recordOf(server.tools).exclude);
      return {
        ...row(name, facts, (choice) => mcpCell(name, choice, facts.tools)),
        kind: 'mcp' as const,
        label: name.slice(0, 200),
        description: 'An MCP server: a program of somebody else, with tools of its own.',
        tools: include,
        toolsNote: noteOnFilter(include, exclude),
        lockedReason:
          'Hermes has no verb that switches a server on one platform. It is on everywhere or nowhere, by its setting enabled, unless a list names servers or no_mcp.',
        need: on.has(name)
          ? { ...unseen, detail: 'Whether it can be reached shows when it is tested.' }
          : {
              state: 'missing' as const,
              detail: 'It is disabled in config.yaml.',
              variables: [],
            },
      };
    });
}

function noteOnFilter(include: readonly string[], exclude: readonly string[]): string {
  if (include.length > 0) return 'Only these; what else it has is not offered.';
  return exclude.length > 0
    ? `All it has but ${exclude.slice(0, 20).join(', ')}.`
    : 'All it has; which those are it says when Hermes connects.';
}

function row(
  name: string,
  facts: RowFacts,
  cellOf: CellOf,
): Pick<Toolset, 'name' | 'cells' | 'isDisabledEverywhere' | 'risk'> {
  return {
    name: name.slice(0, 200),
    risk: null,
    isDisabledEverywhere: disabledEverywhere(facts.tools.config).includes(name),
    cells: facts.choices.map((choice) => ({ platform: choice.name, ...cellOf(choice) })),
  };
}
