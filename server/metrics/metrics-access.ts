import type { IncomingMessage } from 'node:http';
import { isSameSecret } from '../http/same-secret.ts';
import { isOfThisMachine } from '../http/this-machine.ts';
import { MetricsClosed, MetricsTokenWrong } from './metrics.errors.ts';

/**
 * Lets whoever is on this machine read the metrics, and everybody else with the token. A forwarded header is never
 * believed, it only takes the privilege of the machine away. Throws {@link MetricsClosed} or {@link MetricsTokenWrong}.
 */
export function requireMetricsAccess(
  request: Pick<IncomingMessage, 'headers' | 'socket'>,
  token: string | undefined,
): void {
  if (isOfThisMachine(request)) return;
  if (token === undefined) throw new MetricsClosed();
  const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (given === undefined || !isSameSecret(given, token)) throw new MetricsTokenWrong();
}
