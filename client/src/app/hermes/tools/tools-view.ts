import type { ParamMap } from '@angular/router';
import type {
  Cell,
  CellReason,
  Need,
  ToolPlatform,
  Tools,
  Toolset,
} from '../../../../../server/hermes-state/tools/tools.contract';
import type { Tone } from '../../ui/badge';
import type { IconName } from '../../ui/icon';

/** What the address wants to see. */
export interface ToolsView {
  readonly search: string;
  /** Also platforms that are not set up. */
  readonly isWide: boolean;
}

export function viewOf(query: ParamMap): ToolsView {
  return { search: query.get('search') ?? '', isWide: query.get('platforms') === 'all' };
}

export interface Look {
  readonly word: string;
  readonly icon: IconName;
  readonly tone: Tone;
  /** It follows from something else than the list of the platform. */
  readonly aside: string;
  /** A sentence about why. */
  readonly why: string;
}

const asides: Readonly<Record<CellReason, string>> = {
  list: '',
  default: 'default',
  credentials: 'by login',
  global: 'everywhere',
  platform: 'not here',
  fixed: 'fixed',
  new_plugin: 'new',
  engine: 'by engine',
  server: 'disabled',
  allowlist: 'not listed',
  no_mcp: 'no_mcp',
  unknown: '',
};

export function lookOf({ isOn, reason, platform }: Cell): Look {
  const word = isOn === null ? 'Not known' : isOn ? 'On' : 'Off';
  return {
    word,
    icon: isOn === null ? 'help' : isOn ? 'check' : 'minus',
    tone: isOn === true ? (reason === 'list' ? 'good' : 'note') : 'muted',
    aside: asides[reason],
    why: whyOf(reason, isOn === true, platform),
  };
}

function whyOf(reason: CellReason, isOn: boolean, platform: string): string {
  switch (reason) {
    case 'list':
      return `platform_toolsets.${platform} ${isOn ? 'names it' : 'leaves it out'}.`;
    case 'default':
      return `${platform} has no list of its own: this is the default.`;
    case 'credentials':
      return 'Credentials for it are there, and no list speaks against it.';
    case 'global':
      return 'agent.disabled_toolsets keeps it off on every platform.';
    case 'platform':
      return 'It does not exist on this platform.';
    case 'fixed':
      return 'The platform brings it along.';
    case 'new_plugin':
      return 'Toolsets of plugins are on until Hermes has asked about them.';
    case 'engine':
      return 'The context engine in use brings it along.';
    case 'server':
      return 'The server is disabled in config.yaml.';
    case 'allowlist':
      return 'The list names other MCP servers, and so only those are allowed.';
    case 'no_mcp':
      return 'The list says no_mcp: no MCP server is allowed.';
    case 'unknown':
      return 'The files do not tell.';
  }
}

export const needLooks: {
  readonly [State in Need['state']]: Pick<Look, 'word' | 'icon' | 'tone'>;
} = {
  ready: { word: 'Ready', icon: 'check', tone: 'good' },
  missing: { word: 'Missing', icon: 'warning', tone: 'warning' },
  unknown: { word: 'Not known', icon: 'help', tone: 'muted' },
};

export const riskLooks = {
  high: { word: 'Dangerous', icon: 'warning', tone: 'bad' },
  notable: { word: 'Powerful', icon: 'shield', tone: 'warning' },
} as const;

const groupTitles: { readonly [Kind in Toolset['kind']]: string } = {
  builtin: 'Toolsets of Hermes',
  fixed: 'Parts of platforms',
  plugin: 'Plugins',
  mcp: 'MCP servers',
};

export interface ToolsetGroup {
  readonly title: string;
  readonly toolsets: readonly Toolset[];
}

/** Rows that match the search, by what they are; empty groups are left out. */
export function groupsOf(toolsets: readonly Toolset[], search: string): ToolsetGroup[] {
  const words = search.trim().toLowerCase();
  const matching = toolsets.filter(({ name, label, tools }) =>
    [name, label, ...tools].some((text) => text.toLowerCase().includes(words)),
  );
  return (Object.keys(groupTitles) as Toolset['kind'][])
    .map((kind) => ({
      title: groupTitles[kind],
      toolsets: matching.filter((toolset) => toolset.kind === kind),
    }))
    .filter((group) => group.toolsets.length > 0);
}

export function platformsShown({ platforms }: Tools, isWide: boolean): readonly ToolPlatform[] {
  return isWide ? platforms : platforms.filter(({ isInUse }) => isInUse);
}

export function cellOn(toolset: Toolset, platform: string): Cell {
  return (
    toolset.cells.find((cell) => cell.platform === platform) ?? {
      platform,
      isOn: null,
      reason: 'unknown',
    }
  );
}

/** Dangerous toolsets that are on where somebody else than the operator can make the agent work. */
export function dangersOn({ toolsets }: Tools, platform: string): Toolset[] {
  return toolsets.filter(
    (toolset) => toolset.risk?.level === 'high' && cellOn(toolset, platform).isOn === true,
  );
}

/** Why it cannot be switched on this platform; `undefined` when it can. */
export function hindranceOf(
  toolset: Toolset,
  cell: Cell,
  configVersion: string | null,
): string | undefined {
  if (configVersion === null) return 'config.yaml cannot be changed as it is.';
  if (toolset.lockedReason !== null) return toolset.lockedReason;
  if (cell.reason === 'platform') return 'It does not exist on this platform.';
  if (cell.reason === 'global') return 'It is disabled on every platform: allow it again first.';
  if (cell.reason === 'engine') return 'It comes with the context engine.';
  return cell.isOn === null ? 'Whether it is on is not known.' : undefined;
}

/** A list of names for a sentence that must not grow too long. */
export function listWords(list: readonly string[] | null): string {
  return list === null ? 'none, the default counts' : `[${list.join(', ')}]`;
}
