import { isSignedForRelay, signForRelay } from './relay-mac.ts';

/** How long a token is good for, as `gateway/relay/auth.py` of hermes-agent 0.19 has it. In seconds. */
export const relayTokenTtlSeconds = 300;
/** A gateway's id has at most 128 characters; nothing longer than this was made from one. */
const longestToken = 4096;
const integer = /^(0|[1-9]\d{0,14})$/;

/**
 * What a gateway presents when it opens its WebSocket to a relay: base64url, without padding, of `payload:exp:signature`,
 * where the signature is over `payload:exp`. The payload is the id of the gateway. A ttl of 0 makes a token that never
 * expires.
 */
export function makeRelayToken(
  payload: string,
  secret: string,
  { ttlSeconds = relayTokenTtlSeconds, now = new Date() } = {},
): string {
  const expires = ttlSeconds === 0 ? 0 : secondsOf(now) + ttlSeconds;
  const signed = `${payload}:${expires}`;
  return Buffer.from(`${signed}:${signForRelay(signed, secret)}`).toString('base64url');
}

/** The payload of a token that one of the secrets made and that has not expired; `undefined` of any other text. */
export function verifyRelayToken(
  token: string,
  secrets: readonly string[],
  now = new Date(),
): string | undefined {
  const text = decoded(token);
  // The payload may hold colons itself.
  const [, signed, payload, expires, signature] =
    /^((.*):([^:]*)):([^:]*)$/s.exec(text ?? '') ?? [];
  if (signed === undefined || payload === undefined || !integer.test(expires ?? '')) return;
  if (!isSignedForRelay(signed, signature ?? '', secrets)) return;
  const isExpired = expires !== '0' && secondsOf(now) > Number(expires);
  return isExpired ? undefined : payload;
}

/** Buffer would skip whatever is no base64, and replace what is no UTF-8. */
function decoded(token: string): string | undefined {
  if (token.length > longestToken || !/^[\w-]+={0,2}$/.test(token)) return undefined;
  try {
    const bytes = Buffer.from(token, 'base64url');
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not UTF-8.
    return undefined;
  }
}

const secondsOf = (at: Date): number => Math.floor(at.getTime() / 1000);
