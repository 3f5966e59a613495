import { GatewayFigures } from './gateway-figures.ts';

describe('the figures of a gateway', () => {
  let nowMs = 0;
  let figures: GatewayFigures;
  const request = (durationMs = 100, isError = false) => {
    figures.noteBegin();
    figures.noteEnd(durationMs, isError);
  };

  beforeEach(() => {
    nowMs = 1_700_000_000_000;
    figures = new GatewayFigures(() => nowMs);
  });

  it('are nothing at first', () => {
    expect(figures.read()).toEqual({
      requestsPerSecond: { lastSecond: 0, lastMinute: 0 },
      errorRate: null,
      refusalsPerMinute: 0,
      p50Ms: null,
      p95Ms: null,
    });
  });

  it('count the last whole second and the last minute', () => {
    nowMs += 120_000;
    for (let count = 0; count < 30; count++) request();
    nowMs += 1000;
    expect(figures.read().requestsPerSecond).toEqual({ lastSecond: 30, lastMinute: 0.5 });
  });

  it('forget what is older than a minute', () => {
    request(100, true);
    figures.noteRefusal();
    nowMs += 60_000;
    expect(figures.read()).toMatchObject({
      requestsPerSecond: { lastMinute: 0 },
      errorRate: null,
      refusalsPerMinute: 0,
    });
  });

  it('know the share of what failed', () => {
    for (let count = 0; count < 9; count++) request();
    request(100, true);
    expect(figures.read().errorRate).toBe(0.1);
  });

  it('know the middle and the slow end of durations, to a tenth', () => {
    for (let durationMs = 1; durationMs <= 1000; durationMs++) request(durationMs);
    const { p50Ms, p95Ms } = figures.read();
    expect(Math.abs(p50Ms! - 500)).toBeLessThan(50);
    expect(Math.abs(p95Ms! - 950)).toBeLessThan(95);
  });

  it('forget durations after five minutes, and not before', () => {
    request(1000);
    nowMs += 290_000;
    expect(figures.read().p50Ms).not.toBeNull();
    nowMs += 30_000;
    expect(figures.read().p50Ms).toBeNull();
  });

  it('take any duration', () => {
    for (const durationMs of [-5, 0, Number.MAX_SAFE_INTEGER]) request(durationMs);
    expect(figures.read().p95Ms).toBeGreaterThan(1000);
  });
});
