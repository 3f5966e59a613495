import { formatAbsolute, formatShort } from './format';
import { fromLocalInput, showTimesIn, toLocalInput } from './time-zone';

describe('Times in a chosen zone', () => {
  afterEach(() => showTimesIn(undefined));

  it('are shown in that zone', () => {
    const time = new Date('2026-11-21T23:30:00Z');
    showTimesIn('Asia/Tokyo');
    expect(formatShort(time)).toBe('22 Nov, 08:30:00');
    expect(formatAbsolute(time)).toContain('22 Nov 2026, 08:30:00 Asia/Tokyo');
    expect(formatAbsolute(time)).toContain('2026-11-21 23:30:00 UTC');
  });

  it.each([
    ['in winter', '2026-01-15T11:00:00.000Z', '2026-01-15T12:00'],
    ['in summer', '2026-07-15T10:00:00.000Z', '2026-07-15T12:00'],
    ['just before the clocks go forward', '2026-03-29T00:30:00.000Z', '2026-03-29T01:30'],
    ['just after the clocks went forward', '2026-03-29T01:30:00.000Z', '2026-03-29T03:30'],
  ])('are typed in that zone, %s', (_when, iso, local) => {
    showTimesIn('Europe/Berlin');
    expect(toLocalInput(iso)).toBe(local);
    expect(fromLocalInput(local)).toBe(iso);
  });

  it('go to and fro in the zone of the browser when none is chosen', () => {
    const iso = '2026-11-21T10:05:00.000Z';
    expect(fromLocalInput(toLocalInput(iso))).toBe(iso);
  });
});
