/** How far back use is shown, up to today. */
export const ranges = {
  '7d': { name: '7 days', days: 7 },
  '30d': { name: '30 days', days: 30 },
  '90d': { name: '90 days', days: 90 },
  '365d': { name: '365 days', days: 365 },
} as const;
export type UseRange = keyof typeof ranges;
export const rangeNames = Object.keys(ranges) as UseRange[];

/** What of the use is drawn. */
export const measures = { tokens: 'Tokens', requests: 'Requests' } as const;
export type Measure = keyof typeof measures;
export const measureNames = Object.keys(measures) as Measure[];

/** As the address has it; what it cannot be is the usual. */
export const rangeOf = (text: string | null): UseRange =>
  rangeNames.find((name) => name === text) ?? '30d';
export const measureOf = (text: string | null): Measure =>
  measureNames.find((name) => name === text) ?? 'tokens';

/** The first day of a range that ends today in that zone: `2026-11-21`. */
export function firstDay(range: UseRange, zone: string, now: Date): string {
  // Sweden writes days the way ISO 8601 does.
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(
    now,
  );
  const first = Date.parse(today) - (ranges[range].days - 1) * 86_400_000;
  return new Date(first).toISOString().slice(0, 10);
}
