import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv4 } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** What proxies add: then the peer is the proxy, and whoever asks may be anybody. */
const forwardingHeaders = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/** Whether a request says that it passed a proxy. Not whether the proxy is to be believed. */
export const isForwarded = ({ headers }: Pick<IncomingMessage, 'headers'>): boolean =>
  forwardingHeaders.some((name) => headers[name] !== undefined);

/**
 * Whether a request comes from this machine itself. A forwarded header is never believed, it only takes the privilege of
 * the machine away.
 */
export function isOfThisMachine(request: Pick<IncomingMessage, 'headers' | 'socket'>): boolean {
  return !isForwarded(request) && isLoopback(request.socket.remoteAddress ?? '');
}

function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return plain !== '' && loopback.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6');
}
