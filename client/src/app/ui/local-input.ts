import { signal } from '@angular/core';

const chosen = signal<string | undefined>(undefined);

/** The zone of all times that are typed, by its IANA name; `undefined` means that of the browser. */
export function typeTimesIn(zone: string | undefined): void {
  chosen.set(zone);
}

/** For a `datetime-local` control: in the chosen zone, without an offset, to the minute, which is all it can hold. */
export function toLocalInput(iso: string): string {
  const time = new Date(iso).getTime();
  return new Date(time + offsetMs(time)).toISOString().slice(0, 16);
}

/** The moment that a `datetime-local` control means in the chosen zone, as ISO 8601 in UTC. */
export function fromLocalInput(local: string): string {
  const asIfUtc = Date.parse(`${local.slice(0, 16)}Z`);
  // The offset that holds at the moment itself: on the day the clocks change it differs from the first guess.
  const guess = asIfUtc - offsetMs(asIfUtc);
  return new Date(asIfUtc - offsetMs(guess)).toISOString();
}

/** How far the chosen zone is ahead of UTC at a moment. */
function offsetMs(time: number): number {
  const zone = chosen();
  if (zone === undefined) return -new Date(time).getTimezoneOffset() * 60_000;
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(time);
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((each) => each.type === type)?.value);
  const wall = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return wall - Math.floor(time / 1000) * 1000;
}
