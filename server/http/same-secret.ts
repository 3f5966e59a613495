import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether a given text is the secret. Hashed first: texts of different length cannot be compared in constant time. */
export function isSameSecret(given: string, secret: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(secret));
}
