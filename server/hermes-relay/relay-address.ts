const webSocketSchemes: Readonly<Record<string, string>> = {
  'http:': 'ws:',
  'https:': 'wss:',
  'ws:': 'ws:',
  'wss:': 'wss:',
};

/**
 * The address at which a gateway opens its WebSocket, from what `GATEWAY_RELAY_URL` holds: with or without `/relay`, as
 * HTTP or WebSocket, as Hermes reads it. User, query and fragment are left out. `undefined` for what is no such address.
 */
export function relayDialUrl(connector: string): string | undefined {
  if (!URL.canParse(connector)) return undefined;
  const { protocol, host, pathname } = new URL(connector);
  const scheme = webSocketSchemes[protocol];
  if (scheme === undefined || host === '') return undefined;
  const path = pathname.replace(/\/+$/, '');
  return `${scheme}//${host}${path.endsWith('/relay') ? path : `${path}/relay`}`;
}
