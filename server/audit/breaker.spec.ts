import { Breaker } from './breaker.ts';

describe('The breaker', () => {
  it('lets everybody try while nothing failed', () => {
    const breaker = new Breaker();
    expect([breaker.admits(0), breaker.admits(0)]).toEqual([true, true]);
  });

  it('lets nobody try for half a second after a failure', () => {
    const breaker = new Breaker();
    breaker.failed(1000);
    expect([breaker.admits(1001), breaker.admits(1499)]).toEqual([false, false]);
  });

  it('then lets one single caller try until that one reports', () => {
    const breaker = new Breaker();
    breaker.failed(1000);
    expect([breaker.admits(1500), breaker.admits(1500), breaker.admits(9000)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('closes for everybody when the single caller succeeded', () => {
    const breaker = new Breaker();
    breaker.failed(1000);
    breaker.admits(1500);
    breaker.succeeded();
    expect([breaker.admits(1501), breaker.admits(1501)]).toEqual([true, true]);
  });

  it('waits again when the single caller failed', () => {
    const breaker = new Breaker();
    breaker.failed(1000);
    breaker.admits(1500);
    breaker.failed(1600);
    expect([breaker.admits(2099), breaker.admits(2100)]).toEqual([false, true]);
  });

  it('knows whether anybody was answered of late', () => {
    const breaker = new Breaker();
    expect(breaker.answeredWithin(1000, 0)).toBe(false);
    breaker.succeeded(500);
    breaker.failed(600);
    expect([breaker.answeredWithin(1000, 1500), breaker.answeredWithin(1000, 1501)]).toEqual([
      true,
      false,
    ]);
  });
});
