/** A path of this site to go to after signing in. Anything that leads elsewhere becomes the start page. */
export function sameOriginPath(wanted: string | undefined): string {
  const start = '/overview';
  if (!wanted?.startsWith('/')) return start;
  // Parsing decides as the browser would: `//host`, `/\host` and tabs inside all change the origin.
  const url = URL.canParse(wanted, location.origin) ? new URL(wanted, location.origin) : undefined;
  if (url?.origin !== location.origin || ['/login', '/new-password'].includes(url.pathname))
    return start;
  return url.pathname + url.search + url.hash;
}
