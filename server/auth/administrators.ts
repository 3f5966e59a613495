import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { advisoryLocks } from '../database/advisory-locks.ts';
import { Database } from '../database/database.ts';
import { isDuplicate } from '../database/unique-violation.ts';
import { DatabaseUnavailable } from '../http/refusals.ts';
import type { Settings } from '../settings.ts';
import { SETTINGS } from '../settings-token.ts';
import { AdministratorCredential } from './administrator-credential.ts';
import { Administrator } from './administrator.entity.ts';
import { SettingsNameTaken } from './auth.errors.ts';
import { endSessionsOf } from './console-sessions.ts';
import { PasswordHashing } from './password-hashing.ts';
import { clearSecondFactor } from './second-factor.ts';
import type { SessionUser, Standing } from './session-user.ts';
import { recordSettingsChange } from './settings-event.ts';

/** Who may log in. For the first one the settings are the authority; the table holds what they amount to. */
@Injectable()
export class Administrators implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Administrators');
  private prepared: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly hashing: PasswordHashing,
    private readonly credential: AdministratorCredential,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    database.onReady(() => this.prepare());
  }

  /**
   * Makes the table agree with the settings, once per process; after a failure the next call tries again. Throws
   * {@link SettingsNameTaken}.
   */
  async prepare(): Promise<void> {
    if (!this.database.isReady) throw new DatabaseUnavailable();
    this.prepared ??= this.followSettings();
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

  /** Resolves with `undefined` for an unknown name, a disabled one and a wrong password alike, after the same time. */
  async verify(username: string, password: string): Promise<Administrator | undefined> {
    await this.prepare();
    const found = await this.named(username);
    const matches = await this.hashing.verify(found?.passwordHash, password);
    return matches && found?.disabledAt === null ? found : undefined;
  }

  named(username: string): Promise<Administrator | undefined> {
    return this.findBy({ username });
  }

  withId(id: string): Promise<Administrator | undefined> {
    return this.findBy({ id });
  }

  async noteLogin(id: string): Promise<void> {
    // Not through the entity: a login is no change that another administrator could overwrite.
    await this.database.console.query(
      'update administrator set last_login_at = now() where id = $1',
      [id],
    );
  }

  /** What the administrator of a session is now; `undefined` once disabled, removed or given another credential. */
  async standingOf(session: SessionUser): Promise<Standing | undefined> {
    const found = await this.database.console.query<Standing & { since: Date }>(
      `select username, role, password_change_required as "passwordChangeRequired",
         password_changed_at as since
       from administrator where id = $1 and disabled_at is null`,
      [session.administratorId],
    );
    const [row] = found.rows;
    if (row?.since.toISOString() !== session.passwordChangedAt) return undefined;
    const { username, role, passwordChangeRequired } = row;
    return { username, role, passwordChangeRequired };
  }

  private async findBy(where: { id: string } | { username: string }) {
    const repository = this.database.dataSource.getRepository(Administrator);
    return (await repository.findOneBy(where)) ?? undefined;
  }

  private async followSettings(): Promise<void> {
    const { username } = this.credential;
    try {
      await this.database.dataSource.transaction(async (manager) => {
        await manager.query('select pg_advisory_xact_lock($1)', [advisoryLocks.administrators]);
        const existing = await manager.findOneBy(Administrator, { fromEnvironment: true });
        if (existing === null) await this.createFirst(manager);
        else {
          await this.followCredential(manager, existing);
          await this.followReset(manager, existing);
        }
      });
    } catch (error) {
      throw isDuplicate(error, 'administrator_username') ? new SettingsNameTaken(username) : error;
    }
  }

  private async createFirst(manager: EntityManager): Promise<void> {
    const { username, password } = this.credential;
    const now = new Date();
    const first = {
      id: uuidv7(),
      username,
      displayName: username,
      role: 'admin' as const,
      fromEnvironment: true,
      passwordHash: await this.hashing.hash(password),
      passwordChangeRequired: false,
      createdAt: now,
      updatedAt: now,
      passwordChangedAt: now,
    };
    await manager.insert(Administrator, first);
    await recordSettingsChange(manager, first, { username });
  }

  private async followCredential(manager: EntityManager, existing: Administrator): Promise<void> {
    const { username, password } = this.credential;
    const samePassword = await this.hashing.verify(existing.passwordHash, password);
    if (samePassword && existing.username === username) return;
    const before = { username: existing.username };
    if (existing.displayName === existing.username) existing.displayName = username;
    existing.username = username;
    if (!samePassword) existing.passwordHash = await this.hashing.hash(password);
    existing.passwordChangedAt = existing.updatedAt = new Date();
    await manager.save(existing);
    // Whoever knew the old credential is out, and whoever was locked out by guessing at it is not.
    await endSessionsOf(manager, existing.id);
    await manager.query(`delete from throttle where key like 'login:%'`);
    await recordSettingsChange(manager, existing, { username }, { before, samePassword });
  }

  /** The way back in for an operator who has lost his second factor and can reach the settings. */
  private async followReset(manager: EntityManager, existing: Administrator): Promise<void> {
    if (!this.settings.adminResetTotp) return;
    this.logger.warn('HERMES_ADMIN_RESET_TOTP is set: remove it when you are logged in again.');
    if (!(await clearSecondFactor(manager, existing.id))) return;
    await recordSettingsChange(
      manager,
      existing,
      { totpEnabled: false },
      { before: { totpEnabled: true }, samePassword: true },
    );
  }
}
