import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { appendEvent } from '../admin-events/event-chain.ts';
import { contentOf, type AdminCall } from '../admin-events/admin-call.ts';
import { changesBetween } from '../admin-events/field-changes.ts';
import { Database } from '../database/database.ts';
import { isDuplicate } from '../database/unique-violation.ts';
import type { Settings } from '../settings.ts';
import { SETTINGS } from '../settings-token.ts';
import { generatePassword } from './administrator-credential.ts';
import { Administrator } from './administrator.entity.ts';
import { createAdministratorSchema, type AdministratorRole } from './administrators.contract.ts';
import { Administrators } from './administrators.ts';
import { PasswordHashing } from './password-hashing.ts';
import type { ProxyClaim } from './trusted-header.ts';

/** In the events, who makes an account or gives it another role because of its groups. */
const proxyActor = { id: null, name: 'proxy', role: null };

/** What a claim amounts to: the account, if it may come in. */
export interface ProxyAccount {
  /** Of that name, also when it may not. */
  readonly known: Administrator | undefined;
  readonly admitted: Administrator | undefined;
}

/**
 * Accounts of people whom a proxy signs in. Without groups the console's own list decides; with them the groups do, and the
 * account follows, so that whatever looks at accounts sees the role that counts.
 */
@Injectable()
export class ProxyAccounts {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly database: Database,
    private readonly administrators: Administrators,
    private readonly hashing: PasswordHashing,
  ) {}

  /** `call` is what the events say of the request; its action does not count. */
  async of({ username, role }: ProxyClaim, call: AdminCall): Promise<ProxyAccount> {
    await this.administrators.prepare();
    const byGroups = this.settings.trustedAuth?.groups !== undefined;
    let known = await this.administrators.named(username);
    if (known === undefined && byGroups && role !== undefined && isUsername(username))
      known = await this.create(username, role, call);
    if (known === undefined || known.disabledAt !== null) return { known, admitted: undefined };
    if (!byGroups) return { known, admitted: known };
    // The one of the settings keeps its role: it comes in with it or not at all.
    if (known.fromEnvironment) return { known, admitted: role === known.role ? known : undefined };
    if (role === undefined) return { known, admitted: undefined };
    if (known.role !== role) known = await this.follow(known.id, role, call);
    return { known, admitted: known };
  }

  /** Its password is told to nobody, so that it needs no changing. */
  private async create(
    username: string,
    role: AdministratorRole,
    call: AdminCall,
  ): Promise<Administrator | undefined> {
    const passwordHash = await this.hashing.hash(generatePassword());
    const [id, now] = [uuidv7(), new Date()];
    try {
      await this.database.dataSource.transaction(async (manager) => {
        await manager.insert(Administrator, {
          id,
          username,
          displayName: username,
          role,
          fromEnvironment: false,
          passwordHash,
          passwordChangeRequired: false,
          passwordChangedAt: now,
          createdAt: now,
          updatedAt: now,
        });
        const changes = changesBetween(undefined, { username, displayName: username, role });
        const target = { kind: 'administrator', id, name: username };
        await this.record(manager, { ...call, action: 'administrator.create', target, changes });
      });
    } catch (error) {
      // Another request of the same person was quicker.
      if (!isDuplicate(error, 'administrator_username')) throw error;
    }
    return this.administrators.named(username);
  }

  private async follow(
    id: string,
    role: AdministratorRole,
    call: AdminCall,
  ): Promise<Administrator | undefined> {
    return this.database.dataSource.transaction(async (manager) => {
      const found = await manager.findOne(Administrator, {
        where: { id },
        lock: { mode: 'pessimistic_write' },
      });
      if (found === null || found.disabledAt !== null) return undefined;
      const changes = changesBetween({ role: found.role }, { role });
      if (changes.length === 0) return found;
      found.role = role;
      found.updatedAt = new Date();
      await manager.save(found);
      const target = { kind: 'administrator', id, name: found.username };
      await this.record(manager, {
        ...call,
        action: 'administrator.follow_groups',
        target,
        changes,
      });
      return found;
    });
  }

  private record(manager: EntityManager, call: AdminCall): Promise<void> {
    const content = contentOf({ ...call, actor: proxyActor }, { status: 200, code: null });
    return appendEvent(manager, content);
  }
}

const isUsername = (text: string): boolean =>
  createAdministratorSchema.shape.username.safeParse(text).data === text;
