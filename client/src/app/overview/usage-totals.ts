import type { Usage } from '../../../../server/audit/audit.contract';

export interface HourTotals {
  /** 0 to 23, UTC. */
  readonly hour: number;
  readonly requests: number;
  readonly errors: number;
  readonly tokens: number;
}

export interface UsageTotals {
  readonly requests: number;
  readonly errors: number;
  readonly tokens: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly refusals: number;
  /** Most frequent first. */
  readonly refusalsByReason: readonly { readonly reason: string; readonly refusals: number }[];
  /** Every hour of the day, those without requests too. */
  readonly hours: readonly HourTotals[];
}

/** Adds up one day of hourly roll-ups over both gateways. */
export function totalsOf(usage: Usage | undefined): UsageTotals {
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
      .map((reason) => ({
        reason,
        refusals: sum(
          refusals.filter((row) => row.reason === reason),
          (row) => row.refusals,
        ),
      }))
      .sort((a, b) => b.refusals - a.refusals),
    hours: [...Array(24).keys()].map((hour) => {
      const inHour = rows.filter((row) => new Date(row.hour).getUTCHours() === hour);
      return {
        hour,
        requests: sum(inHour, (row) => row.requests),
        errors: sum(inHour, (row) => row.errors),
        tokens: sum(inHour, (row) => row.totalTokens),
      };
    }),
  };
}

function sum<Row>(rows: readonly Row[], amount: (row: Row) => number): number {
  return rows.reduce((total, row) => total + amount(row), 0);
}
