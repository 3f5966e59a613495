import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ApiKeyVerifier } from '../api-users/api-key-verifier.ts';
import { KeysUnavailable, type KeyHolder, type KeyVerdict } from '../api-users/key-holder.ts';
import { AddressLimiter } from '../http/address-limiter.ts';
import { timesSent } from '../http/refuse-odd-requests.ts';
import { GatewayContext } from './gateway-context.ts';
import {
  gatewayNotAuthorized,
  invalidApiKey,
  keyExpired,
  keyRevoked,
  keyRotated,
  keysUnavailable,
  tooManyBadKeys,
} from './gateway-error.ts';

/** What the gateway notes on Express' `response.locals` as a request goes through. */
export interface GatewayLocals {
  requestId: string;
  clientAddress: string;
  holder?: KeyHolder;
  /** Asks again, after time has passed. Throws like the guard. */
  verifyAgain?: () => KeyHolder | Promise<KeyHolder>;
}

/** An answer about a key that is older is asked for again, whether changes were heard or not. */
const sureForMs = 1000;

/** Lets a request pass whose key is good for this gateway. The only credential is one bearer header. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  /** Grows with every change of any API user. */
  private changes = 0;

  constructor(
    private readonly verifier: ApiKeyVerifier,
    private readonly gateway: GatewayContext,
    private readonly badKeys: AddressLimiter,
  ) {
    verifier.onChange(() => this.changes++);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const locals = context.switchToHttp().getResponse<Response>().locals as GatewayLocals;
    const { changes } = this;
    const sureUntilMs = performance.now() + sureForMs;
    const holder = await this.holderOf(request, locals);
    locals.verifyAgain = () =>
      changes === this.changes && performance.now() < sureUntilMs && !isExpired(holder)
        ? holder
        : this.holderOf(request, locals);
    return true;
  }

  private async holderOf(request: Request, locals: GatewayLocals): Promise<KeyHolder> {
    const verdict = await this.verify(bearerOf(request));
    if (verdict.status === 'unknown') {
      const waitMs = this.badKeys.blockedForMs(locals.clientAddress);
      if (waitMs !== undefined) throw tooManyBadKeys(Math.ceil(waitMs / 1000));
      this.badKeys.count(locals.clientAddress);
      throw invalidApiKey(request.headers['x-api-key'] ? ' "x-api-key" is not read.' : '');
    }
    const { holder } = verdict;
    locals.holder = holder;
    if (verdict.status === 'revoked') throw keyRevoked(holder);
    if (verdict.status === 'rotated') throw keyRotated(holder);
    if (verdict.status === 'expired') throw keyExpired(holder);
    if (!holder.gateways.includes(this.gateway.name))
      throw gatewayNotAuthorized(this.gateway.name, this.gateway.describe(holder.gateways));
    return holder;
  }

  private async verify(key: string | undefined): Promise<KeyVerdict> {
    if (key === undefined) return { status: 'unknown' };
    try {
      return await this.verifier.verify(key);
    } catch (error) {
      throw error instanceof KeysUnavailable ? keysUnavailable() : error;
    }
  }
}

function isExpired({ expiresAt }: KeyHolder): boolean {
  return expiresAt !== null && expiresAt.getTime() <= Date.now();
}

/** Node keeps the first of several `Authorization` headers without a word, so they are counted. */
function bearerOf(request: Request): string | undefined {
  if (timesSent(request, 'authorization') !== 1) return undefined;
  return /^Bearer +([^\s,]{1,200})$/i.exec(request.headers.authorization ?? '')?.[1];
}
