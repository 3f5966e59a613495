import { lastRunDue, nextRunDue, startOfRetention } from './audit-retention-time.ts';

describe('the time of the daily run', () => {
  it('was yesterday before 03:10 UTC', () => {
    expect(lastRunDue(new Date('2026-11-21T03:09:59.999Z'))).toEqual(
      new Date('2026-11-20T03:10:00Z'),
    );
  });

  it('is today from 03:10 UTC on', () => {
    expect(lastRunDue(new Date('2026-11-21T03:10:00Z'))).toEqual(new Date('2026-11-21T03:10:00Z'));
  });

  it('comes again a day later', () => {
    expect(nextRunDue(new Date('2026-11-21T03:10:00Z'))).toEqual(new Date('2026-11-22T03:10:00Z'));
  });
});

it('keeps exactly the days of the retention', () => {
  expect(startOfRetention(new Date('2026-11-21T12:00:00Z'), 90)).toEqual(
    new Date('2026-08-23T12:00:00Z'),
  );
});
