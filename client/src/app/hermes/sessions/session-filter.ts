import type { ParamMap } from '@angular/router';
import type { SessionStats } from '../../../../../server/hermes-state/sessions/sessions.contract';
import type { FilterField } from '../../ui/filter-bar';

/** Filters of the list as they stand in the address. */
export const filterNames = ['source', 'model', 'kind', 'archived', 'failed', 'from', 'to'] as const;
export type FilterName = (typeof filterNames)[number];
export type SessionView = { readonly [Name in FilterName | 'search']?: string };

/** Days in the address are whole days of UTC, as Hermes counts them. */
const day = /^\d{4}-\d{2}-\d{2}$/;

/** What cannot be a filter is left out, so that an old or mistyped link still opens the list. */
export function viewOf(parameters: ParamMap): SessionView {
  const allowed: Readonly<Record<string, RegExp>> = {
    source: /^.{1,100}$/s,
    model: /^.{1,200}$/s,
    kind: /^(human|cron|webhook|subagent)$/,
    archived: /^(yes|all)$/,
    failed: /^true$/,
    from: day,
    to: day,
    search: /^.{1,200}$/s,
  };
  return Object.fromEntries(
    Object.entries(allowed).flatMap(([name, pattern]) => {
      const given = parameters.get(name)?.trim() ?? '';
      return pattern.test(given) ? [[name, given]] : [];
    }),
  );
}

/** The query for the server: `to` is the last day, which is counted in. */
export function queryOf({ from, to, ...view }: SessionView): Record<string, string> {
  const dayMs = 86_400_000;
  return {
    ...view,
    ...(from !== undefined && { from: `${from}T00:00:00Z` }),
    ...(to !== undefined && { to: new Date(Date.parse(to) + dayMs).toISOString() }),
  };
}

/** What can be filtered by, with the names there are. */
export function fieldsFor(stats: SessionStats | undefined): readonly FilterField[] {
  const named = (list: readonly { readonly name: string; readonly sessions: number }[] = []) =>
    list.map(({ name, sessions }) => ({ value: name, label: `${name} (${sessions})` }));
  return [
    { key: 'source', label: 'Source', options: named(stats?.sources) },
    { key: 'model', label: 'Model', options: named(stats?.models) },
    {
      key: 'kind',
      label: 'Started by',
      options: [
        { value: 'human', label: 'people' },
        { value: 'cron', label: 'jobs' },
        { value: 'webhook', label: 'webhooks' },
        { value: 'subagent', label: 'delegation' },
      ],
    },
    {
      key: 'archived',
      label: 'Archived',
      options: [
        { value: 'yes', label: 'only archived' },
        { value: 'all', label: 'archived too' },
      ],
    },
    { key: 'failed', label: 'Failures', options: [{ value: 'true', label: 'only with failures' }] },
    { key: 'from', label: 'Active from', placeholder: '2026-11-01' },
    { key: 'to', label: 'Active until', placeholder: '2026-11-30' },
  ];
}
