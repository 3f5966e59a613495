import { forecast } from './cap-forecast.ts';

const longAgo = new Date('2020-01-01T00:00:00Z');
const at = (time: string) => new Date(time);

describe('forecast', () => {
  it('goes on at the pace of the month so far', () => {
    const user = { cap: 1000, used: 500, createdAt: longAgo };
    expect(forecast(user, at('2026-11-11T00:00:00Z'))).toEqual({
      forecastTokens: 1500,
      reachesCapAt: '2026-11-21T00:00:00.000Z',
    });
  });

  it('is silent about a cap that is not reached this month', () => {
    const user = { cap: 2000, used: 500, createdAt: longAgo };
    expect(forecast(user, at('2026-11-11T00:00:00Z')).reachesCapAt).toBeNull();
  });

  it('is silent about a cap that is reached already, even one of nothing', () => {
    const now = at('2026-11-11T00:00:00Z');
    const reached = { cap: 500, used: 500, createdAt: longAgo };
    expect(forecast(reached, now).reachesCapAt).toBeNull();
    expect(forecast({ cap: 0, used: 0, createdAt: longAgo }, now).reachesCapAt).toBeNull();
  });

  it('expects nothing of somebody who has used nothing', () => {
    const user = { cap: 10, used: 0, createdAt: longAgo };
    expect(forecast(user, at('2026-11-11T00:00:00Z'))).toEqual({
      forecastTokens: 0,
      reachesCapAt: null,
    });
  });

  it('begins when the user was made', () => {
    const user = { cap: 1000, used: 500, createdAt: at('2026-11-06T00:00:00Z') };
    expect(forecast(user, at('2026-11-11T00:00:00Z')).reachesCapAt).toBe(
      '2026-11-16T00:00:00.000Z',
    );
  });

  it('takes the first day for a whole one', () => {
    const user = { cap: 3100, used: 100, createdAt: longAgo };
    expect(forecast(user, at('2026-11-01T01:00:00Z')).reachesCapAt).toBeNull();
  });
});
