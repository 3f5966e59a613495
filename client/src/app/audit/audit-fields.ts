import type { FilterField } from '../ui/filter-bar';
import { endReasonNames, endReasonWords } from './audit-filter';

const yesOrNo = [
  { value: 'true', label: 'yes' },
  { value: 'false', label: 'no' },
];

const durations = [
  { value: '1000', label: 'at least 1 s' },
  { value: '5000', label: 'at least 5 s' },
  { value: '10000', label: 'at least 10 s' },
  { value: '30000', label: 'at least 30 s' },
  { value: '60000', label: 'at least 1 min' },
  { value: '300000', label: 'at least 5 min' },
];

/** A value that is none of the usual ones, from a link, is offered beside them. */
function withGiven(
  options: readonly { readonly value: string; readonly label: string }[],
  value: string | undefined,
  label: string,
): readonly { readonly value: string; readonly label: string }[] {
  if (value === undefined || options.some((option) => option.value === value)) return options;
  return [...options, { value, label }];
}

/** The filters of the log, but for time and text, which have controls of their own. */
export function fieldsFor(known: {
  readonly users: readonly { readonly value: string; readonly label: string }[];
  readonly status: string | undefined;
  readonly minDurationMs: string | undefined;
}): readonly FilterField[] {
  return [
    // Without anybody to choose from an id can still be typed.
    known.users.length > 0
      ? { key: 'apiUserId', label: 'User', options: known.users }
      : { key: 'apiUserId', label: 'User', placeholder: 'id of the API user' },
    {
      key: 'gateway',
      label: 'Gateway',
      options: [
        { value: 'pre', label: 'pre' },
        { value: 'post', label: 'post' },
      ],
    },
    {
      key: 'status',
      label: 'Status',
      options: withGiven(
        [
          { value: 'error', label: 'errors only' },
          { value: 'open', label: 'still running' },
          { value: '2xx', label: '2xx' },
          { value: '4xx', label: '4xx' },
          { value: '429', label: '429' },
          { value: '5xx', label: '5xx' },
        ],
        known.status,
        known.status ?? '',
      ),
    },
    {
      key: 'endReason',
      label: 'End',
      options: endReasonNames.map((value) => ({ value, label: endReasonWords[value] })),
    },
    { key: 'model', label: 'Model', placeholder: 'as asked for or answered' },
    { key: 'upstreamModel', label: 'Upstream model', placeholder: 'as the upstream named it' },
    { key: 'errorCode', label: 'Error code', placeholder: 'upstream_timeout' },
    {
      key: 'minDurationMs',
      label: 'Duration',
      options: withGiven(durations, known.minDurationMs, `at least ${known.minDurationMs} ms`),
    },
    { key: 'stream', label: 'Stream', options: yesOrNo },
    { key: 'truncated', label: 'Truncated', options: yesOrNo },
    { key: 'keyPrefix', label: 'Key', placeholder: 'hms_ab12' },
    { key: 'requestId', label: 'Request id', placeholder: 'ours, or the client’s' },
  ];
}
