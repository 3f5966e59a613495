import { createHash } from 'node:crypto';

/** A secret as it may leave the server. */
export interface MaskedSecret {
  /** First and last four characters; only dots when that would be too much of it. */
  readonly masked: string;
  /** First 16 hex digits of its SHA-256, to tell two secrets apart. */
  readonly fingerprint: string;
}

const shortestShown = 16;

export function maskSecret(secret: unknown): MaskedSecret | null {
  if (typeof secret !== 'string' || secret === '') return null;
  return {
    masked: secret.length < shortestShown ? '••••' : `${secret.slice(0, 4)}…${secret.slice(-4)}`,
    fingerprint: createHash('sha256').update(secret).digest('hex').slice(0, 16),
  };
}
