import type { RequestHandler } from 'express';

/** First parts of paths that the console answers itself: below one of them nobody could tell whose path it is. */
export const serverPaths = /^\/(api|health|metrics|hermes-dashboard)(\/|$)/i;

/** The path of the public address, without a slash at its end; empty when the console has a host of its own. */
export function basePathOf(publicUrl: string | undefined): string {
  return publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '');
}

/**
 * Takes the path of the public address off a request, if the proxy in front has left it there: behind this nobody knows
 * of it but who writes an address for a browser. Comes before everything that looks at a path. The path itself becomes
 * a folder.
 */
export function removeBasePath(basePath: string): RequestHandler {
  if (basePath === '') return (_request, _response, next) => next();
  return (request, response, next) => {
    const { method, url } = request;
    const rest = url.startsWith(basePath) ? url.slice(basePath.length) : undefined;
    if (rest === '' || rest?.startsWith('?')) {
      if (method === 'GET' || method === 'HEAD') {
        // The address of the console may change, and browsers remember a permanent redirect.
        response.setHeader('cache-control', 'no-store');
        return response.redirect(307, `${basePath}/${rest}`);
      }
      request.url = request.originalUrl = `/${rest}`;
    } else if (rest?.startsWith('/')) request.url = request.originalUrl = rest;
    next();
  };
}
