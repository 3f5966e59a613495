import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../database/database.ts';
import { DatabaseUnavailable } from '../http/refusals.ts';
import { AdministratorCredential } from './administrator-credential.ts';
import { Administrator } from './administrator.entity.ts';
import { PasswordHashing } from './password-hashing.ts';
import { advisoryLocks } from '../database/advisory-locks.ts';

/** Chosen at random once: one process at a time brings the administrator in line with its settings. */
/** Who may log in. The settings are the authority; the table holds what they amount to. */
@Injectable()
export class Administrators implements BeforeApplicationShutdown {
  private prepared: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly hashing: PasswordHashing,
    private readonly credential: AdministratorCredential,
  ) {
    database.onReady(() => this.prepare());
  }

  /** Makes the table agree with the settings, once per process; after a failure the next call tries again. */
  async prepare(): Promise<void> {
    if (!this.database.isReady) throw new DatabaseUnavailable();
    this.prepared ??= this.database.dataSource.transaction((manager) =>
      this.followSettings(manager),
    );
    try {
      await this.prepared;
    } catch (error) {
      this.prepared = undefined;
      throw error;
    }
  }

  /** What was begun ends before the database is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.prepared?.catch(() => undefined);
  }

  /** Resolves with `undefined` for an unknown name and for a wrong password alike, after the same time. */
  async verify(username: string, password: string): Promise<Administrator | undefined> {
    await this.prepare();
    const repository = this.database.dataSource.getRepository(Administrator);
    const found = await repository.findOneBy({ username });
    const matches = await this.hashing.verify(found?.passwordHash, password);
    if (found === null || !matches) return undefined;
    await repository.update({ id: found.id }, { lastLoginAt: new Date() });
    return found;
  }

  /** The administrator a session was opened for, unless name or password have changed since. */
  async stillAs(id: string, passwordChangedAt: string): Promise<boolean> {
    const found = await this.database.console.query<{ since: Date }>(
      'select password_changed_at as since from administrator where id = $1',
      [id],
    );
    return found.rows[0]?.since.toISOString() === passwordChangedAt;
  }

  private async followSettings(manager: EntityManager): Promise<void> {
    const { username, password } = this.credential;
    await manager.query('select pg_advisory_xact_lock($1)', [advisoryLocks.administrators]);
    const [existing] = await manager.find(Administrator, { order: { createdAt: 'asc' }, take: 1 });
    if (existing === undefined) {
      await manager.insert(Administrator, {
        id: uuidv7(),
        username,
        passwordHash: await this.hashing.hash(password),
      });
      return;
    }
    const samePassword = await this.hashing.verify(existing.passwordHash, password);
    if (samePassword && existing.username === username) return;
    await manager.update(
      Administrator,
      { id: existing.id },
      {
        username,
        passwordChangedAt: new Date(),
        ...(samePassword ? {} : { passwordHash: await this.hashing.hash(password) }),
      },
    );
    // Whoever knew the old credential is out, and whoever was locked out by guessing at it is not.
    await manager.query('delete from console_session');
    await manager.query(`delete from throttle where key like 'login:%'`);
  }
}
