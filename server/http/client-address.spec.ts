import { clientAddress, isListed, sourceOf, addressList } from './client-address.ts';

const from = (remoteAddress: string | undefined, forwardedFor?: string) => ({
  socket: { remoteAddress },
  headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor },
});

describe('the address of a client', () => {
  const trusted = addressList(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']);

  it.each([
    ['is the peer when nothing was forwarded', from('192.0.2.1'), '192.0.2.1'],
    ['is the peer when a stranger claims to forward', from('192.0.2.1', '1.1.1.1'), '192.0.2.1'],
    ['is the hop before a trusted proxy', from('10.1.1.1', '192.0.2.1'), '192.0.2.1'],
    ['is not what the client wrote in front', from('10.1.1.1', '6.6.6.6, 192.0.2.1'), '192.0.2.1'],
    ['is found behind a chain of proxies', from('127.0.0.1', '192.0.2.1, 10.2.2.2'), '192.0.2.1'],
    [
      'is the left-most hop when all are trusted',
      from('127.0.0.1', '10.9.9.9, 10.2.2.2'),
      '10.9.9.9',
    ],
    ['is the last good hop before nonsense', from('127.0.0.1', 'unknown, 10.2.2.2'), '10.2.2.2'],
    ['is the peer when the header is empty', from('127.0.0.1', ''), '127.0.0.1'],
    ['loses its port', from('127.0.0.1', '192.0.2.1:4711'), '192.0.2.1'],
    ['loses brackets and port', from('127.0.0.1', '[2001:db8::1]:4711'), '2001:db8::1'],
    ['is IPv4 when IPv6 only carries it', from('::ffff:192.0.2.1'), '192.0.2.1'],
    ['is IPv4 behind a proxy that IPv6 carries', from('::ffff:10.0.0.1', '192.0.2.1'), '192.0.2.1'],
    ['may come through an IPv6 proxy', from('fd00::1', '2001:db8::7'), '2001:db8::7'],
    ['is unknown once the socket is gone', from(undefined), 'unknown'],
  ])('%s', (_, request, expected) => {
    expect(clientAddress(request, trusted)).toBe(expected);
  });

  it('is the peer when nobody is trusted', () => {
    expect(clientAddress(from('127.0.0.1', '1.1.1.1'), addressList([]))).toBe('127.0.0.1');
  });

  it('does not trust what is no address', () => {
    expect(isListed('localhost', trusted)).toBe(false);
  });
});

describe('the source that is counted', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::7', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
  ])('of %s is %s', (address, source) => {
    expect(sourceOf(address)).toBe(source);
  });
});
