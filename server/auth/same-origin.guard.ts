import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { CrossSiteRequest } from '../http/refusals.ts';
import type { Settings } from '../settings.ts';
import { SETTINGS } from '../settings-token.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses changes that a page of another origin sends with the operator's cookie. Browsers say where a request comes
 * from; clients that are no browsers say nothing and carry no cookie they were not given on purpose.
 */
@Injectable()
export class SameOriginGuard implements CanActivate {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    if (!safeMethods.has(request.method) && !this.isSameOrigin(request))
      throw new CrossSiteRequest();
    return true;
  }

  private isSameOrigin(request: Request): boolean {
    const site = request.headers['sec-fetch-site'];
    // `same-site` is not enough: another port of this host is the same site.
    if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
    const { origin } = request.headers;
    if (origin === undefined) return true;
    if (!URL.canParse(origin)) return false;
    // Express takes the host from `X-Forwarded-Host` when a trusted proxy sent it.
    const hosts = [request.host, this.settings.publicUrl && new URL(this.settings.publicUrl).host];
    const { host, protocol } = new URL(origin);
    return hosts.some((own) => own && hostOf(own, protocol) === host);
  }
}

/** Without the port that the scheme implies, as browsers write it. */
function hostOf(host: string, protocol: string): string | undefined {
  const url = `${protocol}//${host}`;
  return URL.canParse(url) ? new URL(url).host : undefined;
}
