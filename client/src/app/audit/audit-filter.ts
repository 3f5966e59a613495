import type { ParamMap } from '@angular/router';
import type { AuditFilter, EndReason } from '../../../../server/audit/audit.contract';

/** Time ranges that move with the clock. */
export const ranges = {
  '15m': { name: 'Last 15 minutes', ms: 900_000 },
  '1h': { name: 'Last hour', ms: 3_600_000 },
  '24h': { name: 'Last 24 hours', ms: 86_400_000 },
  '7d': { name: 'Last 7 days', ms: 7 * 86_400_000 },
  '30d': { name: 'Last 30 days', ms: 30 * 86_400_000 },
} as const;
export type Range = keyof typeof ranges;
export const rangeNames = Object.keys(ranges) as Range[];

export const endReasonWords: Record<EndReason, string> = {
  done: 'done',
  client_abort: 'client left',
  upstream_cut: 'upstream cut off',
  upstream_error: 'upstream error',
  timeout: 'timeout',
  shutdown: 'shutdown',
  revoked: 'revoked',
  stopped: 'stopped',
  interrupted: 'interrupted',
};
export const endReasonNames = Object.keys(endReasonWords) as EndReason[];

/** The filters as they stand in the address: a moving range, or fixed times. */
export interface AuditView {
  readonly range?: Range;
  readonly from?: string;
  readonly to?: string;
  readonly apiUserId?: string;
  readonly gateway?: 'pre' | 'post';
  readonly status?: string;
  readonly endReason?: EndReason;
  readonly errorCode?: string;
  readonly model?: string;
  readonly upstreamModel?: string;
  readonly minDurationMs?: string;
  readonly stream?: 'true' | 'false';
  readonly truncated?: 'true' | 'false';
  readonly keyPrefix?: string;
  readonly requestId?: string;
  readonly search?: string;
}
export type AuditViewField = keyof AuditView;

/** Every filter an address can carry. */
export const viewFields: readonly AuditViewField[] = [
  'range',
  'from',
  'to',
  'apiUserId',
  'gateway',
  'status',
  'endReason',
  'errorCode',
  'model',
  'upstreamModel',
  'minDurationMs',
  'stream',
  'truncated',
  'keyPrefix',
  'requestId',
  'search',
];

/** A change of the address: `null` takes a filter out. */
export type ViewChange = { readonly [Field in AuditViewField]?: string | null };

/** What cannot be a filter is left out, so that an old or mistyped link still opens the log. */
export function viewOf(parameters: ParamMap): AuditView {
  const text = (name: string, longest: number, shortest = 1): string | undefined => {
    const given = parameters.get(name)?.trim().slice(0, longest);
    return given !== undefined && given.length >= shortest ? given : undefined;
  };
  const time = (name: string): string | undefined => {
    const given = parameters.get(name);
    return given !== null && !Number.isNaN(Date.parse(given))
      ? new Date(given).toISOString()
      : undefined;
  };
  const known = <Name extends string>(name: string, names: readonly Name[]): Name | undefined =>
    names.find((candidate) => candidate === parameters.get(name));
  const matching = (name: string, pattern: RegExp): string | undefined => {
    const given = parameters.get(name);
    return given !== null && pattern.test(given) ? given : undefined;
  };
  const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
  const range = known('range', rangeNames);
  return withoutGaps({
    range,
    ...(range === undefined && { from: time('from'), to: time('to') }),
    apiUserId: matching('apiUserId', uuid) ?? matching('api_user_id', uuid),
    gateway: known('gateway', ['pre', 'post'] as const),
    status: matching('status', /^(\d{3}|[1-5]xx|open|error)$/),
    endReason: known('endReason', endReasonNames),
    errorCode: text('errorCode', 100),
    model: text('model', 200),
    upstreamModel: text('upstreamModel', 200),
    minDurationMs: matching('minDurationMs', /^\d{1,9}$/),
    stream: known('stream', ['true', 'false'] as const),
    truncated: known('truncated', ['true', 'false'] as const),
    keyPrefix: text('keyPrefix', 20),
    requestId: text('requestId', 100),
    search: text('search', 200, 2),
  });
}

/** The view as the query of an address, always in the same order. */
export function queryOf(view: AuditView): string {
  const query = new URLSearchParams();
  for (const field of viewFields) {
    const value = view[field];
    if (value !== undefined) query.set(field, value);
  }
  return query.toString();
}

/** The query for the server, with a moving range counted back from `now`. */
export function filterOf(view: AuditView, now: Date): AuditFilter {
  const { range, ...filter } = view;
  const from =
    range === undefined ? filter.from : new Date(now.getTime() - ranges[range].ms).toISOString();
  return withoutGaps({ ...filter, from });
}

/** A search through every body ever stored would never end. */
export function lacksRange(view: AuditView): boolean {
  return view.search !== undefined && view.range === undefined && view.from === undefined;
}

function withoutGaps<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Fields;
}
