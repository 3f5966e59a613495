import { Injectable } from '@nestjs/common';
import type { Request, RequestHandler } from 'express';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { describeCall, recordCallWith } from '../admin-events/admin-call.ts';
import { changesBetween } from '../admin-events/field-changes.ts';
import { hashKey, isWellFormedKey, makeKey, partsShown } from '../bearer-secret.ts';
import { Database } from '../database/database.ts';
import { isDuplicate } from '../database/unique-violation.ts';
import { AddressLimiter } from '../http/address-limiter.ts';
import { ClientAddresses } from '../http/client-addresses.ts';
import { NotFound } from '../http/domain-error.ts';
import { TooManyRequests } from '../http/refusals.ts';
import {
  mostAccessTokens,
  type AccessTokenList,
  type AccessTokenView,
  type createAccessTokenSchema,
  type IssuedAccessToken,
} from './access-tokens.contract.ts';
import type { AdministratorRole } from './administrators.contract.ts';
import {
  AccessTokenInvalid,
  AccessTokenNameTaken,
  PasswordChangeRequired,
  TooManyAccessTokens,
} from './auth.errors.ts';
import { OwnAccount } from './own-account.ts';
import type { SignedIn } from './session-user.ts';

/** What tokens of the console begin with; keys of the gateways begin otherwise. */
const start = 'hcp_';
const bearer = /^Bearer +(\S+) *$/i;

interface Row {
  readonly id: string;
  readonly name: string;
  readonly scope: AccessTokenView['scope'];
  readonly prefix: string;
  readonly last_four: string;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly is_valid: boolean;
}

interface OwnedRow extends Row {
  readonly administrator_id: string;
  readonly username: string;
  readonly role: AdministratorRole;
  readonly password_changed_at: Date;
}

/** A password is changed when somebody else may know it: then what was made with it ends, as sessions do. */
const isValid = `(t.expires_at is null or t.expires_at > now()) and t.created_at >= a.password_changed_at
  and a.disabled_at is null and not a.password_change_required`;
const views = `select t.id, t.name, t.scope, t.prefix, t.last_four, t.created_at, t.expires_at, t.last_used_at,
    ${isValid} as is_valid
  from access_token t join administrator a on a.id = t.administrator_id`;

/** Bearer tokens for programs (RFC 6750, 2.1): each acts for its owner, with his role at most, as long as he may sign in. */
@Injectable()
export class AccessTokens {
  /** Who sends wrong ones is not looked up again and again. */
  private readonly wrong = new AddressLimiter({ limit: 30, windowMs: 60_000 });

  constructor(
    private readonly database: Database,
    private readonly addresses: ClientAddresses,
    private readonly account: OwnAccount,
  ) {}

  /**
   * Puts the owner of a request's token on the request, in place of whoever its cookie names. Fails with
   * {@link AccessTokenInvalid} or {@link TooManyRequests}; a request without a token goes on as it is.
   */
  readonly recognise: RequestHandler = (request, _response, next) => {
    const token = bearer.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined || !token.startsWith(start)) return next();
    const address = this.addresses.of(request);
    const waitMs = this.wrong.blockedForMs(address);
    if (waitMs !== undefined) return next(new TooManyRequests(Math.ceil(waitMs / 1000)));
    this.ownerOf(token, request)
      .then((owner) => {
        request.user = owner;
        next();
      })
      .catch((error: unknown) => {
        if (error instanceof AccessTokenInvalid) this.wrong.count(address);
        next(error);
      });
  };

  async list({ administratorId }: SignedIn): Promise<AccessTokenList> {
    const found = await this.database.console.query<Row>(
      `${views} where t.administrator_id = $1 order by t.created_at desc`,
      [administratorId],
    );
    return { items: found.rows.map(toView) };
  }

  /** Throws {@link AccessTokenNameTaken}, {@link TooManyAccessTokens}, {@link PasswordChangeRequired} and `WrongPassword`. */
  async create(
    user: SignedIn,
    { name, scope, expiresAt, password }: z.output<typeof createAccessTokenSchema>,
  ): Promise<IssuedAccessToken> {
    const { administratorId } = user;
    if (user.passwordChangeRequired) throw new PasswordChangeRequired();
    await this.account.prove(user, password);
    const id = uuidv7();
    const token = makeKey(start);
    const { prefix, lastFour } = partsShown(token, start);
    describeCall({
      target: { kind: 'access_token', id, name },
      changes: changesBetween(undefined, { name, scope, expiresAt, token: prefix }),
    });
    try {
      return await this.database.dataSource.transaction(async (manager) => {
        await this.mustHaveRoom(manager, administratorId);
        await manager.query(
          `insert into access_token (id, administrator_id, name, scope, token_hash, prefix, last_four, expires_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8)`,
          [id, administratorId, name, scope, hashKey(token), prefix, lastFour, expiresAt],
        );
        const [row] = await manager.query<[Row]>(`${views} where t.id = $1`, [id]);
        await recordCallWith(manager);
        return { accessToken: toView(row), token };
      });
    } catch (error) {
      throw isDuplicate(error, 'access_token_name') ? new AccessTokenNameTaken(name) : error;
    }
  }

  /** One's own. Throws {@link NotFound}. */
  async revoke({ administratorId }: SignedIn, id: string): Promise<void> {
    await this.database.dataSource.transaction(async (manager) => {
      const [rows] = await manager.query<[{ name: string }[], number]>(
        'delete from access_token where id = $1 and administrator_id = $2 returning name',
        [id, administratorId],
      );
      const [row] = rows;
      if (row === undefined) throw new NotFound('The access token');
      describeCall({ target: { kind: 'access_token', id, name: row.name } });
      await recordCallWith(manager);
    });
  }

  private async mustHaveRoom(manager: EntityManager, administratorId: string): Promise<void> {
    // The row of the owner is locked, so that two requests at once do not pass the bound together.
    await manager.query('select from administrator where id = $1 for no key update', [
      administratorId,
    ]);
    const [{ count }] = await manager.query<[{ count: number }]>(
      'select count(*)::integer as count from access_token where administrator_id = $1',
      [administratorId],
    );
    if (count >= mostAccessTokens) throw new TooManyAccessTokens();
  }

  private async ownerOf(token: string, request: Request): Promise<SignedIn> {
    if (!isWellFormedKey(token, start)) throw new AccessTokenInvalid();
    const found = await this.database.console.query<OwnedRow>(
      `select t.*, a.username, a.role, a.password_changed_at
       from access_token t join administrator a on a.id = t.administrator_id
       where t.token_hash = $1 and ${isValid}`,
      [hashKey(token)],
    );
    const [row] = found.rows;
    if (row === undefined) throw new AccessTokenInvalid();
    await this.database.console.query(
      `update access_token set last_used_at = now()
       where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
      [row.id],
    );
    return {
      sessionId: row.id,
      administratorId: row.administrator_id,
      passwordChangedAt: row.password_changed_at.toISOString(),
      createdAt: row.created_at.toISOString(),
      expiresAt: (row.expires_at ?? new Date(8.64e15)).toISOString(),
      address: this.addresses.of(request),
      userAgent: request.headers['user-agent']?.slice(0, 300) ?? null,
      username: row.username,
      role: row.scope === 'read' ? 'viewer' : row.role,
      passwordChangeRequired: false,
      accessToken: row.name,
    };
  }
}

function toView(row: Row): AccessTokenView {
  return {
    id: row.id,
    name: row.name,
    scope: row.scope,
    prefix: row.prefix,
    lastFour: row.last_four,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    isValid: row.is_valid,
  };
}
