import { Inject, Injectable } from '@nestjs/common';
import { describeCall, recordCallWith } from '../admin-events/admin-call.ts';
import { changesBetween, hiddenChange } from '../admin-events/field-changes.ts';
import { Database } from '../database/database.ts';
import { InvalidRequest } from '../http/refusals.ts';
import { SETTINGS } from '../settings-token.ts';
import type { Settings } from '../settings.ts';
import { AdministratorCredential } from './administrator-credential.ts';
import { Administrator } from './administrator.entity.ts';
import { Administrators } from './administrators.ts';
import { PasswordFromEnvironment, WrongCode, WrongPassword } from './auth.errors.ts';
import { endSessionsOf } from './console-sessions.ts';
import { LoginThrottle } from './login-throttle.ts';
import type {
  ChangePassword,
  ChangePreferences,
  Me,
  Preferences,
  SecondFactorProof,
  SecondFactorSetup,
} from './own-account.contract.ts';
import { PasswordHashing } from './password-hashing.ts';
import { SecondFactor } from './second-factor.ts';
import type { SignedIn } from './session-user.ts';

/**
 * What an administrator changes about himself. Whatever takes a password throws {@link WrongPassword}, and
 * `TooManyRequests` after ten wrong ones: a session left open must not be a place to guess.
 */
@Injectable()
export class OwnAccount {
  constructor(
    private readonly database: Database,
    private readonly administrators: Administrators,
    private readonly credential: AdministratorCredential,
    private readonly hashing: PasswordHashing,
    private readonly throttle: LoginThrottle,
    private readonly secondFactor: SecondFactor,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async read({ administratorId }: SignedIn): Promise<Me> {
    const found = await this.database.console.query<Me & { preferences: Preferences }>(
      `select id, username, display_name as "displayName", role, from_environment as "fromEnvironment",
         totp_confirmed_at is not null as "totpEnabled",
         (select count(*)::integer from administrator_recovery_code where administrator_id = id)
           as "recoveryCodesLeft",
         password_change_required as "passwordChangeRequired", preferences
       from administrator where id = $1`,
      [administratorId],
    );
    const { preferences, ...me } = found.rows[0]!;
    const isDashboardSet = this.settings.dashboardUrl !== undefined;
    return {
      ...me,
      ...preferences,
      mayOpenHermesDashboard: isDashboardSet && me.role === 'admin' && !me.passwordChangeRequired,
    };
  }

  /**
   * Ends every session; the caller opens a new one with what this resolves with. Throws
   * {@link PasswordFromEnvironment}.
   */
  async changePassword(user: SignedIn, request: ChangePassword): Promise<Administrator> {
    const { fromEnvironment } = await this.prove(user, request.currentPassword);
    if (fromEnvironment) throw new PasswordFromEnvironment(this.credential.file);
    if (request.newPassword === request.currentPassword)
      throw new InvalidRequest([
        { path: 'newPassword', message: 'must be another one than the current password' },
      ]);
    const passwordHash = await this.hashing.hash(request.newPassword);
    return this.database.dataSource.transaction(async (manager) => {
      const found = await manager.findOneOrFail(Administrator, {
        where: { id: user.administratorId },
        lock: { mode: 'pessimistic_write' },
      });
      found.passwordHash = passwordHash;
      found.passwordChangeRequired = false;
      found.passwordChangedAt = found.updatedAt = new Date();
      await manager.save(found);
      await endSessionsOf(manager, found.id);
      describeCall({ changes: [hiddenChange('password')] });
      await recordCallWith(manager);
      return found;
    });
  }

  async changePreferences(user: SignedIn, change: ChangePreferences): Promise<Me> {
    await this.database.dataSource.transaction(async (manager) => {
      const [before] = await manager.query<{ preferences: Preferences }[]>(
        'select preferences from administrator where id = $1 for update',
        [user.administratorId],
      );
      const merged = Object.entries({ ...before?.preferences, ...change });
      const after = Object.fromEntries(merged.filter(([, value]) => value !== null));
      await manager.query('update administrator set preferences = $2 where id = $1', [
        user.administratorId,
        after,
      ]);
      describeCall({ changes: changesBetween(before?.preferences ?? {}, after) });
      await recordCallWith(manager);
    });
    return this.read(user);
  }

  async startSecondFactor(user: SignedIn, password: string): Promise<SecondFactorSetup> {
    await this.prove(user, password);
    return this.secondFactor.start(user.administratorId, user.username);
  }

  /** Resolves with the recovery codes. Throws {@link WrongCode}. */
  confirmSecondFactor(user: SignedIn, code: string): Promise<string[]> {
    return this.secondFactor.confirm(user.administratorId, code);
  }

  /** Throws {@link WrongCode}. */
  async removeSecondFactor(user: SignedIn, proof: SecondFactorProof): Promise<void> {
    await this.prove(user, proof.password, proof.code);
    await this.secondFactor.remove(user.administratorId);
  }

  /** Throws {@link WrongCode}. */
  async renewRecoveryCodes(user: SignedIn, proof: SecondFactorProof): Promise<string[]> {
    await this.prove(user, proof.password, proof.code);
    return this.secondFactor.renewRecoveryCodes(user.administratorId);
  }

  /** Throws {@link WrongPassword}. */
  async prove(user: SignedIn, password: string, code?: string): Promise<Administrator> {
    const giveBack = await this.throttle.admitProof(user.administratorId);
    const found = await this.administrators.withId(user.administratorId);
    const matches = await this.hashing.verify(found?.passwordHash, password);
    if (found === undefined || !matches) throw new WrongPassword();
    const hasFactor = found.totpConfirmedAt !== null;
    if (code !== undefined && hasFactor && !(await this.secondFactor.accept(found.id, code)))
      throw new WrongCode();
    await giveBack();
    return found;
  }
}
