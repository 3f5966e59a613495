import { Logger } from '@nestjs/common';
import type { Request } from 'express';
import { AddressLimiter } from '../http/address-limiter.ts';
import { addressList, isListed } from '../http/client-address.ts';
import { timesSent } from '../http/refuse-odd-requests.ts';
import { MalformedRequest } from '../http/refusals.ts';
import { isSameSecret } from '../http/same-secret.ts';
import type { TrustedAuth } from '../trusted-auth-settings.ts';
import type { AdministratorRole } from './administrators.contract.ts';

/** Where the proxy sends its secret. */
export const trustedSecretHeader = 'x-hermes-auth-secret';

/** What the proxy says of who sends a request. */
export interface ProxyClaim {
  readonly username: string;
  /** By the groups; `undefined` when none of them has one, or when roles are the console's matter. */
  readonly role: AdministratorRole | undefined;
}

/** Reads what an authenticating proxy says, and believes nobody else. */
export class TrustedHeader {
  private readonly logger = new Logger('TrustedHeader');
  private readonly peers: ReturnType<typeof addressList>;
  private readonly warned = new AddressLimiter({ limit: 1, windowMs: 60_000 });

  constructor(private readonly trusted: TrustedAuth) {
    this.peers = addressList(trusted.cidrs);
  }

  /**
   * Judged by the connection itself, never by a forwarded address. Takes the headers off the request, whoever sent them, so
   * that nothing behind this reads or passes them on. Throws `MalformedRequest` when the proxy sent one of them twice:
   * one of the two is then the client's.
   */
  take(request: Request): ProxyClaim | undefined {
    const { header, groups, secret } = this.trusted;
    const names = [header, trustedSecretHeader, ...(groups ? [groups.header] : [])];
    const [username, given, groupText] = names.map((name) => request.headers[name]?.toString());
    for (const name of names) delete request.headers[name];
    const peer = request.socket.remoteAddress ?? '';
    if (username === undefined || !isListed(peer, this.peers)) return undefined;
    if (secret !== undefined && (given === undefined || !isSameSecret(given, secret))) {
      this.warn(peer);
      return undefined;
    }
    for (const name of names)
      if (timesSent(request, name) > 1)
        throw new MalformedRequest(
          `The proxy sent the header ${name} more than once. It has to replace what clients send.`,
        );
    const name = decoded(username).trim();
    return name === '' ? undefined : { username: name, role: this.roleOf(groupText) };
  }

  private roleOf(text: string | undefined): AdministratorRole | undefined {
    const { groups } = this.trusted;
    const held = decoded(text ?? '')
      .split(/[,|]/)
      .map((group) => group.trim());
    if (groups?.admin !== undefined && held.includes(groups.admin)) return 'admin';
    if (groups?.viewer !== undefined && held.includes(groups.viewer)) return 'viewer';
    return undefined;
  }

  private warn(peer: string): void {
    if (this.warned.blockedForMs(peer) !== undefined) return;
    this.warned.count(peer);
    this.logger.warn(
      `${peer} sent a user name without the right ${trustedSecretHeader}. It was ignored.`,
    );
  }
}

/** Node reads headers as Latin-1; proxies send names in UTF-8. */
function decoded(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  const utf8 = bytes.toString('utf8');
  return utf8.includes('\uFFFD') ? text : utf8;
}
