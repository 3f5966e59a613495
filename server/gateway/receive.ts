import type { NextFunction, Request, Response } from 'express';
import { v7 as uuidv7 } from 'uuid';
import { refusalOf } from '../http/refuse-odd-requests.ts';
import type { GatewayLocals } from './api-key.guard.ts';
import { gatewayBusy, invalidRequest } from './gateway-error.ts';

/** The first step of every request: an id, who sent it, and what no gateway accepts from anybody. */
export function receive(options: {
  readonly clientAddress: (request: Request) => string;
  readonly isDemo: () => boolean;
  /** Whether the request came in over a connection too many. */
  readonly isSurplus: (request: Request) => boolean;
}) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const locals = response.locals as GatewayLocals;
    locals.requestId = uuidv7();
    locals.clientAddress = options.clientAddress(request);
    response.set({ 'x-request-id': locals.requestId, 'x-content-type-options': 'nosniff' });
    if (options.isDemo()) response.set('x-hermes-demo', 'true');
    if (options.isSurplus(request)) {
      response.set('connection', 'close');
      next(gatewayBusy());
      return;
    }
    const odd = refusalOf(request);
    next(odd && invalidRequest(odd.message, undefined, odd.status, odd.code));
  };
}
