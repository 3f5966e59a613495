import type { IncomingHttpHeaders } from 'node:http';
import { isSignedForRelay, signForRelay } from './relay-mac.ts';

export const relayTimestampHeader = 'x-relay-timestamp';
export const relaySignatureHeader = 'x-relay-signature';
/** How far the clocks of both sides may be apart, and how long a delivery can be replayed. In seconds. */
export const relayDeliveryWindowSeconds = 300;

/**
 * The headers a connector sends with an inbound event: HMAC-SHA256 over `timestamp.body`. Legacy: deliveries by signed
 * HTTP belong to the first form of the relay. Since hermes-agent 0.19 events come over the WebSocket that the gateway
 * opened, and only forks of before still receive these.
 */
export function signRelayDelivery(
  body: Uint8Array,
  key: string,
  now = new Date(),
): { readonly [relayTimestampHeader]: string; readonly [relaySignatureHeader]: string } {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  return {
    [relayTimestampHeader]: timestamp,
    [relaySignatureHeader]: signForRelay(signedPart(timestamp, body), key),
  };
}

/**
 * Whether one of the keys signed these bytes within the window, past or future. `body` is what came over the wire: JSON
 * that was parsed and written again has other blanks, and another signature. A header that came twice is not believed.
 * Legacy, as {@link signRelayDelivery}.
 */
export function isRelayDelivery(
  headers: IncomingHttpHeaders,
  body: Uint8Array,
  keys: readonly string[],
  now = new Date(),
): boolean {
  const timestamp = headers[relayTimestampHeader];
  const signature = headers[relaySignatureHeader];
  if (typeof timestamp !== 'string' || typeof signature !== 'string') return false;
  if (!/^\d{1,15}$/.test(timestamp)) return false;
  const apart = Math.abs(Math.floor(now.getTime() / 1000) - Number(timestamp));
  if (apart > relayDeliveryWindowSeconds) return false;
  return isSignedForRelay(signedPart(timestamp, body), signature, keys);
}

const signedPart = (timestamp: string, body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`${timestamp}.`), body]);
