import type { ParamMap } from '@angular/router';

export const spans = [7, 30, 90, 365] as const;
export type Span = (typeof spans)[number];
const usualSpan: Span = 30;

/** How the estimate is taken apart, in words. */
export const groupings = {
  models: 'Model',
  providers: 'Provider',
  sources: 'Source',
  tasks: 'Task',
  profiles: 'Profile',
} as const;
export type Grouping = keyof typeof groupings;
export const groupingNames = Object.keys(groupings) as Grouping[];

/** How what went through the gateways is taken apart, in words. */
export const gatewayGroupings = {
  model: 'Model',
  apiUser: 'API user',
  gateway: 'Gateway',
} as const;
export type GatewayGrouping = keyof typeof gatewayGroupings;
export const gatewayGroupingNames = Object.keys(gatewayGroupings) as GatewayGrouping[];

/** What of the estimate is drawn by day. */
export const measures = { tokens: 'Tokens', cost: 'Cost', sessions: 'Sessions' } as const;
export type Measure = keyof typeof measures;
export const measureNames = Object.keys(measures) as Measure[];

/** As the address has it; what it cannot be is the usual. */
export interface InsightsView {
  readonly days: Span;
  readonly scope: 'one' | 'all';
  readonly by: Grouping;
  readonly gatewayBy: GatewayGrouping;
  readonly show: Measure;
}

export function viewOf(query: ParamMap): InsightsView {
  const one = <Name extends string>(name: string, names: readonly Name[], usual: Name): Name =>
    names.find((candidate) => candidate === query.get(name)) ?? usual;
  return {
    days: spans.find((days) => String(days) === query.get('days')) ?? usualSpan,
    scope: one('scope', ['one', 'all'], 'one'),
    by: one('by', groupingNames, 'models'),
    gatewayBy: one('gatewayBy', gatewayGroupingNames, 'model'),
    show: one('show', measureNames, 'tokens'),
  };
}

/** How a number compares with the one before: `12 % more than the 30 days before`. */
export function comparison(now: number, before: number, days: number): string {
  if (before === 0) return now === 0 ? '' : `nothing in the ${days} days before`;
  const change = Math.round((now / before - 1) * 100);
  if (change === 0) return `as in the ${days} days before`;
  // Beyond that a percentage says nothing.
  if (change > 900) return `more than ten times the ${days} days before`;
  return `${Math.abs(change)} % ${change > 0 ? 'more' : 'less'} than the ${days} days before`;
}

/** US dollars. */
export const dollars = (value: number): string =>
  `$${value.toFixed(value !== 0 && value < 1 ? 4 : 2)}`;
