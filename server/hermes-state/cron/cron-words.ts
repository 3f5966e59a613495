import type { CronExpression, CronField } from './cron-expression.ts';

const monthNames = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September'],
  ...['October', 'November', 'December'],
];
const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
/** More than these are not listed one by one. */
const mostTimes = 4;

/** An expression as a person would say it: "At 09:00, Monday to Friday". */
export function expressionWords(expression: CronExpression): string {
  const { month, year } = expression;
  const parts = [
    timeWords(expression),
    ...dayWords(expression),
    ...(month.values ? [`in ${spans(month, (value) => monthNames[value - 1]!)}`] : []),
    ...(month.values === undefined && month.text !== '*'
      ? [`in every ${stepOf(month)} month`]
      : []),
    ...(year && year.text !== '*' ? [`in ${year.text}`] : []),
  ];
  return parts.join(', ');
}

/** `120` as "Every 2 hours". */
export function intervalWords(minutes: number): string {
  for (const [size, name] of [
    [1440, 'day'],
    [60, 'hour'],
    [1, 'minute'],
  ] as const)
    if (minutes % size === 0 && minutes > 0)
      return minutes === size ? `Every ${name}` : `Every ${minutes / size} ${name}s`;
  return `Every ${minutes} minutes`;
}

function timeWords({ second, minute, hour }: CronExpression): string {
  const times = timesOf(hour, minute);
  const seconds = second && second.text !== '0' ? `, second ${second.text}` : '';
  if (times) return `At ${listed(times)}${seconds}`;
  if (hour.text === '*' && minute.text === '*') return `Every minute${seconds}`;
  if (hour.text === '*' && minute.text.startsWith('*/'))
    return `Every ${minute.text.slice(2)} minutes${seconds}`;
  if (hour.text === '*') return `Every hour at minute ${valuesOf(minute)}${seconds}`;
  const hours = hour.text.startsWith('*/')
    ? `every ${hour.text.slice(2)} hours`
    : `${spans(hour, (value) => `${two(value)}:00`)}`;
  if (minute.text === '*') return `Every minute of the hours ${hours}${seconds}`;
  const minutes = minute.text.startsWith('*/')
    ? `every ${minute.text.slice(2)} minutes`
    : `minute ${valuesOf(minute)}`;
  return hour.text.startsWith('*/')
    ? `${capital(hours)} at ${minutes}${seconds}`
    : `${capital(minutes)} of the hours ${hours}${seconds}`;
}

function timesOf(hour: CronField, minute: CronField): string[] | undefined {
  if (!hour.values || !minute.values) return undefined;
  if (hour.values.length * minute.values.length > mostTimes) return undefined;
  return hour.values.flatMap((h) => minute.values!.map((m) => `${two(h)}:${two(m)}`));
}

function dayWords({ dayOfMonth, dayOfWeek }: CronExpression): string[] {
  const inMonth = dayOfMonth.values
    ? `on day ${valuesOf(dayOfMonth)} of the month`
    : dayOfMonth.text === '*'
      ? undefined
      : `on every ${stepOf(dayOfMonth)} day of the month`;
  const inWeek =
    dayOfWeek.values && dayOfWeek.values.length < 7
      ? spans(dayOfWeek, (value) => dayNames[value]!)
      : dayOfWeek.values || dayOfWeek.text === '*'
        ? undefined
        : `every ${stepOf(dayOfWeek)} day of the week`;
  if (inMonth && inWeek) return [`${inMonth} or on ${inWeek}`];
  if (inMonth) return [inMonth];
  return inWeek ? [inWeek] : [];
}

/** `1, 2, 3, 5` as "Monday to Wednesday and Friday". */
function spans({ values = [] }: CronField, nameOf: (value: number) => string): string {
  const groups: number[][] = [];
  for (const value of values) {
    const last = groups.at(-1);
    if (last && last.at(-1) === value - 1) last.push(value);
    else groups.push([value]);
  }
  return listed(
    groups.flatMap((group) =>
      group.length > 2
        ? [`${nameOf(group[0]!)} to ${nameOf(group.at(-1)!)}`]
        : group.map((value) => nameOf(value)),
    ),
  );
}

const valuesOf = (field: CronField): string => spans(field, String);

const stepOf = ({ text }: CronField): string => {
  const step = Number(text.slice(2));
  if (step === 2) return 'second';
  return step === 3 ? 'third' : `${step}th`;
};

function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

const two = (value: number): string => String(value).padStart(2, '0');
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
