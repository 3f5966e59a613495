import type { CronJob, CronRun } from '../../../../../server/hermes-state/cron/cron.contract';
import type { Column } from '../../ui/data-table/column';
import { formatDuration } from '../../ui/format';
import { modelWords, successWords } from './cron-view';

export const cronTableId = 'hermes-cron';

/** Everything a row can tell. What has a template of its own in the list has no text here. */
export const cronColumns: readonly Column<CronJob>[] = [
  {
    key: 'name',
    header: 'Job',
    width: 12,
    grow: 3,
    priority: 1,
    isHideable: false,
    isSortable: true,
  },
  { key: 'state', header: 'State', width: 6.5, grow: 0, priority: 1, isSortable: true },
  { key: 'schedule', header: 'Schedule', width: 11, grow: 2, priority: 1 },
  { key: 'next', header: 'Next run', width: 10.5, grow: 0, priority: 1, isSortable: true },
  { key: 'last', header: 'Last result', width: 8.5, grow: 0, isSortable: true },
  {
    key: 'success',
    header: 'Success, 30 d',
    text: successWords,
    width: 7.5,
    grow: 0,
    isSortable: true,
  },
  {
    key: 'deliver',
    header: 'Deliver',
    text: ({ deliver }) => deliver,
    width: 6,
    grow: 1,
    isSortable: true,
    priority: 3,
  },
  { key: 'model', header: 'Model', text: modelWords, width: 6.5, grow: 1, priority: 3 },
  {
    key: 'skills',
    header: 'Skills',
    text: ({ skills }) => skills.join(', ') || 'None',
    width: 8,
    grow: 1,
    priority: 3,
    isHiddenAtFirst: true,
  },
  { key: 'actions', header: 'Actions', width: 4, isActions: true },
];

export const runColumns: readonly Column<CronRun>[] = [
  { key: 'job', header: 'Job', width: 12, grow: 2, priority: 1, isHideable: false },
  { key: 'status', header: 'Result', width: 8.5, grow: 0, priority: 1 },
  { key: 'claimed', header: 'Began', width: 11, grow: 0, priority: 1 },
  {
    key: 'duration',
    header: 'Duration',
    text: ({ durationMs }) => (durationMs === null ? '–' : formatDuration(durationMs)),
    align: 'end',
    width: 6,
    grow: 0,
  },
  { key: 'source', header: 'Begun by', text: sourceWords, width: 7, grow: 0, priority: 3 },
  {
    key: 'error',
    header: 'Error',
    text: ({ error }) => error?.split('\n').join(' · ') ?? '',
    width: 10,
    grow: 3,
  },
  { key: 'output', header: 'Output', width: 7, grow: 0 },
];

export function sourceWords({ source }: Pick<CronRun, 'source'>): string {
  if (source === 'builtin') return 'Schedule';
  return source === 'manual' ? 'Run now' : source;
}
