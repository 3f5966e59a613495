import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { actionKey } from '../admin-events/action.decorator.ts';
import { CrossSiteRequest } from '../http/refusals.ts';
import { isFromElsewhere, isSameOrigin } from '../http/same-origin.ts';
import type { Settings } from '../settings.ts';
import { SETTINGS } from '../settings-token.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses changes that a page of another origin sends with the operator's cookie. Whom a proxy signs in has no cookie that
 * stays behind: for him also what is only read but recorded, such as a download.
 */
@Injectable()
export class SameOriginGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const isRefused = safeMethods.has(request.method)
      ? request.user?.proxySession !== undefined &&
        this.isRecorded(context) &&
        isFromElsewhere(request)
      : !isSameOrigin(request, this.settings.publicUrl);
    if (isRefused) throw new CrossSiteRequest();
    return true;
  }

  private isRecorded(context: ExecutionContext): boolean {
    return this.reflector.get<unknown>(actionKey, context.getHandler()) !== undefined;
  }
}
