import { fieldsOf, numberOf, textOf } from '../status/file-values.ts';
import {
  nextRuns,
  readExpression,
  ScheduleUnreadable,
  type CronExpression,
  type CronRun,
} from './cron-expression.ts';
import { expressionWords, intervalWords } from './cron-words.ts';
import { instantsOf, wallOf } from './zone-time.ts';

/** When a job runs. Moments are in milliseconds since 1970. */
export type Schedule =
  | { readonly kind: 'cron'; readonly text: string; readonly expression: CronExpression }
  | { readonly kind: 'interval'; readonly text: string; readonly minutes: number }
  | { readonly kind: 'once'; readonly text: string; readonly at: number }
  | { readonly kind: 'unknown'; readonly text: string; readonly problem: string };

/** A minute a day, for a hundred years. */
const mostMinutes = 52_560_000;
/** As Hermes forgives a single run that is late when its job is made. */
const graceMs = 120_000;

const duration = /^(\d{1,9})\s*(m|min|mins|minute|minutes|h|hr|hrs|hour|hours|d|day|days)$/i;
const timestamp =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Reads what a person types for `hermes cron create`, as hermes-agent 0.19 does: `30m` and an ISO time (once), `every 2h`,
 * a cron expression. A time without an offset is of the zone.
 */
export function readSchedule(input: string, zone: string, now: number): Schedule {
  const text = input.trim();
  if (/^every\s/i.test(text)) {
    const minutes = minutesOf(text.slice(6).trim());
    if (minutes === undefined)
      return unknown(text, 'Behind “every” comes a time such as 30m, 2h or 1d.');
    return interval(text, minutes);
  }
  if (text.split(/\s+/).length >= 5) return expressionOf(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) {
    const at = momentOf(text, zone);
    return at === undefined
      ? unknown(text, 'It is no date and time such as 2026-12-24T18:00.')
      : { kind: 'once', text, at };
  }
  const minutes = minutesOf(text);
  if (minutes !== undefined) return { kind: 'once', text, at: now + minutes * 60_000 };
  return unknown(
    text,
    'It is none of: 30m (once, from now), every 2h, 0 9 * * 1-5 (cron), 2026-12-24T18:00 (once).',
  );
}

/** The schedule of a job in the file, in the form of today or as an older Hermes wrote it. */
export function storedSchedule(job: Readonly<Record<string, unknown>>, zone: string): Schedule {
  const { schedule } = job;
  const created = momentOf(textOf(job.created_at) ?? '', zone);
  if (typeof schedule === 'string') return readSchedule(schedule, zone, created ?? Number.NaN);
  const fields = fieldsOf(schedule);
  const [expr, minutes, runAt] = [
    textOf(fields.expr),
    numberOf(fields.minutes),
    textOf(fields.run_at),
  ];
  const shown = textOf(fields.display) ?? textOf(job.schedule_display) ?? '';
  if (expr !== null) return expressionOf(expr);
  if (minutes !== null) return interval(`every ${minutes}m`, minutes);
  if (runAt !== null) {
    const at = momentOf(runAt, zone);
    if (at !== undefined) return { kind: 'once', text: runAt, at };
  }
  return unknown(shown, 'The file holds no schedule that Hermes could read.');
}

/** The next runs after a moment, at most `count`. A single run that is over has none. */
export function runsAfter(
  schedule: Schedule,
  zone: string,
  from: number,
  count: number,
): CronRun[] {
  switch (schedule.kind) {
    case 'cron':
      return nextRuns(schedule.expression, zone, from, count);
    case 'interval':
      return Array.from({ length: count }, (_, index) => ({
        at: from + (index + 1) * schedule.minutes * 60_000,
        change: null,
      }));
    case 'once':
      return schedule.at >= from - graceMs ? [{ at: schedule.at, change: null }] : [];
    case 'unknown':
      return [];
  }
}

/** For people: "Every 2 hours", "Once, on 24 Dec 2026 at 18:00". */
export function scheduleWords(schedule: Schedule, zone: string): string {
  switch (schedule.kind) {
    case 'cron':
      return expressionWords(schedule.expression);
    case 'interval':
      return intervalWords(schedule.minutes);
    case 'once':
      return Number.isNaN(schedule.at) ? 'Once' : `Once, ${onceWords(schedule.at, zone)}`;
    case 'unknown':
      return 'Unreadable schedule';
  }
}

/** ISO 8601 as Hermes writes it, in milliseconds since 1970; without an offset it is of the zone. */
export function momentOf(text: string, zone: string): number | undefined {
  const [match, year, month, day, hour = '0', minute = '0', second = '0', part = '', offset] =
    timestamp.exec(text.trim()) ?? [];
  if (match === undefined) return undefined;
  const numbers = [year, month, day, hour, minute, second].map(Number);
  const [y, mo, d, h, mi, s] = numbers as [number, number, number, number, number, number];
  const wall = Date.UTC(y, mo - 1, d, h, mi, s, Number(part.padEnd(3, '0').slice(0, 3)));
  const date = new Date(wall);
  // 30 February would become 2 March.
  const isReal =
    date.getUTCMonth() === mo - 1 && date.getUTCDate() === d && h < 24 && mi < 60 && s < 60;
  if (!isReal) return undefined;
  if (offset === undefined) return instantsOf(wall, zone).instants[0];
  if (/^z$/i.test(offset)) return wall;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(offset)!;
  const shift = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? wall + shift : wall - shift;
}

function expressionOf(text: string): Schedule {
  try {
    return { kind: 'cron', text, expression: readExpression(text) };
  } catch (error) {
    if (error instanceof ScheduleUnreadable) return unknown(text, error.message);
    throw error;
  }
}

function interval(text: string, minutes: number): Schedule {
  return minutes > 0 && minutes <= mostMinutes
    ? { kind: 'interval', text, minutes }
    : unknown(text, 'The time between two runs is too short or too long.');
}

function minutesOf(text: string): number | undefined {
  const [, amount, unit] = duration.exec(text) ?? [];
  if (amount === undefined) return undefined;
  const size = { m: 1, h: 60, d: 1440 }[unit!.charAt(0).toLowerCase() as 'm' | 'h' | 'd'];
  return Number(amount) * size;
}

const unknown = (text: string, problem: string): Schedule => ({ kind: 'unknown', text, problem });

function onceWords(at: number, zone: string): string {
  const wall = new Date(wallOf(at, zone));
  const day = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  return `on ${day.format(wall)} at ${wall.toISOString().slice(11, 16)}`;
}
