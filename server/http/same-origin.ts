import type { Request } from 'express';

/**
 * Whether a request comes from a page of the console itself, or from no browser at all. Browsers say where a request
 * comes from; clients that are no browsers say nothing and carry no cookie they were not given on purpose.
 */
export function isSameOrigin(request: Request, publicUrl: string | undefined): boolean {
  if (isFromElsewhere(request)) return false;
  const { origin } = request.headers;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  // Express takes the host from `X-Forwarded-Host` when a trusted proxy sent it.
  const hosts = [request.host, publicUrl && new URL(publicUrl).host];
  const { host, protocol } = new URL(origin);
  return hosts.some((own) => own && hostOf(own, protocol) === host);
}

/** Whether a browser says that a page of another origin had it send this. */
export function isFromElsewhere({ headers }: Request): boolean {
  const site = headers['sec-fetch-site'];
  // `same-site` is not enough: another port of this host is the same site.
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** Whether a browser goes there with a whole window, as with a link that somebody follows; a frame is not one. */
export const isTopNavigation = ({ headers }: Request): boolean =>
  headers['sec-fetch-mode'] === 'navigate' &&
  (headers['sec-fetch-dest'] ?? 'document') === 'document';

/** Without the port that the scheme implies, as browsers write it. */
function hostOf(host: string, protocol: string): string | undefined {
  const url = `${protocol}//${host}`;
  return URL.canParse(url) ? new URL(url).host : undefined;
}
