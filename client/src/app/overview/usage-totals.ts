import type { Usage } from '../../../../server/audit/audit.contract';

const hourMs = 3_600_000;

export interface RefusalReason {
  /** The error code that clients were told. */
  readonly reason: string;
  readonly refusals: number;
  readonly lastAt: string;
}

export interface UsageTotals {
  readonly requests: number;
  readonly errors: number;
  readonly tokens: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly refusals: number;
  /** Most frequent first. */
  readonly refusalsByReason: readonly RefusalReason[];
  /** Requests of each hour since the day began, the current one last. */
  readonly requestsByHour: readonly number[];
}

/** Adds up the hourly roll-ups of a day that began at `from`, over both gateways. */
export function totalsOf(usage: Usage | undefined, from: string, now: Date): UsageTotals {
  const rows = usage?.hours ?? [];
  const refusals = usage?.refusals ?? [];
  return {
    requests: sum(rows, (row) => row.requests),
    errors: sum(rows, (row) => row.errors),
    tokens: sum(rows, (row) => row.totalTokens),
    promptTokens: sum(rows, (row) => row.promptTokens),
    completionTokens: sum(rows, (row) => row.completionTokens),
    refusals: sum(refusals, (row) => row.refusals),
    refusalsByReason: [...new Set(refusals.map((row) => row.reason))]
      .map((reason) => reasonOf(refusals, reason))
      .sort((a, b) => b.refusals - a.refusals),
    requestsByHour: byHour(rows, Date.parse(from), now.getTime()),
  };
}

function reasonOf(rows: Usage['refusals'], reason: string): RefusalReason {
  const own = rows.filter((row) => row.reason === reason);
  const lastAt = own.reduce((latest, row) => (row.lastAt > latest ? row.lastAt : latest), '');
  return { reason, refusals: sum(own, (row) => row.refusals), lastAt };
}

function byHour(rows: Usage['hours'], from: number, now: number): number[] {
  const hours = Array.from({ length: Math.max(1, Math.ceil((now - from) / hourMs)) }, () => 0);
  for (const { hour, requests } of rows) {
    const index = Math.floor((Date.parse(hour) - from) / hourMs);
    if (index >= 0 && index < hours.length) hours[index] = (hours[index] ?? 0) + requests;
  }
  return hours;
}

function sum<Row>(rows: readonly Row[], amount: (row: Row) => number): number {
  return rows.reduce((total, row) => total + amount(row), 0);
}
