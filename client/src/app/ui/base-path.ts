import type { HttpInterceptorFn } from '@angular/common/http';

/** Path below which the console lies, with a slash at its end. The server writes it into `<base href>`. */
export const basePath = (): string => document.querySelector('base')?.getAttribute('href') ?? '/';

/**
 * A path from the root of the console as a browser has to ask for it. What goes through `HttpClient`, a router link or the
 * router needs none of this; everything else a browser follows by itself does, and `client/check-addresses.mjs` looks.
 */
export const atBase = (path: `/${string}`): string => basePath() + path.slice(1);

/** The whole address of a page, to be opened elsewhere. */
export const publicAddress = (path: string): string =>
  location.origin + atBase(`/${path.replace(/^\//, '')}`);

/** Calls name their path from the root of the console. */
export const callBelowBase: HttpInterceptorFn = (request, next) =>
  next(
    request.url.startsWith('/')
      ? request.clone({ url: atBase(request.url as `/${string}`) })
      : request,
  );
