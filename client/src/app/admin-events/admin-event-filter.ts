import type { ParamMap } from '@angular/router';
import type {
  AdminEventFilter,
  AdminEventOutcome,
} from '../../../../server/admin-events/admin-events.contract';

/** Time ranges that move with the clock. */
export const ranges = {
  '24h': { name: 'Last 24 hours', ms: 86_400_000 },
  '7d': { name: 'Last 7 days', ms: 7 * 86_400_000 },
  '30d': { name: 'Last 30 days', ms: 30 * 86_400_000 },
  '365d': { name: 'Last year', ms: 365 * 86_400_000 },
} as const;
type Range = keyof typeof ranges;
const rangeNames = Object.keys(ranges) as Range[];
export const outcomes: readonly AdminEventOutcome[] = ['ok', 'refused', 'failed'];

/** What the address of the page says: the server's filter, with a range in place of a beginning where one is chosen. */
export interface AdminEventView extends AdminEventFilter {
  readonly range?: Range;
}

/** Unknown and malformed parameters are as if they were not there. */
export function viewOf(parameters: ParamMap): AdminEventView {
  const text = (name: string, longest: number): string | undefined => {
    const given = parameters.get(name)?.trim();
    return given && given.length <= longest ? given : undefined;
  };
  const time = (name: string): string | undefined => {
    const given = parameters.get(name);
    return given && !Number.isNaN(Date.parse(given)) ? new Date(given).toISOString() : undefined;
  };
  const action = text('action', 80);
  return withoutGaps({
    range: rangeNames.find((name) => name === parameters.get('range')),
    from: time('from'),
    to: time('to'),
    actor: text('actor', 80),
    action: action !== undefined && /^[a-z_]+(\.[a-z_]+)?$/.test(action) ? action : undefined,
    target: text('target', 200),
    outcome: outcomes.find((name) => name === parameters.get('outcome')),
    text: text('text', 200),
  });
}

/** The query for the server, with a moving range counted back from `now`. */
export function filterOf({ range, ...filter }: AdminEventView, now: Date): AdminEventFilter {
  const from =
    range === undefined ? filter.from : new Date(now.getTime() - ranges[range].ms).toISOString();
  return withoutGaps({ ...filter, from });
}

function withoutGaps<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Fields;
}
