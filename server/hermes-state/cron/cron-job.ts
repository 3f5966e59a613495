import { maskedStart } from '../commands/known-secrets.ts';
import { fieldsOf, numberOf, textOf, textsOf, type Fields } from '../status/file-values.ts';
import type { JobEntry } from './cron-jobs-file.ts';
import { momentOf, scheduleWords, storedSchedule } from './cron-schedule.ts';
import type { CronJob, CronJobState, CronRun } from './cron.contract.ts';

/** In characters. */
const shownOfPrompt = 300;
const shownOfError = 2000;

export interface JobSurroundings {
  readonly zone: string;
  /** In milliseconds since 1970. */
  readonly now: number;
  readonly lastRun: CronRun | null;
  /** The process of the last run is at work. */
  readonly isRunning: boolean;
  readonly recent: CronJob['recent'];
  readonly mask: (text: string) => string;
}

/** A job for the list, with secrets hidden. What is missing or odd in it becomes what Hermes takes it for. */
export function jobOf({ fields, ...entry }: JobEntry, around: JobSurroundings): CronJob {
  const { zone, mask, now } = around;
  const maskedOr = (value: unknown) =>
    typeof value === 'string' && value !== '' ? maskedStart(value, shownOfError, mask) : null;
  const time = (value: unknown) => timeIn(value, zone);
  const schedule = storedSchedule(fields, zone);
  const state = stateOf(fields, around.isRunning);
  const isEnabled = fields.enabled !== false;
  const nextRunAt = time(fields.next_run_at);
  const repeat = fieldsOf(fields.repeat);
  const name = textOf(fields.name) ?? (entry.id || `Job ${entry.position + 1}`);
  return {
    position: entry.position,
    id: entry.id,
    isAddressable: entry.isAddressable,
    version: entry.version,
    name: maskedStart(name, 200, mask),
    mode: fields.no_agent === true ? 'script' : 'agent',
    schedule: {
      kind: schedule.kind,
      text: schedule.text.slice(0, 200),
      words: scheduleWords(schedule, zone),
      problem: schedule.kind === 'unknown' ? schedule.problem : null,
    },
    state,
    isEnabled,
    pausedAt: time(fields.paused_at),
    pausedReason: maskedOr(fields.paused_reason),
    createdAt: time(fields.created_at),
    nextRunAt,
    isOverdue:
      isEnabled && state === 'scheduled' && nextRunAt !== null && Date.parse(nextRunAt) < now,
    lastRunAt: time(fields.last_run_at),
    lastStatus: textOf(fields.last_status)?.slice(0, 40) ?? null,
    lastError: maskedOr(fields.last_error),
    lastDeliveryError: maskedOr(fields.last_delivery_error),
    repeat: { times: numberOf(repeat.times), completed: numberOf(repeat.completed) ?? 0 },
    deliver: maskedStart(deliveryOf(fields.deliver), 300, mask),
    model: textOf(fields.model),
    provider: textOf(fields.provider),
    baseUrl: maskedOr(fields.base_url),
    configuredModel: textOf(fields.model_snapshot),
    skills: skillsOf(fields),
    script: textOf(fields.script),
    workdir: textOf(fields.workdir),
    contextFrom: wordsOf(fields.context_from),
    toolsets: Array.isArray(fields.enabled_toolsets) ? textsOf(fields.enabled_toolsets) : null,
    prompt: maskedStart(promptOf(fields), shownOfPrompt, mask),
    recent: around.recent,
    lastRun: around.lastRun,
  };
}

/** What a job is called by: its name, else its id. */
export const nameOf = ({ fields, id }: Pick<JobEntry, 'fields' | 'id'>): string =>
  textOf(fields.name) ?? id;

export const promptOf = ({ prompt }: Fields): string => (typeof prompt === 'string' ? prompt : '');

/** The single skill of older jobs counts when there is no list. */
export function skillsOf({ skills, skill }: Fields): string[] {
  const list = wordsOf(skills);
  return list.length > 0 ? list : wordsOf(skill);
}

/** Where results go, as the command takes it: several targets are separated by commas. */
export function deliveryOf(deliver: unknown): string {
  return wordsOf(deliver).join(',') || 'local';
}

/** A list of texts, or the one text that stands for it. */
export function wordsOf(value: unknown): string[] {
  return typeof value === 'string' && value !== '' ? [value] : textsOf(value);
}

function stateOf(fields: Fields, isRunning: boolean): CronJobState {
  if (isRunning) return 'running';
  const isOff = fields.enabled === false;
  switch (textOf(fields.state)) {
    case 'paused':
      return 'paused';
    case 'completed':
      return 'completed';
    case 'error':
      return 'error';
    case null:
      return isOff ? 'paused' : 'scheduled';
    default:
      return isOff ? 'disabled' : 'scheduled';
  }
}

function timeIn(value: unknown, zone: string): string | null {
  if (typeof value === 'number') {
    const ms = value > 1e11 ? value : value * 1000;
    return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : null;
  }
  const at = typeof value === 'string' ? momentOf(value, zone) : undefined;
  return at === undefined ? null : new Date(at).toISOString();
}
