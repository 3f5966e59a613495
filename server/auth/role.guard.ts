import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { AdminOnly, PasswordChangeRequired } from './auth.errors.ts';
import { ownAccountKey } from './own-account.decorator.ts';
import { publicKey } from './public.decorator.ts';
import { sessionUserOf } from './session-user.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Only the role `admin` may change anything, except what is marked `@OwnAccount()` or `@Public()`. */
@Injectable()
export class RoleGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.isMarked(publicKey, context) || this.isMarked(ownAccountKey, context)) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const { role, passwordChangeRequired } = sessionUserOf(request);
    if (passwordChangeRequired) throw new PasswordChangeRequired();
    if (role !== 'admin' && !safeMethods.has(request.method)) throw new AdminOnly();
    return true;
  }

  private isMarked(key: string, context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<boolean | undefined>(key, targets) === true;
  }
}
