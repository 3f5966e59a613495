import { Cron } from 'croner';
import { instantsOf, wallOf } from './zone-time.ts';

/** A schedule that Hermes would refuse, with the reason in words. */
export class ScheduleUnreadable extends Error {}

/** One field of an expression: its values, or nothing when every value is meant. */
export interface CronField {
  readonly text: string;
  readonly values: readonly number[] | undefined;
}

export interface CronExpression {
  readonly minute: CronField;
  readonly hour: CronField;
  readonly dayOfMonth: CronField;
  readonly month: CronField;
  /** 0 is Sunday, and so is 7. */
  readonly dayOfWeek: CronField;
  readonly second: CronField | undefined;
  readonly year: CronField | undefined;
  /** Months or days are called by their names. */
  readonly hasNames: boolean;
}

export interface CronRun {
  /** In milliseconds since 1970. */
  readonly at: number;
  /** Clocks show this time twice on that day, or jump over it. */
  readonly change: 'repeated' | 'skipped' | null;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const ranges = {
  minute: [0, 59],
  hour: [0, 23],
  dayOfMonth: [1, 31],
  month: [1, 12],
  dayOfWeek: [0, 7],
  second: [0, 59],
  year: [1970, 2099],
} as const;
type FieldName = keyof typeof ranges;
const order = ['minute', 'hour', 'dayOfMonth', 'month', 'dayOfWeek', 'second', 'year'] as const;
const names: Readonly<Record<FieldName, string>> = {
  minute: 'minute',
  hour: 'hour',
  dayOfMonth: 'day of the month',
  month: 'month',
  dayOfWeek: 'day of the week',
  second: 'second',
  year: 'year',
};
/** Of one search: some expressions match almost never. */
const mostSteps = 5000;

/**
 * Reads an expression as croniter 6 does, which Hermes asks: five fields, then perhaps a second (the last one, not the
 * first) and a year; `5/10` counts on from 5; a range may go round, as `22-2`. Throws {@link ScheduleUnreadable}.
 */
export function readExpression(text: string): CronExpression {
  const parts = text.trim().split(/\s+/);
  if (parts.length < 5 || parts.length > 7)
    throw new ScheduleUnreadable('A cron expression has five fields, perhaps a second and a year.');
  const fields = order.map((name, index) => {
    const part = parts[index];
    return part === undefined ? undefined : readField(name, part);
  });
  const [minute, hour, dayOfMonth, month, dayOfWeek, second, year] = fields;
  return {
    minute: minute!,
    hour: hour!,
    dayOfMonth: dayOfMonth!,
    month: month!,
    dayOfWeek: dayOfWeek!,
    second,
    year,
    hasNames: /[a-z]/i.test(text),
  };
}

/**
 * The next runs after a moment, as croniter finds them in a zone: days match when the day of the month or the day of the
 * week does, if both are limited; a time that clocks show twice counts both times, and one they jump over counts at the
 * end of the gap. (croner, left to itself, leaves some of those out.) Empty when it never matches.
 */
export function nextRuns(
  expression: CronExpression,
  zone: string,
  from: number,
  count: number,
): CronRun[] {
  const cron = new Cron(patternOf(expression), { timezone: 'UTC', mode: '7-part', paused: true });
  const found = new Map<number, CronRun>();
  let wall: Date | null = new Date(wallOf(from, zone) - slackAt(from, zone) - 1000);
  for (let step = 0; step < mostSteps; step++) {
    wall = cron.nextRun(wall);
    if (wall === null) break;
    const { instants, isSkipped } = instantsOf(wall.getTime(), zone);
    const change = isSkipped ? 'skipped' : instants.length > 1 ? 'repeated' : null;
    for (const at of instants) if (at > from && !found.has(at)) found.set(at, { at, change });
    // Later ones may still come before the second showing of an earlier time, never before its first.
    const settled = [...found.keys()].filter((at) => at <= instants[0]!);
    if (settled.length >= count) break;
  }
  return [...found.values()].sort((one, other) => one.at - other.at).slice(0, count);
}

/** How far back times must be looked at for those that clocks show a second time. */
function slackAt(from: number, zone: string): number {
  const offsets = [from - 86_400_000, from + 86_400_000].map((at) => wallOf(at, zone) - at);
  return Math.abs(offsets[0]! - offsets[1]!);
}

/** For croner, which wants the second first. */
function patternOf({ second, minute, hour, dayOfMonth, month, dayOfWeek, year }: CronExpression) {
  const fields = [second, minute, hour, dayOfMonth, month, dayOfWeek, year];
  const unlimited = ['0', '*', '*', '*', '*', '*', '*'];
  return fields
    .map((field, index) =>
      field === undefined ? unlimited[index] : (field.values?.join(',') ?? field.text),
    )
    .join(' ');
}

function readField(name: FieldName, text: string): CronField {
  // A star with a step stays: it counts as unlimited where days of both kinds are compared.
  if (text === '*' || text === '?') return { text: '*', values: undefined };
  const [, top] = ranges[name];
  const step = /^\*\/(\d+)$/.exec(text)?.[1];
  if (step !== undefined && Number(step) > 0 && Number(step) <= top)
    return { text, values: undefined };
  const values = new Set(text.split(',').flatMap((item) => readItem(name, item)));
  const isWeekday = name === 'dayOfWeek';
  return {
    text,
    values: [...new Set([...values].map((value) => (isWeekday ? value % 7 : value)))].sort(
      (one, other) => one - other,
    ),
  };
}

function readItem(name: FieldName, item: string): number[] {
  const [least, most] = ranges[name];
  const [, first, last, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(item) ?? [];
  if (first === undefined || (first === '*' && last !== undefined))
    throw new ScheduleUnreadable(`“${item}” is no ${names[name]}.`);
  const by = step === undefined ? 1 : Number(step);
  if (by === 0) throw new ScheduleUnreadable(`“${item}” never moves on: its step is 0.`);
  const from = first === '*' ? least : valueIn(name, first);
  const to =
    last === undefined ? (step === undefined && first !== '*' ? from : most) : valueIn(name, last);
  // Sunday has two numbers.
  const end = name === 'dayOfWeek' && last === undefined && to === 7 && from !== 7 ? 6 : to;
  if (from <= end) return counted(from, end, by);
  const size = name === 'dayOfWeek' ? 7 : most - least + 1;
  return counted(from, end + size, by).map((value) => ((value - least) % size) + least);
}

function valueIn(name: FieldName, text: string): number {
  const [least, most] = ranges[name];
  const lower = text.toLowerCase();
  const named =
    name === 'month'
      ? months.indexOf(lower) + 1 || -1
      : name === 'dayOfWeek'
        ? weekdays.indexOf(lower)
        : -1;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : named;
  if (value < least || value > most)
    throw new ScheduleUnreadable(`“${text}” is no ${names[name]} (${least} to ${most}).`);
  return value;
}

const counted = (from: number, to: number, by: number): number[] =>
  Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, index) => from + index * by);
