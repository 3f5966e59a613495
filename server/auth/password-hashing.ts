import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { TooManyRequests } from '../http/refusals.ts';
import { Turnstile } from '../http/turnstile.ts';

/** The first of OWASP's recommended settings for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * argon2id on the thread pool, off the event loop. At most two at a time: the pool has four threads, and files and
 * name look-ups need theirs while somebody floods the login.
 */
@Injectable()
export class PasswordHashing {
  private readonly turnstile = new Turnstile({
    most: 2,
    mostWaiting: 20,
    refusal: () => new TooManyRequests(1),
  });
  private readonly nobodysHash = hash(randomBytes(16), options);

  hash(password: string): Promise<string> {
    return hash(password, options);
  }

  /**
   * Whether the password belongs to the hash. Without a hash it takes as long and says no, so that the time does not
   * tell whether a user exists. Throws {@link TooManyRequests} when too many are waiting.
   */
  verify(passwordHash: string | undefined, password: string): Promise<boolean> {
    return this.turnstile.pass(async () => {
      const matches = await verify(passwordHash ?? (await this.nobodysHash), password);
      return matches && passwordHash !== undefined;
    });
  }
}
