import { AddressLimiter } from './address-limiter.ts';

describe('AddressLimiter', () => {
  let nowMs = 0;
  const newLimiter = (capacity = 100) =>
    new AddressLimiter({ limit: 3, windowMs: 1000, capacity }, () => nowMs);
  const countTimes = (limiter: AddressLimiter, times: number, address: string) => {
    for (let time = 0; time < times; time++) limiter.count(address);
  };

  beforeEach(() => (nowMs = 5000));

  it('blocks a source that reached the limit until its window ends', () => {
    const limiter = newLimiter();
    countTimes(limiter, 3, '192.0.2.1');
    nowMs += 400;
    expect(limiter.blockedForMs('192.0.2.1')).toBe(600);
  });

  it('lets a source below the limit go on', () => {
    const limiter = newLimiter();
    countTimes(limiter, 2, '192.0.2.1');
    expect(limiter.blockedForMs('192.0.2.1')).toBeUndefined();
  });

  it('forgives when the window is over', () => {
    const limiter = newLimiter();
    countTimes(limiter, 3, '192.0.2.1');
    nowMs += 1000;
    expect(limiter.blockedForMs('192.0.2.1')).toBeUndefined();
  });

  it('lets a source go on that it was told to forget', () => {
    const limiter = newLimiter();
    countTimes(limiter, 3, '192.0.2.1');
    limiter.forget('192.0.2.1');
    expect(limiter.blockedForMs('192.0.2.1')).toBeUndefined();
  });

  it('does not prolong a window', () => {
    const limiter = newLimiter();
    countTimes(limiter, 3, '192.0.2.1');
    nowMs += 900;
    countTimes(limiter, 5, '192.0.2.1');
    expect(limiter.blockedForMs('192.0.2.1')).toBe(100);
  });

  it('takes the addresses of one IPv6 subscriber together', () => {
    const limiter = newLimiter();
    for (const address of ['2001:db8::1', '2001:db8::2', '2001:db8::3']) limiter.count(address);
    expect(limiter.blockedForMs('2001:db8::4')).toBe(1000);
  });

  it('leaves others alone', () => {
    const limiter = newLimiter();
    countTimes(limiter, 3, '192.0.2.1');
    expect(limiter.blockedForMs('192.0.2.2')).toBeUndefined();
  });

  it('forgets the oldest source when it remembers too many', () => {
    const limiter = newLimiter(2);
    countTimes(limiter, 3, '192.0.2.1');
    limiter.count('192.0.2.2');
    limiter.count('192.0.2.3');
    expect(limiter.blockedForMs('192.0.2.1')).toBeUndefined();
  });
});
