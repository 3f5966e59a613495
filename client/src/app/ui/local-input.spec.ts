import { fromLocalInput, toLocalInput, typeTimesIn } from './local-input';

describe('Times that are typed', () => {
  afterEach(() => typeTimesIn(undefined));

  it.each([
    ['in winter', '2026-01-15T11:00:00.000Z', '2026-01-15T12:00'],
    ['in summer', '2026-07-15T10:00:00.000Z', '2026-07-15T12:00'],
    ['just before the clocks go forward', '2026-03-29T00:30:00.000Z', '2026-03-29T01:30'],
    ['just after the clocks went forward', '2026-03-29T01:30:00.000Z', '2026-03-29T03:30'],
  ])('are in the chosen zone, %s', (_when, iso, local) => {
    typeTimesIn('Europe/Berlin');
    expect(toLocalInput(iso)).toBe(local);
    expect(fromLocalInput(local)).toBe(iso);
  });

  it('go to and fro in the zone of the browser when none is chosen', () => {
    const iso = '2026-11-21T10:05:00.000Z';
    expect(fromLocalInput(toLocalInput(iso))).toBe(iso);
  });
});
