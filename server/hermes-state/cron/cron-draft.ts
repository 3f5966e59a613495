import { deliveryOf, promptOf, skillsOf, wordsOf } from './cron-job.ts';
import type { JobEntry } from './cron-jobs-file.ts';
import { readSchedule, storedSchedule, type Schedule } from './cron-schedule.ts';
import type { CronChange, CronDraft } from './cron.contract.ts';
import { fieldsOf, numberOf, textOf, textsOf } from '../status/file-values.ts';

/** A single run from now on is counted from when Hermes reads it. */
const slackMs = 300_000;

/** What people set of a job, as it stands in the file. */
export function draftOf({ fields }: JobEntry, zone: string): CronDraft {
  return {
    name: textOf(fields.name) ?? '',
    schedule: storedSchedule(fields, zone).text,
    prompt: promptOf(fields),
    mode: fields.no_agent === true ? 'script' : 'agent',
    script: textOf(fields.script) ?? '',
    deliver: deliveryOf(fields.deliver),
    repeat: numberOf(fieldsOf(fields.repeat).times),
    skills: skillsOf(fields),
    workdir: textOf(fields.workdir) ?? '',
    model: textOf(fields.model),
    provider: textOf(fields.provider),
    baseUrl: textOf(fields.base_url),
    toolsets: Array.isArray(fields.enabled_toolsets) ? textsOf(fields.enabled_toolsets) : null,
    contextFrom: wordsOf(fields.context_from),
  };
}

/** The part of a change that says something else than the job does already. */
export function effectiveChange(before: CronDraft, change: CronChange): CronChange {
  return Object.fromEntries(
    Object.entries(change).filter(
      ([name, value]) =>
        JSON.stringify(plain(value)) !== JSON.stringify(plain(before[name as keyof CronDraft])),
    ),
  );
}

/** Fields that are not as they should be by now; `before` is absent for a new job. */
export function unlike(
  wanted: CronChange,
  entry: JobEntry,
  zone: string,
  before?: CronDraft,
): string[] {
  const found = draftOf(entry, zone);
  return Object.entries(wanted).flatMap(([name, value]) => {
    const key = name as keyof CronDraft;
    if (key === 'schedule')
      return isSchedule(String(value), storedSchedule(entry.fields, zone), zone, before?.schedule)
        ? []
        : [name];
    return JSON.stringify(plain(value)) === JSON.stringify(plain(found[key])) ? [] : [name];
  });
}

function isSchedule(input: string, found: Schedule, zone: string, before?: string): boolean {
  const wanted = readSchedule(input, zone, Date.now());
  // A later Hermes may understand more than is understood here.
  if (wanted.kind === 'unknown') return found.text !== before;
  if (wanted.kind !== found.kind) return false;
  if (wanted.kind === 'cron') return words(wanted.text) === words(found.text);
  if (wanted.kind === 'interval') return wanted.minutes === (found as typeof wanted).minutes;
  return Math.abs(wanted.at - (found as typeof wanted).at) <= slackMs;
}

const words = (text: string): string => text.trim().split(/\s+/).join(' ');

/** What Hermes takes for the same: blanks around a text, nothing and an empty text, no target and `local`. */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return value.trim() || null;
  return value ?? null;
}
