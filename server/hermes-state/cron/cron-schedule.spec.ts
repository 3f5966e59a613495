import { readExpression, nextRuns } from './cron-expression.ts';
import {
  momentOf,
  readSchedule,
  runsAfter,
  scheduleWords,
  storedSchedule,
  type Schedule,
} from './cron-schedule.ts';

const now = Date.parse('2026-11-21T15:00:00Z');
const read = (text: string, zone = 'UTC') => readSchedule(text, zone, now);
const words = (text: string) => scheduleWords(read(text), 'UTC');
const runs = (text: string, zone: string, from: string, count = 3) =>
  nextRuns(readExpression(text), zone, Date.parse(from), count).map(
    ({ at, change }) => `${new Date(at).toISOString().slice(0, 19)}${change ? ` ${change}` : ''}`,
  );
const problem = (text: string) => (read(text) as Extract<Schedule, { kind: 'unknown' }>).problem;

describe('a schedule', () => {
  it.each([
    ['30m', 'Once, on 21 Nov 2026 at 15:30'],
    ['2h', 'Once, on 21 Nov 2026 at 17:00'],
    ['every 2h', 'Every 2 hours'],
    ['every 90m', 'Every 90 minutes'],
    ['Every 1 day', 'Every day'],
    ['2026-12-24T18:00', 'Once, on 24 Dec 2026 at 18:00'],
    ['2026-12-24T18:00:00+01:00', 'Once, on 24 Dec 2026 at 17:00'],
    ['0 9 * * 1-5', 'At 09:00, Monday to Friday'],
    ['0 3 1 * *', 'At 03:00, on day 1 of the month'],
    ['30 8,18 * * 0,6', 'At 08:30 and 18:30, Sunday and Saturday'],
    ['0 0 13 * 5', 'At 00:00, on day 13 of the month or on Friday'],
    ['*/15 * * * *', 'Every 15 minutes'],
    ['5 * * * *', 'Every hour at minute 5'],
    ['0 */4 * * *', 'Every 4 hours at minute 0'],
    ['*/10 9-17 * * *', 'Every 10 minutes of the hours 09:00 to 17:00'],
    ['0 6 * 1,7 *', 'At 06:00, in January and July'],
    ['* * * * *', 'Every minute'],
  ])('%s is said as “%s”', (text, said) => {
    expect(words(text)).toBe(said);
  });

  it.each([
    ['', 'It is none of'],
    ['soon', 'It is none of'],
    ['every now and then', 'Behind “every”'],
    ['every 0m', 'too short'],
    ['61 * * * *', '“61” is no minute (0 to 59).'],
    ['0 9 * * MONDAY', '“MONDAY” is no day of the week'],
    ['0 0 L * *', '“L” is no day of the month'],
    ['*/0 * * * *', 'step is 0'],
    ['1 2 3 4 5 6 7 8', 'five fields'],
    ['2026-02-30T10:00', 'no date and time'],
    ['__proto__', 'It is none of'],
  ])('“%s” is refused with a reason', (text, reason) => {
    expect(problem(text)).toContain(reason);
  });

  it('of a job may be a text, as older versions wrote it, or lack its kind', () => {
    const zone = 'UTC';
    expect(storedSchedule({ schedule: 'every 30m' }, zone)).toMatchObject({ minutes: 30 });
    expect(storedSchedule({ schedule: { expr: '0 9 * * *' } }, zone).kind).toBe('cron');
    expect(storedSchedule({ schedule: { run_at: '2026-12-24T18:00:00+00:00' } }, zone)).toEqual({
      kind: 'once',
      text: '2026-12-24T18:00:00+00:00',
      at: Date.parse('2026-12-24T18:00:00Z'),
    });
    for (const schedule of [null, 7, [], {}, { kind: 'cron' }, { minutes: 'x' }])
      expect(storedSchedule({ schedule }, zone).kind).toBe('unknown');
  });

  it('that is over has no run to come', () => {
    expect(runsAfter(read('2026-11-01T10:00'), 'UTC', now, 5)).toEqual([]);
    expect(runsAfter(read('0 0 30 2 *'), 'UTC', now, 5)).toEqual([]);
  });
});

