import type { Request } from 'express';

/**
 * Whether a request comes from a page of the console itself, or from no browser at all. Browsers say where a request
 * comes from; clients that are no browsers say nothing and carry no cookie they were not given on purpose.
 */
export function isSameOrigin(request: Request, publicUrl: string | undefined): boolean {
  const site = request.headers['sec-fetch-site'];
  // `same-site` is not enough: another port of this host is the same site.
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const { origin } = request.headers;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  // Express takes the host from `X-Forwarded-Host` when a trusted proxy sent it.
  const hosts = [request.host, publicUrl && new URL(publicUrl).host];
  const { host, protocol } = new URL(origin);
  return hosts.some((own) => own && hostOf(own, protocol) === host);
}

/** Without the port that the scheme implies, as browsers write it. */
function hostOf(host: string, protocol: string): string | undefined {
  const url = `${protocol}//${host}`;
  return URL.canParse(url) ? new URL(url).host : undefined;
}
