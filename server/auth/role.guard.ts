import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { AccessTokenNotEnough, AdminOnly, PasswordChangeRequired } from './auth.errors.ts';
import { ownAccountKey } from './own-account.decorator.ts';
import { publicKey } from './public.decorator.ts';
import { signedInOnlyKey } from './signed-in-only.decorator.ts';
import { sessionUserOf } from './session-user.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Only the role `admin` may change anything, except what is marked `@OwnAccount()` or `@Public()`; a token may do neither that
 * nor what is marked `@SignedInOnly()`. */
@Injectable()
export class RoleGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.isMarked(publicKey, context)) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const { role, passwordChangeRequired, accessToken } = sessionUserOf(request);
    const isOwn = this.isMarked(ownAccountKey, context);
    const isChange = !safeMethods.has(request.method);
    if (isChange && accessToken !== undefined && (isOwn || this.isMarked(signedInOnlyKey, context)))
      throw new AccessTokenNotEnough();
    if (isOwn) return true;
    if (passwordChangeRequired) throw new PasswordChangeRequired();
    if (role !== 'admin' && isChange) throw new AdminOnly();
    return true;
  }

  private isMarked(key: string, context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<boolean | undefined>(key, targets) === true;
  }
}
