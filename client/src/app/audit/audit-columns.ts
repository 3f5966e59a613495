import type { AuditSummary } from '../../../../server/audit/audit.contract';
import type { Column } from '../ui/data-table/column';
import { formatBytes, formatDuration, formatNumber } from '../ui/format';

const none = '–';
const number = (value: number | null | undefined): string =>
  value === null || value === undefined ? none : formatNumber(value);
const duration = (ms: number | null): string => (ms === null ? none : formatDuration(ms));

/** Estimated figures are marked as such. */
const tokens = (row: AuditSummary, value: number | null | undefined): string =>
  row.usage?.source === 'estimated' && value !== null ? `~${number(value)}` : number(value);

/** `asked for → answered`, in one word when they are the same. */
export function modelOf({ model, responseModel }: AuditSummary): string {
  if (responseModel === null || responseModel === model) return model ?? none;
  return `${model ?? none} → ${responseModel}`;
}

export function truncationOf({ requestTruncated, responseTruncated }: AuditSummary): string {
  if (requestTruncated && responseTruncated) return 'both';
  if (requestTruncated) return 'prompt';
  return responseTruncated ? 'answer' : '';
}

/** Everything a row can tell. What has a template of its own in the list has no text here. */
export const auditColumns: readonly Column<AuditSummary>[] = [
  { key: 'startedAt', header: 'Time', width: 9, grow: 0, priority: 1, isHideable: false },
  {
    key: 'user',
    header: 'User',
    text: (row) => row.apiUserName,
    width: 9,
    grow: 3,
    priority: 1,
  },
  { key: 'gateway', header: 'Gateway', text: (row) => row.gateway, width: 5, grow: 0 },
  { key: 'model', header: 'Model', text: modelOf, width: 11, grow: 1.5 },
  { key: 'outcome', header: 'Outcome', width: 12.5, grow: 0, priority: 1 },
  {
    key: 'promptTokens',
    header: 'Tokens in',
    text: (row) => tokens(row, row.usage?.promptTokens),
    align: 'end',
    width: 5.5,
    grow: 0,
  },
  {
    key: 'completionTokens',
    header: 'Tokens out',
    text: (row) => tokens(row, row.usage?.completionTokens),
    align: 'end',
    width: 5.75,
    grow: 0,
  },
  {
    key: 'cachedTokens',
    header: 'Cached',
    text: (row) => number(row.usage?.cachedTokens),
    align: 'end',
    width: 5,
    grow: 0,
    priority: 3,
    isHiddenAtFirst: true,
  },
  {
    key: 'firstByte',
    header: 'First byte',
    text: (row) => duration(row.timeToFirstByteMs),
    align: 'end',
    width: 5.5,
    grow: 0,
    priority: 3,
  },
  {
    key: 'duration',
    header: 'Duration',
    text: (row) => duration(row.durationMs),
    align: 'end',
    width: 5.5,
    grow: 0,
  },
  {
    key: 'size',
    header: 'Size',
    text: (row) => formatBytes(row.promptBytes + (row.responseBytes ?? 0)),
    align: 'end',
    width: 5,
    grow: 0,
    priority: 3,
  },
  {
    key: 'stream',
    header: 'Stream',
    text: (row) => (row.stream ? 'stream' : ''),
    width: 4.5,
    grow: 0,
    priority: 3,
  },
  {
    key: 'truncated',
    header: 'Truncated',
    text: truncationOf,
    width: 5.5,
    grow: 0,
    priority: 3,
    isHiddenAtFirst: true,
  },
  {
    key: 'path',
    header: 'Path',
    text: (row) => `${row.method} ${row.path}`,
    width: 12,
    priority: 3,
    isHiddenAtFirst: true,
  },
  {
    key: 'errorCode',
    header: 'Error code',
    text: (row) => row.errorCode ?? '',
    width: 9,
    priority: 3,
    isHiddenAtFirst: true,
  },
  {
    key: 'key',
    header: 'Key',
    text: (row) => `${row.keyPrefix}…`,
    width: 6.5,
    grow: 0,
    priority: 3,
    isHiddenAtFirst: true,
  },
  {
    key: 'client',
    header: 'Client',
    text: (row) => row.clientAddress ?? none,
    width: 8,
    priority: 3,
    isHiddenAtFirst: true,
  },
  {
    key: 'prompt',
    header: 'Prompt',
    text: (row) => row.promptPreview.replaceAll(/\s+/g, ' '),
    width: 14,
    grow: 2,
    priority: 3,
    isHiddenAtFirst: true,
  },
  { key: 'requestId', header: 'Request id', width: 6.5, grow: 0, priority: 3 },
  {
    key: 'clientRequestId',
    header: 'Client’s id',
    text: (row) => row.clientRequestId ?? '',
    width: 8,
    priority: 3,
    isHiddenAtFirst: true,
  },
];