describe('a moment', () => {
  it('without an offset is of the zone, and one that clocks jump over is the end of the gap', () => {
    const at = (text: string) => new Date(momentOf(text, 'Europe/Berlin')!).toISOString();
    expect(at('2026-07-01T12:00:00')).toBe('2026-07-01T10:00:00.000Z');
    expect(at('2026-03-29T02:30')).toBe('2026-03-29T01:00:00.000Z');
    expect(at('2026-11-21T00:27:04.419910+00:00')).toBe('2026-11-21T00:27:04.419Z');
  });
});

/** What croniter 6.2.4 answers, which Hermes asks, recorded once. */
describe('the next runs are those of croniter', () => {
  it('when clocks are set forward: at the end of the gap', () => {
    expect(runs('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z')).toEqual([
      '2026-03-29T01:00:00 skipped',
      '2026-03-30T00:30:00',
      '2026-03-31T00:30:00',
    ]);
    expect(runs('*/15 2 * * *', 'America/New_York', '2026-03-07T12:00:00Z')).toEqual([
      '2026-03-08T07:00:00 skipped',
      '2026-03-09T06:00:00',
      '2026-03-09T06:15:00',
    ]);
  });

  it('when clocks are set back: both times', () => {
    expect(runs('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z')).toEqual([
      '2026-10-25T00:30:00 repeated',
      '2026-10-25T01:30:00 repeated',
      '2026-10-26T01:30:00',
    ]);
    expect(runs('*/30 * * * *', 'Europe/Berlin', '2026-10-25T00:10:00Z', 4)).toEqual([
      '2026-10-25T00:30:00 repeated',
      '2026-10-25T01:00:00 repeated',
      '2026-10-25T01:30:00 repeated',
      '2026-10-25T02:00:00',
    ]);
  });

  it('when clocks change by half an hour', () => {
    expect(runs('0 22-2 * * *', 'Australia/Lord_Howe', '2026-04-04T10:30:00Z', 5)).toEqual([
      '2026-04-04T11:00:00',
      '2026-04-04T12:00:00',
      '2026-04-04T13:00:00',
      '2026-04-04T14:00:00',
      '2026-04-04T15:30:00',
    ]);
  });

  it('when either kind of day matches', () => {
    expect(runs('0 0 13 * 5', 'UTC', '2026-11-21T15:00:00Z', 4)).toEqual([
      '2026-11-27T00:00:00',
      '2026-12-04T00:00:00',
      '2026-12-11T00:00:00',
      '2026-12-13T00:00:00',
    ]);
  });

  it('for what others refuse or read otherwise: a step from a number, a range that goes round, the second last', () => {
    expect(runs('5/20 * * * *', 'UTC', '2026-11-21T15:00:00Z')).toEqual([
      '2026-11-21T15:05:00',
      '2026-11-21T15:25:00',
      '2026-11-21T15:45:00',
    ]);
    expect(runs('0 9 * * 6-1', 'UTC', '2026-11-21T15:00:00Z')).toEqual([
      '2026-11-22T09:00:00',
      '2026-11-23T09:00:00',
      '2026-11-28T09:00:00',
    ]);
    expect(runs('0 9 * * * 30', 'UTC', '2026-11-21T15:00:00Z', 2)).toEqual([
      '2026-11-22T09:00:30',
      '2026-11-23T09:00:30',
    ]);
    expect(runs('*/90 * * * *', 'UTC', '2026-11-21T15:00:00Z', 2)).toEqual([
      '2026-11-21T16:00:00',
      '2026-11-21T17:00:00',
    ]);
    expect(runs('0 9 * * 1-5 0 2027', 'UTC', '2026-11-21T15:00:00Z', 2)).toEqual([
      '2027-01-01T09:00:00',
      '2027-01-04T09:00:00',
    ]);
  });
});
