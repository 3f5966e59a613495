/**
 * What a client, or a proxy in front of the console, says of who asks and where it comes from. Besides the standard ones
 * these are the headers of oauth2-proxy, Authelia, Authentik, Cloudflare Access, AWS, Google IAP, Azure, Pomerium and
 * Tailscale, some of which are credentials.
 */
const names = new Set([
  'authorization',
  'cookie',
  'forwarded',
  'proxy-authorization',
  'referer',
  'via',
  'x-hermes-auth-secret',
  'x-jwt-assertion',
  'x-real-ip',
]);
const prefixes = [
  'cf-access-',
  'remote-',
  'tailscale-',
  'x-amzn-oidc-',
  'x-auth-',
  'x-authentik-',
  'x-forwarded-',
  'x-goog-authenticated-user-',
  'x-goog-iap-',
  'x-ms-client-principal',
  'x-ms-token-',
  'x-pomerium-',
  'x-remote-',
  'x-webauth-',
];

/** Whether a header, named in lower case, says who asks or from where: nothing behind the console is told. */
export const isIdentifying = (name: string): boolean =>
  names.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
