import { isLoopbackAddress, isLoopbackHost } from './loopback.ts';

describe('an address that something listens on', () => {
  it.each(['127.0.0.1', '127.8.9.1', 'localhost', '::1', '[::1]', '::ffff:127.0.0.1'])(
    '%s is for this machine alone',
    (host) => expect(isLoopbackHost(host)).toBe(true),
  );
  it.each([
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '192.168.1.2',
    'h.example',
    '',
    '127.0.0.1.example',
    '1:2',
  ])('%s is for others as well', (host) => expect(isLoopbackHost(host)).toBe(false));
});

describe('the address of a peer', () => {
  it.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])('%s is this machine', (address) =>
    expect(isLoopbackAddress(address)).toBe(true),
  );
  it.each(['', 'localhost', '[::1]', '10.0.0.1', '::ffff:10.0.0.1'])('%s is not', (address) =>
    expect(isLoopbackAddress(address)).toBe(false),
  );
});
