import type { ParamMap } from '@angular/router';
import type { ApiUserFilter, ApiUserSort } from '../../../../server/api-users/api-users.contract';
import type { Sort } from '../ui/data-table/column';
import type { FilterField } from '../ui/filter-bar';

/** The columns that the server sorts by, with a word for each of them. */
export const sortable: Record<ApiUserSort, string> = {
  name: 'Name',
  key: 'Key',
  gateways: 'Gateways',
  status: 'Status',
  requestsPerMinute: 'Limit / min',
  requestsLastMinute: 'Requests / min',
  monthlyTokenCap: 'Token cap',
  usedTokens: 'Tokens used',
  capShare: 'Tokens this month',
  requests: 'Requests this month',
  requestsLastDay: 'Last 24 h',
  lastUsedAt: 'Last used',
  createdAt: 'Created',
  rotatedAt: 'Key since',
  expiresAt: 'Expires',
};

/** The list as its address describes it. What the address does not say is left out. */
export interface ApiUserListView {
  readonly filter: ApiUserFilter;
  readonly sort: Sort | undefined;
}

export const filterFields: readonly FilterField[] = [
  {
    key: 'status',
    label: 'Status',
    options: [
      { value: 'active', label: 'Active' },
      { value: 'revoked', label: 'Revoked' },
      { value: 'expired', label: 'Expired' },
    ],
  },
  {
    key: 'gateway',
    label: 'Gateway',
    options: [
      { value: 'pre', label: 'pre' },
      { value: 'post', label: 'post' },
    ],
  },
  {
    key: 'overCap',
    label: 'Monthly cap',
    options: [
      { value: 'true', label: 'Used up' },
      { value: 'false', label: 'Not used up' },
    ],
  },
  {
    key: 'unusedForDays',
    label: 'Not used for',
    options: [
      { value: '7', label: 'More than 7 days' },
      { value: '30', label: 'More than 30 days' },
      { value: '90', label: 'More than 90 days' },
    ],
  },
];

/** What cannot be a filter is left out, so that an old or mistyped link still opens the list. */
export function viewOf(parameters: ParamMap): ApiUserListView {
  const known = <Name extends string>(name: string, values: readonly Name[]): Name | undefined =>
    values.find((value) => value === parameters.get(name));
  const search = parameters.get('search')?.trim().slice(0, 80);
  const status = known('status', ['active', 'revoked', 'expired']);
  const gateway = known('gateway', ['pre', 'post']);
  const overCap = known('overCap', ['true', 'false']);
  const days = parameters.get('unusedForDays');
  const unusedForDays = days !== null && /^[1-9]\d{0,2}$/.test(days) ? Number(days) : undefined;
  const key = known('sort', Object.keys(sortable));
  const direction = parameters.get('direction') === 'desc' ? 'descending' : 'ascending';
  return {
    filter: {
      ...(search && { search }),
      ...(status && { status }),
      ...(gateway && { gateway }),
      ...(overCap && { overCap }),
      ...(unusedForDays !== undefined && { unusedForDays }),
    },
    sort: key === undefined ? undefined : { key, direction },
  };
}

/** The query for the server: that of the list, and that of its download. */
export function queryOf({ filter, sort }: ApiUserListView): Record<string, string | number> {
  return {
    ...filter,
    ...(sort && {
      sort: sort.key,
      direction: sort.direction === 'ascending' ? 'asc' : 'desc',
    }),
  };
}
