import { formatRelative, formatRemaining } from './format';

const now = new Date('2026-11-21T12:00:00.000Z');
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

describe('Relative time', () => {
  it.each([
    [5000, 'just now'],
    [-59_400, '59 sec ago'],
    [-59_600, '1 min ago'],
    [3 * minuteMs + 40_000, 'in 4 min'],
    [59 * minuteMs + 40_000, 'in 1 hr'],
    [7 * hourMs + 59 * minuteMs, 'in 8 hr'],
    [-(7 * hourMs + 29 * minuteMs), '7 hr ago'],
    [-(23 * hourMs + 50 * minuteMs), '24 hr ago'],
    [24 * hourMs, 'tomorrow'],
    [6 * 24 * hourMs + 20 * hourMs, 'in 7 days'],
  ])('of %d ms is %s', (distanceMs, expected) => {
    expect(formatRelative(new Date(now.getTime() + distanceMs), now)).toBe(expected);
  });
});

describe('Time that is left', () => {
  it.each([
    [40_000, '40 s'],
    [3 * hourMs + 20 * minuteMs, '3 h 20 min'],
    [71 * hourMs, '2 days 23 h'],
    [12.5 * 24 * hourMs, '12 days'],
    [26_702 * 24 * hourMs, '73 years'],
  ])('of %d ms is %s', (milliseconds, expected) => {
    expect(formatRemaining(milliseconds)).toBe(expected);
  });
});
