import type { RequestHandler } from 'express';
import type { Settings } from '../settings.ts';
import { addressList, clientAddress, isListed } from './client-address.ts';
import { AddressNotAllowed } from './refusals.ts';

/** What watches the process from beside it. It says no more than that it runs. */
const openPath = '/health/live';

/**
 * Lets only clients of `HERMES_ALLOWED_CIDRS` reach the console, its API and its WebSockets; without the setting everybody
 * may. Judged by who sends the request as far as trusted proxies say it.
 */
export function allowAddresses({
  allowedCidrs,
  trustProxy,
}: Pick<Settings, 'allowedCidrs' | 'trustProxy'>): RequestHandler {
  const allowed = addressList(allowedCidrs);
  const trusted = addressList(trustProxy);
  return (request, _response, next) => {
    const isAllowed =
      allowedCidrs.length === 0 ||
      request.path === openPath ||
      isListed(clientAddress(request, trusted), allowed);
    next(isAllowed ? undefined : new AddressNotAllowed());
  };
}
