import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { CrossSiteRequest } from '../http/refusals.ts';
import { isSameOrigin } from '../http/same-origin.ts';
import type { Settings } from '../settings.ts';
import { SETTINGS } from '../settings-token.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses changes that a page of another origin sends with the operator's cookie. */
@Injectable()
export class SameOriginGuard implements CanActivate {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    if (!safeMethods.has(request.method) && !isSameOrigin(request, this.settings.publicUrl))
      throw new CrossSiteRequest();
    return true;
  }
}
