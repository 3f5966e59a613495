import type { ParamMap } from '@angular/router';
import type { CronJob, CronRun } from '../../../../../server/hermes-state/cron/cron.contract';
import type { Tone } from '../../ui/badge';
import type { Sort } from '../../ui/data-table/column';
import type { FilterField } from '../../ui/filter-bar';
import { formatShare } from '../../ui/format';
import type { IconName } from '../../ui/icon';
import { sortOf } from '../../ui/list-address';

/** Which jobs are shown, as it stands in the address. */
export interface CronView {
  readonly search: string;
  readonly state: string | undefined;
  readonly mode: string | undefined;
  readonly result: string | undefined;
  readonly sort: Sort;
}

export interface Look {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: IconName;
}

export const stateLooks: Readonly<Record<CronJob['state'], Look>> = {
  scheduled: { word: 'Active', tone: 'good', icon: 'clock' },
  running: { word: 'Running', tone: 'note', icon: 'running' },
  paused: { word: 'Paused', tone: 'muted', icon: 'pause' },
  completed: { word: 'Completed', tone: 'muted', icon: 'check' },
  error: { word: 'Error', tone: 'bad', icon: 'error' },
  disabled: { word: 'Disabled', tone: 'muted', icon: 'blocked' },
};

export const runLooks: Readonly<Record<CronRun['status'], Look>> = {
  claimed: { word: 'Starting', tone: 'note', icon: 'running' },
  running: { word: 'Running', tone: 'note', icon: 'running' },
  completed: { word: 'Completed', tone: 'good', icon: 'check' },
  failed: { word: 'Failed', tone: 'bad', icon: 'error' },
  unknown: { word: 'Unknown', tone: 'warning', icon: 'help' },
};

export const modeWords = { agent: 'Agent', script: 'Script only' } as const;
const resultWords = {
  failed: 'Failed',
  undelivered: 'Not delivered',
  ok: 'OK',
  never: 'Never ran',
} as const;
type Result = keyof typeof resultWords;

export const cronFilters: readonly FilterField[] = [
  {
    key: 'state',
    label: 'State',
    options: Object.entries(stateLooks).map(([value, { word }]) => ({ value, label: word })),
  },
  {
    key: 'mode',
    label: 'Mode',
    options: Object.entries(modeWords).map(([value, label]) => ({ value, label })),
  },
  {
    key: 'result',
    label: 'Last result',
    options: Object.entries(resultWords).map(([value, label]) => ({ value, label })),
  },
];

export function viewOf(query: ParamMap): CronView {
  return {
    search: query.get('search')?.slice(0, 80) ?? '',
    state: query.get('state') ?? undefined,
    mode: query.get('mode') ?? undefined,
    result: query.get('result') ?? undefined,
    sort: sortOf(query, 'next'),
  };
}

/** Tells rows apart, also those that verbs cannot name. */
export const rowIdOf = ({ id, isAddressable, position }: CronJob): string =>
  isAddressable ? id : `#${position}`;

export function resultOf(job: CronJob): Result {
  if (job.lastStatus === null && job.lastRunAt === null && job.lastRun === null) return 'never';
  const isFailed =
    job.lastStatus === null
      ? job.lastRun?.status === 'failed' || job.lastRun?.status === 'unknown'
      : job.lastStatus !== 'ok';
  if (isFailed) return 'failed';
  return job.lastDeliveryError === null ? 'ok' : 'undelivered';
}

export const resultLooks: Readonly<Record<Result, Look>> = {
  failed: { word: 'Failed', tone: 'bad', icon: 'error' },
  undelivered: { word: 'Not delivered', tone: 'warning', icon: 'warning' },
  ok: { word: 'OK', tone: 'good', icon: 'check' },
  never: { word: 'Never ran', tone: 'muted', icon: 'minus' },
};

/** `85.7 % of 14`, of the runs that ended. */
export function successWords({ recent }: CronJob): string {
  if (recent === null) return 'Unknown';
  const { succeeded, failed, unknown } = recent;
  const total = succeeded + failed + unknown;
  return total === 0 ? 'No run' : `${formatShare(succeeded / total)} of ${total}`;
}

export function repeatWords({ repeat: { times, completed } }: CronJob): string {
  return times === null ? `For ever, ${completed} so far` : `${completed} of ${times}`;
}

export const modelWords = ({ mode, model, provider, configuredModel }: CronJob): string => {
  if (mode === 'script') return 'None';
  if (model !== null) return provider === null ? model : `${model} (${provider})`;
  return configuredModel === null ? 'Default' : `Default (${configuredModel})`;
};

/** What somebody should look at, in words. */
export function troublesOf(job: CronJob): string[] {
  return [
    ...(job.isAddressable
      ? []
      : ['It has no id of its own: Hermes cannot be told to change it. Mend jobs.json by hand.']),
    ...(job.schedule.problem === null
      ? []
      : [`Its schedule cannot be read here. ${job.schedule.problem}`]),
    ...(job.mode === 'script' && job.script === null ? ['It runs a script, and names none.'] : []),
  ];
}

/** The jobs that match, in the wanted order. */
export function matching(jobs: readonly CronJob[], view: CronView): readonly CronJob[] {
  const words = view.search.toLowerCase();
  const found = jobs.filter(
    (job) =>
      (view.state === undefined || job.state === view.state) &&
      (view.mode === undefined || job.mode === view.mode) &&
      (view.result === undefined || resultOf(job) === view.result) &&
      [job.name, job.id, job.prompt, job.script, job.deliver, job.schedule.text, ...job.skills]
        .join(' ')
        .toLowerCase()
        .includes(words),
  );
  const turn = view.sort.direction === 'descending' ? -1 : 1;
  const order = orders[view.sort.key] ?? orders.next!;
  return found.sort((one, other) => turn * order(one, other) || byText(one.name, other.name));
}

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** What does not come any more is last. */
const nextOf = ({ nextRunAt, state }: CronJob): string =>
  nextRunAt === null || state === 'completed' || state === 'paused' ? `~${nextRunAt}` : nextRunAt;
const shareOf = ({ recent }: CronJob): number => {
  if (recent === null) return 2;
  const total = recent.succeeded + recent.failed + recent.unknown;
  return total === 0 ? 1.5 : recent.succeeded / total;
};

const orders: Readonly<Record<string, (one: CronJob, other: CronJob) => number>> = {
  name: (one, other) => byText(one.name.toLowerCase(), other.name.toLowerCase()),
  state: (one, other) => byText(stateLooks[one.state].word, stateLooks[other.state].word),
  next: (one, other) => byText(nextOf(one), nextOf(other)),
  last: (one, other) => byText(one.lastRunAt ?? '', other.lastRunAt ?? ''),
  success: (one, other) => shareOf(one) - shareOf(other),
  deliver: (one, other) => byText(one.deliver, other.deliver),
};
