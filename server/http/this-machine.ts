import type { IncomingMessage } from 'node:http';
import { isLoopbackAddress } from './loopback.ts';

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
  return !isForwarded(request) && isLoopbackAddress(request.socket.remoteAddress ?? '');
}
