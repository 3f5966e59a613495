import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { describeCall } from '../admin-events/admin-call.ts';
import { changesBetween } from '../admin-events/field-changes.ts';
import type { KeyHolder } from '../api-users/key-holder.ts';
import { findKeyOfUser, verdictOn } from '../api-users/key-records.ts';
import { RefusalCounters } from '../audit/refusal-counters.ts';
import { Database } from '../database/database.ts';
import { GatewayActivity } from '../gateway/gateway-activity.ts';
import { GatewayDirectory, type ListeningGateway } from '../gateway/gateway-directory.ts';
import {
  gatewayNotAuthorized,
  GatewayError,
  keyExpired,
  keyRevoked,
  upstreamUnavailable,
} from '../gateway/gateway-error.ts';
import { forwardedRoutes } from '../gateway/routes.ts';
import { ClientAddresses } from '../http/client-addresses.ts';
import { NotFound } from '../http/domain-error.ts';
import { requestIdOf } from '../http/request-id.ts';
import type { GatewayName } from '../settings.ts';
import type { playgroundChatSchema } from './playground.contract.ts';
import { ModelsUnavailable } from './playground.errors.ts';
import { playgroundRequest } from './playground-request.ts';

type Chat = z.output<typeof playgroundChatSchema>;

/**
 * Lets an administrator send a chat as an API user, without its key, which nobody has. It goes the way of every request
 * of that user: same gateway, same limits, same record.
 */
@Injectable()
export class Playground {
  constructor(
    private readonly database: Database,
    private readonly directory: GatewayDirectory,
    private readonly activity: GatewayActivity,
    private readonly refusals: RefusalCounters,
    private readonly addresses: ClientAddresses,
  ) {}

  /**
   * Answers as the gateway does; the record has the id of the console's own request. Throws {@link NotFound} for a user
   * that does not exist, and the gateway's errors for what it refuses.
   */
  async send(chat: Chat, request: Request, response: Response): Promise<void> {
    const { gateway: name, apiUserId, model, stream, messages } = chat;
    describeCall({
      target: { kind: 'api_user', id: apiUserId },
      changes: changesBetween(undefined, {
        gateway: name,
        model,
        stream,
        messages: messages.length,
      }),
    });
    try {
      const holder = await this.holderFor(apiUserId, name);
      describeCall({ target: { kind: 'api_user', id: apiUserId, name: holder.apiUserName } });
      const job = {
        id: requestIdOf(request),
        request: playgroundRequest(chat),
        response,
        holder,
        // A gateway may ask once more before it admits a request.
        verifyAgain: () => this.holderFor(apiUserId, name),
        route: forwardedRoutes.chat,
        clientAddress: this.addresses.of(request),
      };
      await this.gateway(name).exchanges.run(job);
    } catch (error) {
      if (error instanceof GatewayError) {
        this.refusals.count(name, error.code, apiUserId);
        this.activity.refuse(name, error.code);
      }
      throw error;
    }
  }

  /** Throws {@link ModelsUnavailable}. */
  async models(name: GatewayName): Promise<string[]> {
    try {
      return (await this.gateway(name).models.all()).map(({ id }) => id);
    } catch (error) {
      throw error instanceof GatewayError ? new ModelsUnavailable(error.message) : error;
    }
  }

  private gateway(name: GatewayName): ListeningGateway {
    const gateway = this.directory.all.find((each) => each.name === name);
    if (gateway === undefined) throw upstreamUnavailable('the gateway does not listen');
    return gateway;
  }

  /** The user behind its present key, asked of the database each time: nothing revoked is ever used. */
  private async holderFor(apiUserId: string, name: GatewayName): Promise<KeyHolder> {
    const record = await findKeyOfUser(this.database.console, apiUserId);
    const verdict = verdictOn(record, Date.now());
    if (verdict.status === 'unknown') throw new NotFound('The API user');
    const { holder } = verdict;
    if (verdict.status === 'expired') throw keyExpired(holder);
    if (verdict.status !== 'valid') throw keyRevoked(holder);
    if (!holder.gateways.includes(name))
      throw gatewayNotAuthorized(name, this.describe(holder.gateways));
    return holder;
  }

  private describe(names: readonly GatewayName[]): string[] {
    return this.directory.all
      .filter((each) => names.includes(each.name))
      .map((each) => `"${each.name}" (port ${each.port})`);
  }
}
