import { InvalidRequest } from '../http/refusals.ts';
import type { ApiUserRow } from './api-user-rows.ts';
import type { ApiUserListQuery, ApiUserSort } from './api-users.contract.ts';

type Kind = 'text' | 'float8' | 'timestamptz';

/** The running hour and the 23 before it. */
const requestsLastDay = `(select coalesce(sum(h.requests), 0) from usage_hour h
  where h.api_user_id = u.id and h.hour >= date_trunc('hour', now(), 'UTC') - interval '23 hours')::float8`;

/** What is sorted by, on a row of the overview called `u`. None is ever null, so that a cursor can name every place. */
const sorts: Readonly<Record<ApiUserSort, readonly [expression: string, kind: Kind]>> = {
  name: ['lower(u.display_name)', 'text'],
  key: ['u.prefix || u.last_four', 'text'],
  gateways: [`array_to_string(u.gateways, ' ')`, 'text'],
  status: ['u.status', 'text'],
  requestsPerMinute: ['u.requests_per_minute::float8', 'float8'],
  requestsLastMinute: ['u.requests_last_minute::float8', 'float8'],
  monthlyTokenCap: ['u.monthly_token_cap::float8', 'float8'],
  usedTokens: ['u.used_tokens::float8', 'float8'],
  capShare: [
    'case when u.monthly_token_cap = 0 then 1 else u.used_tokens / u.monthly_token_cap::float8 end',
    'float8',
  ],
  requests: ['u.requests::float8', 'float8'],
  requestsLastDay: [requestsLastDay, 'float8'],
  lastUsedAt: [`coalesce(u.last_used_at, '-infinity')`, 'timestamptz'],
  createdAt: ['u.created_at', 'timestamptz'],
  rotatedAt: ['u.key_created_at', 'timestamptz'],
  expiresAt: [`coalesce(u.expires_at, 'infinity')`, 'timestamptz'],
};

/** As PostgreSQL writes them. */
const shapes: Readonly<Record<Kind, RegExp>> = {
  text: /^[^\0]*$/,
  float8: /^\d{1,20}(\.\d{1,20})?(e[+-]?\d{1,2})?$/,
  timestamptz: /^(-?infinity|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d){0,2})$/,
};
const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export type SortedRow = ApiUserRow & { readonly sort_value: string };

interface Sorting {
  readonly expression: string;
  readonly order: string;
  /** Where the page begins; empty for the first one. */
  readonly after: readonly string[];
}

/** Throws {@link InvalidRequest} for a cursor that was not given out for this sort and direction. */
export function sortingOf(
  { sort, direction, cursor }: Pick<ApiUserListQuery, 'sort' | 'direction' | 'cursor'>,
  bind: (value: unknown) => string,
): Sorting {
  const [expression, kind] = sorts[sort];
  const order = `${expression} ${direction}, u.id ${direction}`;
  if (cursor === undefined) return { expression, order, after: [] };
  const [given, value = '', id = ''] = cursor.split('.');
  const text = Buffer.from(value, 'base64url').toString();
  if (given !== `${sort}-${direction}` || !uuidShape.test(id) || !shapes[kind].test(text))
    throw new InvalidRequest([{ path: 'cursor', message: 'is not one that was given out' }]);
  const isBehind = direction === 'asc' ? '>' : '<';
  const place = `(${bind(text)}::${kind}, ${bind(id)}::uuid)`;
  return { expression, order, after: [`(${expression}, u.id) ${isBehind} ${place}`] };
}

export function cursorAfter(
  { sort, direction }: Pick<ApiUserListQuery, 'sort' | 'direction'>,
  { sort_value, id }: SortedRow,
): string {
  return `${sort}-${direction}.${Buffer.from(sort_value).toString('base64url')}.${id}`;
}
