import type { ApiUserListItem, ApiUserSort } from '../../../../server/api-users/api-users.contract';
import type { Column } from '../ui/data-table/column';
import { formatNumber } from '../ui/format';
import { sortable } from './api-user-view';

type Look = Omit<Column<ApiUserListItem>, 'key' | 'header' | 'isSortable'>;

const looks: Partial<Record<ApiUserSort, Look>> = {
  name: { width: 11, grow: 2, priority: 1, isHideable: false },
  key: { width: 7.75, grow: 0.5 },
  gateways: { width: 6.25, grow: 0.25, priority: 3 },
  status: { width: 7.25, grow: 0.5, priority: 1 },
  requestsLastMinute: { width: 7.75, grow: 0.25, align: 'end' },
  capShare: { width: 9, priority: 1 },
  lastUsedAt: { width: 11.5, priority: 1 },
  createdAt: { width: 7, grow: 0.5, priority: 3 },
  rotatedAt: { width: 7, grow: 0.5, priority: 3 },
  requestsLastDay: { width: 7, grow: 0.5 },
  requestsPerMinute: {
    text: (user) => formatNumber(user.requestsPerMinute),
    align: 'end',
    width: 7,
    isHiddenAtFirst: true,
  },
  usedTokens: {
    text: (user) => formatNumber(user.usage.usedTokens),
    align: 'end',
    width: 8,
    isHiddenAtFirst: true,
  },
  monthlyTokenCap: {
    text: (user) => formatNumber(user.monthlyTokenCap),
    align: 'end',
    width: 8,
    isHiddenAtFirst: true,
  },
  requests: {
    text: (user) => formatNumber(user.usage.requests),
    align: 'end',
    width: 9.5,
    isHiddenAtFirst: true,
  },
  expiresAt: { width: 7, isHiddenAtFirst: true },
};

/** In the order of the table. Each is sorted by the server under its own key. */
export const apiUserColumns: readonly Column<ApiUserListItem>[] = [
  ...Object.entries(looks).map(([key, look]) => ({
    ...look,
    key,
    header: sortable[key as ApiUserSort],
    isSortable: true,
  })),
  { key: 'actions', header: 'Actions', width: 3.25, isActions: true },
];
