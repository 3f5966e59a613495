const locale = 'en-GB';
const whole = new Intl.NumberFormat(locale);
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const oneDigit = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });

/** Formatters are dear to make: one for each zone in use. */
function perZone(options: Intl.DateTimeFormatOptions): (zone?: string) => Intl.DateTimeFormat {
  const made = new Map<string | undefined, Intl.DateTimeFormat>();
  return (zone) => {
    const known = made.get(zone);
    if (known) return known;
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
    made.set(zone, format);
    return format;
  };
}
const longTime = perZone({ dateStyle: 'medium', timeStyle: 'medium' });
const shortTime = perZone({
  day: '2-digit',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** `12,345`. */
export const formatNumber = (value: number): string => whole.format(value);

/** `0.3`, `1,234.5`. */
export const formatDecimal = (value: number): string => oneDigit.format(value);

/** `12.3K`, for places where the exact number is one click away. */
export const formatCompact = (value: number): string => compact.format(value);

/** `1 request`, `2 requests`. */
export const formatCount = (count: number, one: string, many = `${one}s`): string =>
  `${formatNumber(count)} ${count === 1 ? one : many}`;

/** Binary units, as the limits of the product are. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${oneDigit.format(bytes / 1024 ** step)} ${units[step]}`;
}

/** `850 ms`, `2.4 s`, `3 min 20 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${oneDigit.format(milliseconds / 1000)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `3 min ago`, `in 5 hr`, to the nearest. */
export function formatRelative(time: Date, now: Date): string {
  const seconds = (time.getTime() - now.getTime()) / 1000;
  const distance = Math.abs(seconds);
  const say = (unit: 'second' | 'minute' | 'hour' | 'day', length: number): string =>
    relative.format(Math.sign(seconds) * Math.round(distance / length), unit);
  if (distance < 10) return 'just now';
  // What would round to 60 of a unit is one of the next.
  if (distance < 59.5) return say('second', 1);
  if (distance < 59.5 * 60) return say('minute', 60);
  // Not so with hours: 23 hr 50 min ago may have been today, and a day ago is called yesterday.
  if (distance < 86_400) return say('hour', 3600);
  return say('day', 86_400);
}

/** In the given zone, else the browser's, and in UTC, because logs elsewhere are in UTC. */
export function formatAbsolute(time: Date, zone?: string): string {
  const utc = `${time.toISOString().replace('T', ' ').slice(0, 19)} UTC`;
  if (zone === 'UTC') return utc;
  return `${longTime(zone).format(time)} ${zone ?? 'local'} · ${utc}`;
}

/** `21 Nov, 14:03:22` in the given zone, else the browser's. */
export const formatShort = (time: Date, zone?: string): string => shortTime(zone).format(time);

/** `2.1 %` of a share, `<0.1 %` for what is little but not nothing, and never `100 %` for what is not all. */
export function formatShare(share: number): string {
  const percent = share < 1 ? Math.min(99.9, share * 100) : share * 100;
  return percent > 0 && percent < 0.1 ? '<0.1 %' : `${oneDigit.format(percent)} %`;
}

/** `21 Nov` of a day as `2026-11-21`, which has no zone. */
export const formatDay = (date: string): string => day.format(new Date(`${date}T00:00:00Z`));

/** `8 s`, `3 min 20 s`, `1 h 04 min`, `3 days 5 h`: steady while it ticks. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${two(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${two(minutes % 60)} min`;
  return `${Math.floor(hours / 24)} days ${hours % 24} h`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `40 s`, `3 h 20 min`, `12 days`, `73 years`: of something that is still to come, from milliseconds. */
export function formatRemaining(milliseconds: number): string {
  const days = Math.floor(milliseconds / 86_400_000);
  if (days < 3) return formatAge(milliseconds);
  return days < 730 ? `${days} days` : `${Math.floor(days / 365.25)} years`;
}
