import { createHash } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Request, RequestHandler } from 'express';
import { AdminEvents } from '../admin-events/admin-events.ts';
import { changesBetween } from '../admin-events/field-changes.ts';
import { newCall } from '../admin-events/new-call.ts';
import { AddressLimiter } from '../http/address-limiter.ts';
import { ClientAddresses } from '../http/client-addresses.ts';
import { CrossSiteRequest } from '../http/refusals.ts';
import { isFromElsewhere, isTopNavigation } from '../http/same-origin.ts';
import type { Settings } from '../settings.ts';
import { SETTINGS } from '../settings-token.ts';
import { ProxyAccounts } from './proxy-accounts.ts';
import { ProxySessions } from './proxy-sessions.ts';
import { TrustedHeader, type ProxyClaim } from './trusted-header.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Requests for whose user, as the proxy names him, there is no account that may come in. */
const refused = new WeakSet<Request>();

/** Whether the proxy named somebody who may not come in. */
export const isRefusedByName = (request: Request): boolean => refused.has(request);

/** Signs in whom an authenticating proxy names, request by request: who it no longer names is out at once. */
@Injectable()
export class TrustedSignIn {
  private readonly logger = new Logger('TrustedSignIn');
  private readonly header: TrustedHeader | undefined;
  /** A name is refused with every request of a page; once in a minute its sessions are ended and an event says it. */
  private readonly refusals = new AddressLimiter({ limit: 1, windowMs: 60_000 });

  constructor(
    @Inject(SETTINGS) settings: Settings,
    private readonly accounts: ProxyAccounts,
    private readonly sessions: ProxySessions,
    private readonly events: AdminEvents,
    private readonly addresses: ClientAddresses,
  ) {
    const { trustedAuth } = settings;
    if (trustedAuth === undefined) return;
    this.header = new TrustedHeader(trustedAuth);
    if (trustedAuth.secret === undefined)
      this.logger.warn(
        'Whoever connects from HERMES_TRUSTED_AUTH_CIDRS may sign in as anybody. Set HERMES_TRUSTED_AUTH_SECRET, too.',
      );
  }

  /**
   * Puts who the proxy names on the request, in place of whoever its cookie names; a token goes before both. Without a
   * name, or with one that may not come in, the request goes on as it is. What a page of another origin reads with it fails
   * with `CrossSiteRequest`; whether it may change something is asked later.
   */
  readonly recognise: RequestHandler = (request, _response, next) => {
    if (this.header === undefined) return next();
    this.signIn(this.header, request).then(() => next(), next);
  };

  private async signIn(header: TrustedHeader, request: Request): Promise<void> {
    const claim = header.take(request);
    if (claim === undefined || request.user?.accessToken !== undefined) return;
    // No cookie stays behind here as it does when a page of another site asks for a picture, so this is told by ourselves.
    const isRead = safeMethods.has(request.method);
    if (isRead && isFromElsewhere(request) && !isTopNavigation(request))
      throw new CrossSiteRequest();
    const call = newCall(request, this.addresses, 'session.sign_in');
    const { known, admitted } = await this.accounts.of(claim, call);
    if (admitted === undefined) return this.refuse(request, claim, known?.id);
    const { id, username, role, passwordChangeRequired } = admitted;
    call.actor = { id, name: username, role };
    call.target = { kind: 'administrator', id, name: username };
    call.changes = changesBetween(undefined, { signedInBy: 'proxy' });
    const { sid, user } = await this.sessions.of(admitted, call);
    this.refusals.forget(keyOf(claim));
    request.user = { ...user, username, role, passwordChangeRequired, proxySession: sid };
  }

  private async refuse(request: Request, claim: ProxyClaim, id: string | undefined): Promise<void> {
    refused.add(request);
    const key = keyOf(claim);
    if (this.refusals.blockedForMs(key) !== undefined) return;
    this.refusals.count(key);
    try {
      if (id !== undefined) await this.sessions.endAllOf(id);
    } catch (error) {
      this.refusals.forget(key);
      throw error;
    }
    const call = newCall(request, this.addresses, 'session.sign_in');
    call.actor = undefined;
    call.target = { kind: 'administrator', id, name: claim.username };
    call.changes = changesBetween(undefined, { signedInBy: 'proxy' });
    await this.events.refused(call, 401, 'proxy_user_refused');
  }
}

const keyOf = ({ username }: ProxyClaim): string =>
  createHash('sha256').update(username).digest('hex');
