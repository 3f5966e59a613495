import type { GatewayName } from '../settings.ts';

/** What a key stands for: its user and the limits in force. */
export interface KeyHolder {
  readonly apiUserId: string;
  readonly apiUserName: string;
  readonly apiKeyId: string;
  readonly keyPrefix: string;
  readonly gateways: readonly GatewayName[];
  readonly requestsPerMinute: number;
  readonly monthlyTokenCap: number;
  readonly expiresAt: Date | null;
  readonly allowedModels: readonly string[] | null;
}

/** What a presented key is worth. `unknown` says nothing about why. */
export type KeyVerdict =
  | { readonly status: 'valid' | 'revoked' | 'rotated' | 'expired'; readonly holder: KeyHolder }
  | { readonly status: 'unknown' };

/** The database is away and the key is not in the cache. */
export class KeysUnavailable extends Error {}
