import { Injectable } from '@nestjs/common';
import { In, IsNull, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { describeCall, recordCallWith } from '../admin-events/admin-call.ts';
import { changesBetween, fingerprint, keyChange } from '../admin-events/field-changes.ts';
import { Database } from '../database/database.ts';
import { isDuplicate } from '../database/unique-violation.ts';
import { NotFound } from '../http/domain-error.ts';
import { hashKey, makeKey, partsShown } from '../bearer-secret.ts';
import { ApiKey } from './api-key.entity.ts';
import { announce } from './api-user-changes.ts';
import { ApiUser } from './api-user.entity.ts';
import { ApiUsersOverview } from './api-users-overview.ts';
import type {
  ApiUserView,
  changeApiUserSchema,
  createApiUserSchema,
  IssuedKey,
  RevokedApiUsers,
  revokeApiUsersSchema,
} from './api-users.contract.ts';
import { ApiUserNameTaken, ApiUserVersionConflict } from './api-users.errors.ts';

type NewApiUser = z.output<typeof createApiUserSchema>;
type Change = z.output<typeof changeApiUserSchema>;

/**
 * Changes to API users and their keys. Every method that takes a version throws {@link ApiUserVersionConflict} when it
 * is not the current one, and {@link NotFound} for an unknown id.
 */
@Injectable()
export class ApiUsers {
  constructor(
    private readonly database: Database,
    private readonly overview: ApiUsersOverview,
  ) {}

  /** Throws {@link ApiUserNameTaken}. */
  async create(request: NewApiUser): Promise<IssuedKey> {
    const id = uuidv7();
    const now = new Date();
    const fields = { ...request, expiresAt: dateOf(request.expiresAt) };
    describeCall({ target: { kind: 'api_user', id, name: request.displayName } });
    const key = await this.naming(request.displayName, async (manager) => {
      await manager.insert(ApiUser, { ...fields, id, createdAt: now, updatedAt: now });
      const issued = await this.issueKey(manager, id);
      describeCall({
        changes: [...changesBetween(undefined, fields), keyChange('key', undefined, issued.mark)],
      });
      await recordCallWith(manager);
      return issued.key;
    });
    return { apiUser: await this.overview.get(id), key };
  }

  /** Throws {@link ApiUserNameTaken}. */
  async change(id: string, { version, ...change }: Change): Promise<ApiUserView> {
    await this.naming(change.displayName, async (manager) => {
      await this.update(manager, id, version, (user) => {
        const { expiresAt, ...rest } = change;
        Object.assign(user, rest);
        if (expiresAt !== undefined) user.expiresAt = dateOf(expiresAt);
      });
      await recordCallWith(manager);
    });
    return this.overview.get(id);
  }

  /** Replaces the key at once. The user, its counters and its log stay. */
  async rotate(id: string, version: number | undefined): Promise<IssuedKey> {
    const key = await this.database.dataSource.transaction(async (manager) => {
      await this.update(manager, id, version, () => undefined);
      const current = { apiUserId: id, rotatedAt: IsNull() };
      const old = await manager.findOneByOrFail(ApiKey, current);
      await manager.update(ApiKey, current, { rotatedAt: new Date() });
      const issued = await this.issueKey(manager, id);
      describeCall({ changes: [keyChange('key', fingerprint(old.hash), issued.mark)] });
      await recordCallWith(manager);
      return issued.key;
    });
    return { apiUser: await this.overview.get(id), key };
  }

  /** Can be undone by {@link restore}. A second time it keeps the first time's date. */
  async revoke(
    id: string,
    { version, endStreams }: { version?: number | undefined; endStreams: boolean },
  ): Promise<ApiUserView> {
    await this.database.dataSource.transaction(async (manager) => {
      const revoke = (user: ApiUser) => (user.revokedAt ??= new Date());
      await this.update(manager, id, version, revoke, endStreams);
      await recordCallWith(manager);
    });
    return this.overview.get(id);
  }

  /** All or none, each with an event of its own. Who is unknown or was revoked before is left as it is. */
  async revokeMany({
    ids,
    endStreams,
  }: z.output<typeof revokeApiUsersSchema>): Promise<RevokedApiUsers> {
    return this.database.dataSource.transaction(async (manager) => {
      // Locked in one order, so that two such calls never wait for each other.
      const users = await manager.find(ApiUser, {
        where: { id: In(ids) },
        order: { id: 'asc' },
        lock: { mode: 'pessimistic_write' },
      });
      const open = users.filter(({ revokedAt }) => revokedAt === null);
      const revokedAt = new Date();
      for (const user of open) {
        await manager.save(Object.assign(user, { revokedAt, updatedAt: revokedAt }));
        await announce(manager, { apiUserId: user.id, endStreams });
      }
      for (const { id, displayName } of open) {
        describeCall({
          target: { kind: 'api_user', id, name: displayName },
          changes: changesBetween({ revokedAt: null }, { revokedAt }),
        });
        await recordCallWith(manager);
      }
      const known = new Map(users.map((user) => [user.id, user]));
      const revoked = new Set(open);
      return {
        items: ids.map((id) => {
          const user = known.get(id);
          if (user === undefined) return { id, displayName: null, outcome: 'not_found' };
          const outcome = revoked.has(user) ? 'revoked' : 'already_revoked';
          return { id, displayName: user.displayName, outcome };
        }),
      };
    });
  }

  async restore(id: string, version: number | undefined): Promise<ApiUserView> {
    await this.database.dataSource.transaction(async (manager) => {
      await this.update(manager, id, version, (user) => (user.revokedAt = null));
      await recordCallWith(manager);
    });
    return this.overview.get(id);
  }

  /** For good, with its keys. What was logged stays, under the name it was logged with. */
  async remove(id: string): Promise<void> {
    await this.database.dataSource.transaction(async (manager) => {
      const user = await this.lock(manager, id);
      await manager.delete(ApiUser, { id });
      await manager.query('delete from api_user_rate where api_user_id = $1', [id]);
      await announce(manager, { apiUserId: id, endStreams: true });
      describeCall({ changes: changesBetween(recorded(user), undefined) });
      await recordCallWith(manager);
    });
  }

  private async update(
    manager: EntityManager,
    id: string,
    version: number | undefined,
    change: (user: ApiUser) => unknown,
    endStreams = false,
  ): Promise<void> {
    const user = await this.lock(manager, id);
    if (version !== undefined && version !== user.version)
      throw new ApiUserVersionConflict(await this.overview.get(id));
    const before = recorded(user);
    change(user);
    describeCall({ changes: changesBetween(before, recorded(user)) });
    user.updatedAt = new Date();
    await manager.save(user);
    await announce(manager, { apiUserId: id, endStreams });
  }

  /** The row stays locked until the transaction ends, so that two changes follow each other. */
  private async lock(manager: EntityManager, id: string): Promise<ApiUser> {
    const user = await manager.findOne(ApiUser, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    if (user === null) throw new NotFound('The API user');
    describeCall({ target: { kind: 'api_user', id, name: user.displayName } });
    return user;
  }

  /** `mark` stands for the key where the key must not be. */
  private async issueKey(
    manager: EntityManager,
    apiUserId: string,
  ): Promise<{ key: string; mark: string }> {
    const key = makeKey();
    const hash = hashKey(key);
    await manager.insert(ApiKey, {
      id: uuidv7(),
      apiUserId,
      hash,
      ...partsShown(key),
      createdAt: new Date(),
    });
    return { key, mark: fingerprint(hash) };
  }

  /** A transaction that gives a name; the database alone can say whether it is free. */
  private async naming<T>(
    name: string | undefined,
    work: (manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.database.dataSource.transaction(work);
    } catch (error) {
      throw isDuplicate(error, 'api_user_display_name_key')
        ? new ApiUserNameTaken(name ?? '')
        : error;
    }
  }
}

/** What events tell about an API user. */
function recorded(user: ApiUser) {
  const { displayName, gateways, requestsPerMinute, monthlyTokenCap } = user;
  const { expiresAt, allowedModels, note, revokedAt } = user;
  return {
    displayName,
    gateways,
    requestsPerMinute,
    monthlyTokenCap,
    expiresAt,
    allowedModels,
    note,
    revokedAt,
  };
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
