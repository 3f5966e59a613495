import { hkdfSync, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.ts';
import { DatabaseUnavailable } from '../http/refusals.ts';

/**
 * What the console signs and encrypts with. Kept in the database, so that a restart ends no session and every process on one
 * database accepts what another one signed.
 */
@Injectable()
export class ConsoleSecret {
  private secret: Promise<Buffer> | undefined;

  constructor(private readonly database: Database) {}

  /** A key of 32 bytes for one purpose, in hexadecimal. Throws {@link DatabaseUnavailable} before the first contact. */
  async keyFor(purpose: 'session' | 'device' | 'totp'): Promise<string> {
    this.secret ??= this.load();
    try {
      const key = hkdfSync('sha256', await this.secret, '', `hermes console ${purpose}`, 32);
      return Buffer.from(key).toString('hex');
    } catch (error) {
      this.secret = undefined;
      throw error;
    }
  }

  private async load(): Promise<Buffer> {
    if (!this.database.isReady) throw new DatabaseUnavailable();
    // The first process wins; all read what it wrote.
    await this.database.console.query(
      'insert into console_secret (secret) values ($1) on conflict (id) do nothing',
      [randomBytes(32)],
    );
    const found = await this.database.console.query<{ secret: Buffer }>(
      'select secret from console_secret',
    );
    return found.rows[0]!.secret;
  }
}
