import type { UsageDay, UsageGroup, UsageNumbers } from './usage.contract.ts';

const dayMs = 86_400_000;

export interface CountedRow {
  readonly day: string;
  readonly key: string | null;
  readonly requests: number;
  readonly errors: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
}

export interface RefusedRow {
  readonly day: string;
  readonly key: string | null;
  readonly refusals: number;
}

interface Given {
  readonly from: string;
  readonly to: string;
  readonly rows: readonly CountedRow[];
  readonly refused: readonly RefusedRow[];
  readonly hasRefusals: boolean;
  /** `undefined` takes all rows. */
  readonly key: string | null | undefined;
  readonly name: string | null;
}

/** One line of a chart, with every day from the first to the last. */
export function groupOf({ from, to, rows, refused, hasRefusals, key, name }: Given): UsageGroup {
  const isIn = (row: { readonly key: string | null }) => key === undefined || row.key === key;
  const days = new Map<string, UsageDay>();
  for (const day of daysBetween(from, to))
    days.set(day, { day, ...sumOf([]), refusals: hasRefusals ? 0 : null });
  for (const row of rows.filter(isIn)) {
    const day = days.get(row.day)!;
    days.set(row.day, { ...day, ...sumOf([day, row]), refusals: day.refusals });
  }
  for (const row of hasRefusals ? refused.filter(isIn) : []) {
    const day = days.get(row.day)!;
    day.refusals! += row.refusals;
  }
  const filled = [...days.values()];
  const refusals = hasRefusals ? filled.reduce((sum, day) => sum + day.refusals!, 0) : null;
  return { key: key ?? null, name, total: { ...sumOf(filled), refusals }, days: filled };
}

/** What is left of all rows, which have no groups, once the rows of some groups are taken away. */
export function othersOf(all: readonly CountedRow[], some: readonly CountedRow[]): CountedRow[] {
  return all.map((whole) => {
    const taken = sumOf(some.filter(({ day }) => day === whole.day));
    return {
      day: whole.day,
      key: null,
      requests: whole.requests - taken.requests,
      errors: whole.errors - taken.errors,
      promptTokens: whole.promptTokens - taken.promptTokens,
      completionTokens: whole.completionTokens - taken.completionTokens,
      totalTokens: whole.totalTokens - taken.totalTokens,
    };
  });
}

/** Everything but refusals, which are 0. */
export function sumOf(rows: readonly Omit<UsageNumbers, 'refusals'>[]): UsageNumbers {
  const sum = {
    requests: 0,
    errors: 0,
    promptTokens: 0,
    completionTokens: 0,
    totalTokens: 0,
    refusals: 0,
  };
  for (const row of rows) {
    sum.requests += row.requests;
    sum.errors += row.errors;
    sum.promptTokens += row.promptTokens;
    sum.completionTokens += row.completionTokens;
    sum.totalTokens += row.totalTokens;
  }
  return sum;
}

function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += dayMs)
    days.push(new Date(time).toISOString().slice(0, 10));
  return days;
}
