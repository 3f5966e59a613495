import type { ParamMap } from '@angular/router';
import type { Plugin } from '../../../../../server/hermes-state/plugins/plugins.contract';
import type { Tone } from '../../ui/badge';
import type { Sort } from '../../ui/data-table/column';
import { formatCount } from '../../ui/format';
import type { FilterField } from '../../ui/filter-bar';
import type { IconName } from '../../ui/icon';
import { sortOf } from '../../ui/list-address';

/** Which plugins are shown, as it stands in the address. */
export interface PluginView {
  readonly search: string;
  readonly origin: string | undefined;
  readonly state: string | undefined;
  readonly kind: string | undefined;
  readonly sort: Sort;
}

/** How a plugin stands, for the list. */
export interface PluginStanding {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: IconName;
  /** Why it is so, if the word does not say it. */
  readonly reason: string | undefined;
}

export const originWords = {
  git: 'Cloned with Git',
  user: 'Put there by hand',
  bundled: 'From Hermes',
} as const;

const stateWords = {
  loaded: 'Loads',
  enabled: 'Listed as enabled',
  disabled: 'Listed as disabled',
  undecided: 'Not decided',
  troubled: 'Needs attention',
} as const;

export function viewOf(query: ParamMap): PluginView {
  return {
    search: query.get('search')?.slice(0, 80) ?? '',
    origin: query.get('origin') ?? undefined,
    state: query.get('state') ?? undefined,
    kind: query.get('kind') ?? undefined,
    sort: sortOf(query, 'origin'),
  };
}

export function fieldsFor(plugins: readonly Plugin[]): readonly FilterField[] {
  const kinds = [...new Set(plugins.map(({ kind }) => kind))].sort();
  return [
    { key: 'origin', label: 'Origin', options: optionsOf(originWords) },
    { key: 'state', label: 'State', options: optionsOf(stateWords) },
    { key: 'kind', label: 'Kind', options: kinds.map((kind) => ({ value: kind, label: kind })) },
  ];
}

const optionsOf = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

export function standingOf({ state, loadsBecause, kind, problems }: Plugin): PluginStanding {
  if (loadsBecause !== null) {
    const word = { enabled: 'Enabled', automatic: 'Loads by itself', chosen: 'Chosen' }[
      loadsBecause
    ];
    // Hermes calls enabled what is in the list, whether or not it could load it.
    return problems.length > 0
      ? { word, tone: 'warning', icon: 'warning', reason: 'may not load' }
      : { word, tone: 'good', icon: 'check', reason: undefined };
  }
  if (state === 'disabled')
    return { word: 'Disabled', tone: 'muted', icon: 'blocked', reason: undefined };
  const isExclusive = kind === 'exclusive';
  return {
    word: isExclusive ? 'Not chosen' : 'Not decided',
    tone: 'muted',
    icon: 'minus',
    reason: 'does not load',
  };
}

export const missingOf = ({ variables }: Plugin): string[] =>
  variables.filter(({ isSet }) => isSet === false).map(({ name }) => name);

/** What somebody should look at, in words. */
export function troublesOf(plugin: Plugin): string[] {
  const missing = missingOf(plugin);
  return [
    ...plugin.problems,
    ...(missing.length > 0 ? [`Not set in .env: ${missing.join(', ')}.`] : []),
    ...(plugin.replacesBundled
      ? ['It takes the place of the plugin of this name that comes with Hermes.']
      : []),
  ];
}

/** Of what comes with Hermes and does not load nobody has to look at anything. */
export const isTroubled = (plugin: Plugin): boolean =>
  plugin.origin === 'bundled'
    ? plugin.problems.length > 0 ||
      (plugin.loadsBecause === 'enabled' && troublesOf(plugin).length > 0)
    : troublesOf(plugin).length > 0;

/** What it says it adds: "1 tool, 2 hooks". */
export function addsOf({ tools, hooks }: Pick<Plugin, 'tools' | 'hooks'>): string {
  const parts = [
    ...(tools.length > 0 ? [formatCount(tools.length, 'tool')] : []),
    ...(hooks.length > 0 ? [formatCount(hooks.length, 'hook')] : []),
  ];
  return parts.join(', ') || '–';
}

export const shortCommit = (commit: string | null | undefined): string => commit?.slice(0, 8) ?? '';

export const versionOf = ({ version, git }: Plugin): string =>
  [version, shortCommit(git?.commit)].filter((part) => part).join(' · ') || '–';

/** The plugins that match, in the wanted order. */
export function matching(plugins: readonly Plugin[], view: PluginView): readonly Plugin[] {
  const words = view.search.toLowerCase();
  const found = plugins.filter(
    (plugin) =>
      (view.origin === undefined || plugin.origin === view.origin) &&
      (view.kind === undefined || plugin.kind === view.kind) &&
      (view.state === undefined || hasState(plugin, view.state)) &&
      [plugin.key, plugin.name, plugin.description, ...plugin.tools, ...plugin.hooks]
        .join(' ')
        .toLowerCase()
        .includes(words),
  );
  const turn = view.sort.direction === 'descending' ? -1 : 1;
  const order = orders[view.sort.key] ?? orders.origin!;
  return found.sort((one, other) => turn * order(one, other) || byText(one.key, other.key));
}

function hasState(plugin: Plugin, state: string): boolean {
  if (state === 'loaded') return plugin.loadsBecause !== null;
  if (state === 'troubled') return isTroubled(plugin);
  return state in stateWords ? plugin.state === state : true;
}

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
const originOrder = Object.keys(originWords);

const orders: Readonly<Record<string, (one: Plugin, other: Plugin) => number>> = {
  name: (one, other) => byText(one.name.toLowerCase(), other.name.toLowerCase()),
  state: (one, other) => byText(standingOf(one).word, standingOf(other).word),
  kind: (one, other) => byText(one.kind, other.kind),
  origin: (one, other) => originOrder.indexOf(one.origin) - originOrder.indexOf(other.origin),
};
