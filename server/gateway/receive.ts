import type { NextFunction, Request, Response } from 'express';
import { v7 as uuidv7 } from 'uuid';
import type { GatewayLocals } from './api-key.guard.ts';
import { invalidRequest } from './gateway-error.ts';

const methods = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);

/** The first step of every request: an id, who sent it, and what no gateway accepts from anybody. */
export function receive(options: {
  readonly clientAddress: (request: Request) => string;
  readonly isDemo: () => boolean;
  readonly isDraining: () => boolean;
}) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const locals = response.locals as GatewayLocals;
    locals.requestId = uuidv7();
    locals.clientAddress = options.clientAddress(request);
    response.set({ 'x-request-id': locals.requestId, 'x-content-type-options': 'nosniff' });
    if (options.isDemo()) response.set('x-hermes-demo', 'true');
    // Tells keep-alive clients to go elsewhere, so that the listener can close.
    if (options.isDraining()) response.set('connection', 'close');
    next(refusal(request));
  };
}

function refusal(request: Request) {
  const encoding = request.headers['content-encoding'];
  // No decoder ever sees bytes from the network: brotli's has been exploited through request bodies (CVE-2026-111497).
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    return invalidRequest(
      'Compressed request bodies are not accepted.',
      undefined,
      415,
      'unsupported_encoding',
    );
  if (!methods.has(request.method))
    return invalidRequest(
      `The method ${request.method} is not accepted.`,
      undefined,
      405,
      'method_not_allowed',
    );
  const hosts = request.rawHeaders.filter(
    (name, index) => index % 2 === 0 && name.toLowerCase() === 'host',
  );
  if (hosts.length > 1 || !request.url.startsWith('/'))
    return invalidRequest('The request line or its Host header is not proper HTTP.');
  return undefined;
}
