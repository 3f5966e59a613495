import { numberOf, textOf } from '../sessions/session-values.ts';
import type { SqliteRow } from '../sqlite/sqlite-work.ts';
import type { InsightGroup, InsightNumbers } from './insights.contract.ts';

const weekdayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

export const noUse: InsightNumbers = {
  sessions: 0,
  calls: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  totalTokens: 0,
  costUsd: 0,
  unpricedTokens: 0,
  includedTokens: 0,
};

type Numbers = { -readonly [Name in keyof InsightNumbers]: number };

/** Adds up what was found in one database after the other. */
export class InsightSums {
  private readonly groups = new Map<string, Map<string, InsightGroup & Numbers>>();
  readonly total = { ...noUse, messages: 0, toolCalls: 0 };
  readonly previous = { ...noUse, messages: 0, toolCalls: 0 };
  readonly weekdays = weekdayNames.map(() => 0);
  readonly hours = Array.from({ length: 24 }, () => 0);
  private readonly local: (slot: number) => LocalTime;

  constructor(timeZone: string, slotSeconds: number) {
    this.local = localTimes(timeZone, slotSeconds);
  }

  /** Rows of one profile. */
  add(profile: string, rows: readonly SqliteRow[]): void {
    for (const row of rows) {
      const sums = numberOf(row.is_now) ? this.total : this.previous;
      const numbers = numbersOf(row);
      switch (row.part) {
        case 'total':
          addTo(sums, numbers);
          if (sums === this.total) this.addGroup('profile', profile, null, numbers);
          break;
        case 'counts':
          // Columns of a union have the names of its first part.
          sums.messages += numberOf(row.sessions);
          sums.toolCalls += numberOf(row.calls);
          break;
        case 'slot':
          this.addTime(numberOf(row.name), numbers);
          break;
        default:
          this.addGroup(String(row.part), String(row.name ?? ''), textOf(row.provider), numbers);
      }
    }
  }

  /** The biggest first. */
  groupsOf(part: 'model' | 'provider' | 'source' | 'task' | 'profile'): InsightGroup[] {
    const groups = [...(this.groups.get(part)?.values() ?? [])];
    return groups.sort((a, b) => b.totalTokens - a.totalTokens || b.sessions - a.sessions);
  }

  /** One for each of the days, which are local. */
  daysOf(days: readonly string[]): InsightGroup[] {
    const found = this.groups.get('day');
    return days.map((day) => found?.get(`${day}\0`) ?? { ...noUse, name: day, provider: null });
  }

  private addTime(slot: number, numbers: InsightNumbers): void {
    const { day, weekday, hour } = this.local(slot);
    this.addGroup('day', day, null, numbers);
    this.weekdays[weekday]! += numbers.sessions;
    this.hours[hour]! += numbers.sessions;
  }

  private addGroup(
    part: string,
    name: string,
    provider: string | null,
    numbers: InsightNumbers,
  ): void {
    const groups = this.groups.get(part) ?? new Map<string, InsightGroup & Numbers>();
    this.groups.set(part, groups);
    const key = `${name}\0${provider ?? ''}`;
    const group = groups.get(key) ?? { ...noUse, name, provider };
    groups.set(key, group);
    addTo(group, numbers);
  }
}

interface LocalTime {
  readonly day: string;
  /** Monday is 0. */
  readonly weekday: number;
  readonly hour: number;
}

/** When slots begin, in a zone; each is worked out once. */
function localTimes(timeZone: string, slotSeconds: number): (slot: number) => LocalTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
    weekday: 'short',
  });
  const known = new Map<number, LocalTime>();
  return (slot) => {
    const before = known.get(slot);
    if (before) return before;
    const time = new Date(slot * slotSeconds * 1000);
    const parts = Object.fromEntries(
      format.formatToParts(time).map(({ type, value }) => [type, value]),
    );
    const local = {
      day: `${parts.year}-${parts.month}-${parts.day}`,
      weekday: Math.max(0, weekdayNames.indexOf(parts.weekday!)),
      hour: Number(parts.hour),
    };
    known.set(slot, local);
    return local;
  };
}

/** Into which spans time is cut so that none holds a local midnight inside: an hour, or a quarter in zones such as Nepal's. */
export function slotSecondsOf(timeZone: string, now: Date): number {
  const halfYearMs = 183 * 86_400_000;
  const minutes = [now.getTime(), now.getTime() - halfYearMs].map((time) =>
    new Intl.DateTimeFormat('en', { timeZone, minute: 'numeric' }).format(
      time - (time % 3_600_000),
    ),
  );
  return minutes.every((text) => Number(text) === 0) ? 3600 : 900;
}

/** Local days from one moment to another, both of them included. */
export function daysBetween(from: Date, to: Date, timeZone: string): string[] {
  // Sweden writes days the way ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  const [first, last] = [format.format(from), format.format(to)];
  const days: string[] = [];
  for (let time = Date.parse(first); time <= Date.parse(last); time += 86_400_000)
    days.push(new Date(time).toISOString().slice(0, 10));
  return days;
}

function numbersOf(row: SqliteRow): InsightNumbers {
  const [input, output, cacheRead, cacheWrite] = [
    numberOf(row.input_tokens),
    numberOf(row.output_tokens),
    numberOf(row.cache_read_tokens),
    numberOf(row.cache_write_tokens),
  ];
  return {
    sessions: numberOf(row.sessions),
    calls: numberOf(row.calls),
    inputTokens: input,
    outputTokens: output,
    cacheReadTokens: cacheRead,
    cacheWriteTokens: cacheWrite,
    reasoningTokens: numberOf(row.reasoning_tokens),
    totalTokens: input + output + cacheRead + cacheWrite,
    costUsd: numberOf(row.cost),
    unpricedTokens: numberOf(row.unpriced_tokens),
    includedTokens: numberOf(row.included_tokens),
  };
}

function addTo(sums: Numbers, numbers: InsightNumbers): void {
  for (const name of Object.keys(noUse) as (keyof InsightNumbers)[]) sums[name] += numbers[name];
}
