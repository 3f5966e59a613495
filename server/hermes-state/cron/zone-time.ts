/** Offsets change by less than this on any one day, but for islands that changed their date. In milliseconds. */
const dayMs = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether the runtime knows a zone by this name. */
export function isZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** What a clock in the zone shows, written as if it were UTC. In milliseconds since 1970. */
export function wallOf(instant: number, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year, month, day, hour, minute, second } = parts as Record<string, number>;
  const wall = Date.UTC(year!, month! - 1, day, hour, minute, second);
  return wall + (((instant % 1000) + 1000) % 1000);
}

export interface WallTime {
  /** In milliseconds since 1970, ascending; two of them when clocks are set back over it. */
  readonly instants: readonly number[];
  /** Clocks are set forward over it: the instant is the first one after the gap. */
  readonly isSkipped: boolean;
}

/** When a clock in the zone shows a time; `wall` is as {@link wallOf} answers it. */
export function instantsOf(wall: number, zone: string): WallTime {
  const offsets = [wall - dayMs, wall + dayMs].map((near) => wallOf(near, zone) - near);
  const instants = [...new Set(offsets)]
    .map((offset) => wall - offset)
    .filter((instant) => wallOf(instant, zone) === wall)
    .sort((one, other) => one - other);
  if (instants.length > 0) return { instants, isSkipped: false };
  return { instants: [endOfGap(wall, offsets, zone)], isSkipped: true };
}

/** The moment at which clocks jump over a time, to the second. */
function endOfGap(wall: number, offsets: readonly number[], zone: string): number {
  let before = wall - Math.max(...offsets);
  let after = wall - Math.min(...offsets);
  while (after - before > 1000) {
    const middle = Math.floor((before + after) / 2000) * 1000;
    if (middle <= before) break;
    if (wallOf(middle, zone) > wall) after = middle;
    else before = middle;
  }
  return Math.ceil(after / 1000) * 1000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}
