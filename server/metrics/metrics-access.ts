import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv4 } from 'node:net';
import { MetricsClosed, MetricsTokenWrong } from './metrics.errors.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** What proxies add: then the peer is the proxy, and whoever asks may be anybody. */
const forwardingHeaders = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/**
 * Lets whoever is on this machine read the metrics, and everybody else with the token. A forwarded header is never
 * believed, it only takes the privilege of the machine away. Throws {@link MetricsClosed} or {@link MetricsTokenWrong}.
 */
export function requireMetricsAccess(
  request: Pick<IncomingMessage, 'headers' | 'socket'>,
  token: string | undefined,
): void {
  const isForwarded = forwardingHeaders.some((name) => request.headers[name] !== undefined);
  if (!isForwarded && isLoopback(request.socket.remoteAddress ?? '')) return;
  if (token === undefined) throw new MetricsClosed();
  const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (given === undefined || !isSame(given, token)) throw new MetricsTokenWrong();
}

function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return plain !== '' && loopback.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6');
}

/** Hashed first, because texts of different length cannot be compared in constant time. */
function isSame(given: string, token: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(token));
}
