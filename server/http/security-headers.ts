import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

const nonces = new WeakMap<ServerResponse, string>();

/** Lets one answer's own style elements through the policy; Angular puts it on those it makes. */
export function cspNonceOf(response: ServerResponse): string {
  let nonce = nonces.get(response);
  if (nonce === undefined) nonces.set(response, (nonce = randomBytes(16).toString('base64')));
  return nonce;
}

/** What a browser may do with our answers: nothing that does not come from us. */
export function securityHeaders(publicUrl: string | undefined): RequestHandler {
  return helmet({
    contentSecurityPolicy: policyWithStyles(
      (_request, response) => `'nonce-${cspNonceOf(response)}'`,
    ),
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    // A promise for this host alone, and only when it is known to be served over HTTPS.
    strictTransportSecurity: publicUrl?.startsWith('https:')
      ? { maxAge: 180 * 86_400, includeSubDomains: false }
      : false,
  });
}

/** For the page that documents the API: its style elements know no nonce. */
export const allowInlineStyles: RequestHandler = helmet.contentSecurityPolicy(
  policyWithStyles("'unsafe-inline'"),
);

type Source = string | ((request: IncomingMessage, response: ServerResponse) => string);

function policyWithStyles(source: Source) {
  return {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'", source],
      'img-src': ["'self'", 'data:'],
      'font-src': ["'self'"],
      'connect-src': ["'self'"],
      'base-uri': ["'self'"],
      'form-action': ["'self'"],
      'frame-ancestors': ["'none'"],
    },
  };
}
