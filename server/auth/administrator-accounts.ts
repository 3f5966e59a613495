import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { describeCall, recordCallWith } from '../admin-events/admin-call.ts';
import { changesBetween, hiddenChange } from '../admin-events/field-changes.ts';
import { Database } from '../database/database.ts';
import { isDuplicate } from '../database/unique-violation.ts';
import { NotFound } from '../http/domain-error.ts';
import { generatePassword } from './administrator-credential.ts';
import { Administrator } from './administrator.entity.ts';
import type {
  AdministratorView,
  ChangeAdministrator,
  CreateAdministrator,
  IssuedPassword,
  ResetPassword,
} from './administrators.contract.ts';
import { AdministratorsOverview } from './administrators-overview.ts';
import {
  AdministratorNameTaken,
  AdministratorVersionConflict,
  EnvironmentAdministrator,
  OwnAccountRefused,
  SecondFactorInactive,
} from './auth.errors.ts';
import { endSessionsOf } from './console-sessions.ts';
import { PasswordHashing } from './password-hashing.ts';
import { clearSecondFactor } from './second-factor.ts';
import type { SignedIn } from './session-user.ts';

/**
 * What one administrator changes about another. Every method throws {@link NotFound} for an unknown id,
 * {@link OwnAccountRefused} for oneself, and those that take a version {@link AdministratorVersionConflict}. The one
 * that comes from the settings keeps its role and its password: {@link EnvironmentAdministrator}.
 */
@Injectable()
export class AdministratorAccounts {
  constructor(
    private readonly database: Database,
    private readonly overview: AdministratorsOverview,
    private readonly hashing: PasswordHashing,
  ) {}

  /** Throws {@link AdministratorNameTaken}. */
  async create(request: CreateAdministrator): Promise<IssuedPassword> {
    const { username, role, displayName = username } = request;
    const id = uuidv7();
    const now = new Date();
    describeCall({ target: { kind: 'administrator', id, name: username } });
    const { generated, ...password } = await this.newPassword(request.password);
    try {
      await this.database.dataSource.transaction(async (manager) => {
        await manager.insert(Administrator, {
          id,
          username,
          displayName,
          role,
          fromEnvironment: false,
          createdAt: now,
          updatedAt: now,
          ...password,
        });
        describeCall({ changes: changesBetween(undefined, { username, displayName, role }) });
        await recordCallWith(manager);
      });
    } catch (error) {
      throw isDuplicate(error, 'administrator_username')
        ? new AdministratorNameTaken(username)
        : error;
    }
    return { administrator: await this.overview.get(id), ...generated };
  }

  /** Whoever is disabled is logged out. A new role counts from the next request on. */
  async change(
    id: string,
    { version, ...change }: ChangeAdministrator,
    by: SignedIn,
  ): Promise<AdministratorView> {
    await this.update(id, version, async (found, manager) => {
      const before = shown(found);
      const { displayName, role, disabled } = change;
      if (displayName !== undefined) found.displayName = displayName;
      if (role !== undefined) found.role = role;
      if (disabled === true) found.disabledAt ??= new Date();
      if (disabled === false) found.disabledAt = null;
      const after = shown(found);
      if (before.role !== after.role || before.disabled !== after.disabled)
        refuseUnlessOther(found, by);
      if (after.disabled) await endSessionsOf(manager, id);
      describeCall({ changes: changesBetween(before, after) });
    });
    return this.overview.get(id);
  }

  /** Ends that person's sessions. */
  async resetPassword(
    id: string,
    { version, password: given }: ResetPassword,
    by: SignedIn,
  ): Promise<IssuedPassword> {
    const { generated, ...password } = await this.newPassword(given);
    await this.update(id, version, async (found, manager) => {
      refuseUnlessOther(found, by);
      Object.assign(found, password);
      await endSessionsOf(manager, id);
      describeCall({ changes: [hiddenChange('password')] });
    });
    return { administrator: await this.overview.get(id), ...generated };
  }

  /** For somebody who has lost the device. Throws {@link SecondFactorInactive}. */
  async resetSecondFactor(id: string, by: SignedIn): Promise<AdministratorView> {
    await this.update(id, undefined, async (found, manager) => {
      // Else a session left open would be enough to get rid of one's own.
      if (found.id === by.administratorId) throw new OwnAccountRefused();
      if (!(await clearSecondFactor(manager, id))) throw new SecondFactorInactive();
      found.totpConfirmedAt = null;
      describeCall({ changes: changesBetween({ totpEnabled: true }, { totpEnabled: false }) });
    });
    return this.overview.get(id);
  }

  async endSessions(id: string): Promise<void> {
    await this.database.dataSource.transaction(async (manager) => {
      await this.lock(manager, id);
      await endSessionsOf(manager, id);
      await recordCallWith(manager);
    });
  }

  /** For good. What was recorded stays, under the name it was recorded with. */
  async remove(id: string, by: SignedIn): Promise<void> {
    await this.database.dataSource.transaction(async (manager) => {
      const found = await this.lock(manager, id);
      refuseUnlessOther(found, by);
      await manager.delete(Administrator, { id });
      await endSessionsOf(manager, id);
      const before = { username: found.username, ...shown(found) };
      describeCall({ changes: changesBetween(before, undefined) });
      await recordCallWith(manager);
    });
  }

  private async update(
    id: string,
    version: number | undefined,
    change: (found: Administrator, manager: EntityManager) => Promise<void>,
  ): Promise<void> {
    await this.database.dataSource.transaction(async (manager) => {
      const found = await this.lock(manager, id);
      if (version !== undefined && version !== found.version)
        throw new AdministratorVersionConflict(await this.overview.get(id));
      await change(found, manager);
      found.updatedAt = new Date();
      await manager.save(found);
      await recordCallWith(manager);
    });
  }

  /** The row stays locked until the transaction ends, so that two changes follow each other. */
  private async lock(manager: EntityManager, id: string): Promise<Administrator> {
    const found = await manager.findOne(Administrator, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    if (found === null) throw new NotFound('The administrator');
    describeCall({ target: { kind: 'administrator', id, name: found.username } });
    return found;
  }

  /** A generated one was seen by whoever asked for it, so its owner has to choose another. */
  private async newPassword(given: string | undefined) {
    const password = given ?? generatePassword();
    return {
      passwordHash: await this.hashing.hash(password),
      passwordChangedAt: new Date(),
      passwordChangeRequired: given === undefined,
      generated: given === undefined ? { password } : {},
    };
  }
}

function refuseUnlessOther(found: Administrator, by: SignedIn): void {
  if (found.fromEnvironment) throw new EnvironmentAdministrator();
  if (found.id === by.administratorId) throw new OwnAccountRefused();
}

function shown({ displayName, role, disabledAt }: Administrator) {
  return { displayName, role, disabled: disabledAt !== null };
}
