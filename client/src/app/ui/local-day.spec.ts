import { dayIn, daysBefore, startOfDay } from './local-day';

describe('Local days', () => {
  it.each([
    ['UTC', '2026-11-21T00:00:00.000Z'],
    ['Europe/Berlin', '2026-11-20T23:00:00.000Z'],
    ['America/New_York', '2026-11-21T05:00:00.000Z'],
    ['Asia/Kolkata', '2026-11-20T18:30:00.000Z'],
    ['Pacific/Auckland', '2026-11-20T11:00:00.000Z'],
  ])('begin at midnight in %s', (zone, start) => {
    expect(startOfDay('2026-11-21', zone).toISOString()).toBe(start);
  });

  it.each([
    ['2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', '2026-10-24T22:00:00.000Z'],
    ['2026-10-26', '2026-10-25T23:00:00.000Z'],
  ])('begin at midnight though clocks change in Berlin: %s', (day, start) => {
    expect(startOfDay(day, 'Europe/Berlin').toISOString()).toBe(start);
  });

  it('are counted back on the calendar', () => {
    expect(daysBefore('2026-03-02', 3)).toBe('2026-02-27');
  });

  it('are what the zone calls them', () => {
    const late = new Date('2026-11-20T23:30:00Z');
    expect([dayIn('UTC', late), dayIn('Europe/Berlin', late)]).toEqual([
      '2026-11-20',
      '2026-11-21',
    ]);
  });
});
