import type { NextFunction, Request, Response } from 'express';

const allowedHeaders =
  'authorization, content-type, openai-organization, openai-project, openai-beta, x-request-id, x-client-request-id, x-stainless-lang, x-stainless-package-version, x-stainless-os, x-stainless-arch, x-stainless-runtime, x-stainless-runtime-version, x-stainless-retry-count, x-stainless-timeout, x-stainless-helper-method, x-stainless-poll-helper';
const exposedHeaders =
  'x-request-id, retry-after, retry-after-ms, x-ratelimit-limit-requests, x-ratelimit-remaining-requests, x-ratelimit-reset-requests, x-ratelimit-limit-tokens, x-ratelimit-remaining-tokens, x-ratelimit-reset-tokens';

/**
 * Lets pages of the listed origins call the gateway. Preflights carry no key, so they are answered before it is asked for;
 * errors get the headers too, or the browser would hide the reason.
 */
export function cors(origins: readonly string[]) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const { origin } = request.headers;
    if (origins.length > 0) response.vary('Origin');
    const isAllowed = origin !== undefined && origins.includes(origin);
    if (isAllowed) {
      response.set('access-control-allow-origin', origin);
      response.set('access-control-expose-headers', exposedHeaders);
    }
    if (request.method !== 'OPTIONS') {
      next();
      return;
    }
    if (isAllowed) {
      response.set('access-control-allow-methods', 'GET, POST, OPTIONS');
      response.set('access-control-allow-headers', allowedHeaders);
      response.set('access-control-max-age', '600');
    }
    response.status(204).end();
  };
}
