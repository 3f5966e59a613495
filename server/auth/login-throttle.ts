import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { sourceOf } from '../http/client-address.ts';
import { TooManyRequests } from '../http/refusals.ts';
import { PostgresThrottlerStorage } from './throttle-storage.ts';

interface Bucket {
  readonly key: string;
  readonly limit: number;
  readonly windowMs: number;
}

/** Where a login comes from and whom it is for. */
export interface LoginAttempt {
  readonly address: string;
  readonly username: string;
  /** A browser that has logged in under this name before. */
  readonly device: string | undefined;
}

const minuteMs = 60_000;

/**
 * Bounds failed logins: 10 in 5 minutes from an address and 30 in 15 minutes for a name. A known browser has 10 in 5
 * minutes of its own instead, so that nobody can lock the operator out. Every window ends by itself.
 */
@Injectable()
export class LoginThrottle {
  constructor(private readonly storage: PostgresThrottlerStorage) {}

  /**
   * Counts the attempt as a failure before the password is looked at, so that many at once cannot slip through.
   * Resolves with what takes the count back after a success. Throws {@link TooManyRequests}.
   */
  admit(attempt: LoginAttempt): Promise<() => Promise<void>> {
    return this.count(bucketsOf(attempt));
  }

  /** The same for somebody who is logged in and proves once more who he is: 10 failures in 5 minutes. */
  admitProof(administratorId: string): Promise<() => Promise<void>> {
    return this.count([
      { key: keyOf('proof', administratorId), limit: 10, windowMs: 5 * minuteMs },
    ]);
  }

  private async count(counted: readonly Bucket[]): Promise<() => Promise<void>> {
    for (const { key, limit, windowMs } of counted) {
      const record = await this.storage.increment(key, windowMs, limit, 0, 'login');
      if (record.isBlocked) throw new TooManyRequests(record.timeToBlockExpire);
    }
    return async () => {
      for (const { key } of counted) await this.storage.giveBack(key);
    };
  }
}

function bucketsOf({ address, username, device }: LoginAttempt): Bucket[] {
  if (device !== undefined)
    return [{ key: keyOf('device', device), limit: 10, windowMs: 5 * minuteMs }];
  return [
    { key: keyOf('address', sourceOf(address)), limit: 10, windowMs: 5 * minuteMs },
    { key: keyOf('name', username.toLowerCase()), limit: 30, windowMs: 15 * minuteMs },
  ];
}

/** Hashed: people type their password into the name field. */
function keyOf(kind: string, subject: string): string {
  return `login:${kind}:${createHash('sha256').update(subject).digest('base64url')}`;
}
