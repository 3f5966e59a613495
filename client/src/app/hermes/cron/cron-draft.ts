import type {
  CronChange,
  CronDraft,
  CronJob,
  CronJobDetail,
} from '../../../../../server/hermes-state/cron/cron.contract';
import type { FieldChange } from '../../ui/field-diff';

/** What the form begins with: nothing, or a job that is changed or copied. `others` can give their results to it. */
export type CronSubject = { readonly others?: readonly CronJob[] } & (
  { readonly kind: 'new' } | { readonly kind: 'edit' | 'clone'; readonly detail: CronJobDetail }
);

export type Mistakes = Partial<Record<keyof CronDraft, string>>;

const fieldNames: Readonly<Record<keyof CronDraft, string>> = {
  name: 'Name',
  schedule: 'Schedule',
  prompt: 'Prompt',
  mode: 'Mode',
  script: 'Script',
  deliver: 'Deliver',
  repeat: 'Repeat',
  skills: 'Skills',
  workdir: 'Working folder',
  model: 'Model',
  provider: 'Provider',
  baseUrl: 'Base URL',
  toolsets: 'Toolsets',
  contextFrom: 'Results of',
};
/** No verb of Hermes sets them: they are written into the file. */
const fileFields: readonly (keyof CronDraft)[] = [
  'model',
  'provider',
  'baseUrl',
  'toolsets',
  'contextFrom',
];

export const emptyDraft: CronDraft = {
  name: '',
  schedule: '',
  prompt: '',
  mode: 'agent',
  script: '',
  deliver: 'local',
  repeat: null,
  skills: [],
  workdir: '',
  model: null,
  provider: null,
  baseUrl: null,
  toolsets: null,
  contextFrom: [],
};

export function draftOf({ job, prompt }: Pick<CronJobDetail, 'job' | 'prompt'>): CronDraft {
  return {
    name: job.name,
    schedule: job.schedule.text,
    prompt,
    mode: job.mode,
    script: job.script ?? '',
    deliver: job.deliver,
    repeat: job.repeat.times,
    skills: job.skills,
    workdir: job.workdir ?? '',
    model: job.model,
    provider: job.provider,
    baseUrl: job.baseUrl,
    toolsets: job.toolsets,
    contextFrom: job.contextFrom,
  };
}

/** A copy is another job; what was hidden of the prompt is not copied as the word that hides it. */
export function beginningOf(subject: CronSubject): CronDraft {
  if (subject.kind === 'new') return emptyDraft;
  const draft = draftOf(subject.detail);
  if (subject.kind === 'edit') return draft;
  return {
    ...draft,
    name: `${draft.name} (copy)`,
    prompt: subject.detail.isPromptMasked ? '' : draft.prompt,
    // A time that has passed is no time for a copy.
    repeat: subject.detail.job.schedule.kind === 'once' ? null : draft.repeat,
  };
}

/** The fields that differ. */
export function changeBetween(before: CronDraft, after: CronDraft): CronChange {
  return Object.fromEntries(
    Object.entries(after).filter(
      ([name, value]) => !isSame(value, before[name as keyof CronDraft]),
    ),
  );
}

/** For people, what differs; without `before`, all that is set. */
export function fieldChanges(before: CronDraft | undefined, after: CronDraft): FieldChange[] {
  const change = changeBetween(before ?? emptyDraft, after);
  const names = before === undefined ? { ...change, schedule: 1, mode: 1, deliver: 1 } : change;
  return (Object.keys(fieldNames) as (keyof CronDraft)[])
    .filter((name) => name in names)
    .map((name) => ({
      field: fieldNames[name],
      ...(before !== undefined && { before: shown(before[name]) }),
      after: shown(after[name]),
    }));
}

/** Names of fields that are written into the file. */
export function inFile(change: CronChange): string[] {
  return fileFields.filter((name) => name in change).map((name) => fieldNames[name]);
}

/** Whether a verb of Hermes is run for it. */
export function needsVerb(change: CronChange): boolean {
  return Object.keys(change).some((name) => !(fileFields as readonly string[]).includes(name));
}

export function mistakesIn(draft: CronDraft): Mistakes {
  return {
    ...(draft.schedule.trim() === '' && { schedule: 'Say when it runs.' }),
    ...(draft.mode === 'script' &&
      draft.script.trim() === '' && { script: 'Without an agent it needs a script.' }),
    ...(draft.mode === 'agent' &&
      draft.prompt.trim() === '' &&
      draft.skills.length === 0 && { prompt: 'Say what the agent shall do, or name a skill.' }),
    ...(!/^(\/.*)?$/.test(draft.workdir.trim()) && { workdir: 'It is an absolute path.' }),
    ...(draft.repeat !== null &&
      !(Number.isInteger(draft.repeat) && draft.repeat >= 1) && {
        repeat: 'A whole number from 1, or nothing.',
      }),
  };
}

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(plain(one)) === JSON.stringify(plain(other));

function plain(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() || null : value;
}

function shown(value: CronDraft[keyof CronDraft]): unknown {
  if (Array.isArray(value)) return value.join(', ') || undefined;
  return value === '' ? undefined : (value ?? undefined);
}
