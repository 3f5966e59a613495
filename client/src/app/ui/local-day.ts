const dayMs = 86_400_000;

/** The name of the zone that times are shown in: the chosen one, else the browser's. */
export const zoneName = (zone: string | undefined): string =>
  zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The day it is in a zone: `2026-11-21`. */
export const dayIn = (zone: string, time: Date): string =>
  // Sweden writes days the way ISO 8601 does.
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(time);

/** So many days before, counting on the calendar. */
export const daysBefore = (day: string, count: number): string =>
  new Date(Date.parse(day) - count * dayMs).toISOString().slice(0, 10);

/** When a day begins in a zone. Where clocks skip midnight: the first moment after it. */
export function startOfDay(day: string, zone: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  let start = midnight;
  // The offset depends on the moment that is sought; the second look corrects a day on which clocks change.
  for (let look = 0; look < 2; look++) start = midnight - offsetAt(new Date(start), zone);
  return new Date(start);
}

/** Milliseconds by which a zone is ahead of UTC. */
function offsetAt(time: Date, zone: string): number {
  const local = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(time);
  return Date.parse(`${local.replace(' ', 'T')}Z`) - Math.floor(time.getTime() / 1000) * 1000;
}
