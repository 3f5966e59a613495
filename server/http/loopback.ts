import { BlockList, isIPv4 } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether an IP address, as a socket tells it, is of this machine alone. Nothing else than an address is. */
export function isLoopbackAddress(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return plain !== '' && loopback.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6');
}

/** Whether only this machine reaches an address or name that something listens on. */
export function isLoopbackHost(host: string): boolean {
  const plain = host
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/^::ffff:/i, '');
  if (plain.toLowerCase() === 'localhost') return true;
  return /^[\d.]+$|:/.test(plain) && isLoopbackAddress(plain);
}
