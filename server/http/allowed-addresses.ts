import { Logger } from '@nestjs/common';
import type { RequestHandler } from 'express';
import type { Settings } from '../settings.ts';
import { addressList, clientAddress, isListed } from './client-address.ts';
import { AddressNotAllowed } from './refusals.ts';
import { isOfThisMachine } from './this-machine.ts';

/** For what watches the process from elsewhere. It says no more than that it runs. */
const openPath = '/health/live';
/** For what watches the process from beside it, such as the health check of its container. */
const watchedPath = /^\/health(\/|$)/;
/** Whoever tries many addresses does not fill the log. */
const mostNamed = 50;

/**
 * Lets only clients of `HERMES_ALLOWED_CIDRS` reach the console, its API and its WebSockets; without the setting everybody
 * may. Judged by who sends the request as far as trusted proxies say it. This machine itself can always ask how the
 * process does. Who is refused is told nothing of addresses; the log says once from where, for an operator who locked
 * himself out.
 */
export function allowAddresses({
  allowedCidrs,
  trustProxy,
}: Pick<Settings, 'allowedCidrs' | 'trustProxy'>): RequestHandler {
  const allowed = addressList(allowedCidrs);
  const trusted = addressList(trustProxy);
  const logger = new Logger('AllowedAddresses');
  const named = new Set<string>();
  const name = (address: string) => {
    if (named.has(address) || named.size >= mostNamed) return;
    named.add(address);
    logger.warn(`Refused ${address}, which is not in HERMES_ALLOWED_CIDRS.`);
  };
  return (request, _response, next) => {
    const address = clientAddress(request, trusted);
    const isAllowed =
      allowedCidrs.length === 0 ||
      request.path === openPath ||
      (watchedPath.test(request.path) && isOfThisMachine(request)) ||
      isListed(address, allowed);
    if (!isAllowed) name(address);
    next(isAllowed ? undefined : new AddressNotAllowed());
  };
}
