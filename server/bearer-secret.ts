import { hash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** What keys of the gateways begin with. */
const keyStart = 'hms_';
/** 220 bits. */
const randomLength = 37;
/** 62^6 is more than 2^32, so a CRC-32 always fits. */
const checksumLength = 6;
const shape = /^[0-9A-Za-z]{43}$/;

/** A new key. `randomInt` has no bias. */
export function makeKey(start = keyStart): string {
  const random = Array.from({ length: randomLength }, () => alphabet[randomInt(alphabet.length)]);
  const body = start + random.join('');
  return body + checksumOf(body);
}

/**
 * Whether a text can be a key of ours at all, by its shape and its checksum. A typo, a key of another product and a
 * guess are told apart from real keys without a look-up, and secret scanners can be sure (as with GitHub's tokens).
 */
export function isWellFormedKey(text: string, start = keyStart): boolean {
  if (!text.startsWith(start) || !shape.test(text.slice(start.length))) return false;
  return text.endsWith(checksumOf(text.slice(0, -checksumLength)));
}

/** SHA-256 of the whole key. A slow hash would add nothing to 220 random bits. */
export function hashKey(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}

/** What people may see of a key: enough to recognise it, not enough to use it. */
export function partsShown(key: string, start = keyStart): { prefix: string; lastFour: string } {
  return { prefix: key.slice(0, start.length + 4), lastFour: key.slice(-4) };
}

function checksumOf(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let index = 0; index < checksumLength; index++) {
    digits = alphabet[rest % 62]! + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}
