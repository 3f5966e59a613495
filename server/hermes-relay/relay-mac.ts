import { createHmac, timingSafeEqual } from 'node:crypto';

/** HMAC-SHA256 over the bytes, or over the text as UTF-8: what the relay signs everything with. */
const mac = (message: string | Uint8Array, secret: string): Buffer =>
  createHmac('sha256', secret).update(message).digest();

/** The signature as the relay writes it: 64 lower-case hexadecimal digits. */
export const signForRelay = (message: string | Uint8Array, secret: string): string =>
  mac(message, secret).toString('hex');

/**
 * Whether one of the secrets made the signature, whose digits may be of either case. Empty secrets are skipped. Takes as
 * long for a wrong signature as for a right one, whichever secret it is.
 */
export function isSignedForRelay(
  message: string | Uint8Array,
  signature: string,
  secrets: readonly string[],
): boolean {
  if (!/^[\da-f]{64}$/i.test(signature)) return false;
  const given = Buffer.from(signature, 'hex');
  let isSigned = false;
  for (const secret of secrets)
    if (secret !== '' && timingSafeEqual(mac(message, secret), given)) isSigned = true;
  return isSigned;
}
