import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  InjectThrottlerOptions,
  ThrottlerGuard,
  type ThrottlerLimitDetail,
  type ThrottlerModuleOptions,
} from '@nestjs/throttler';
import type { Request } from 'express';
import { ClientAddresses } from '../http/client-addresses.ts';
import { sourceOf } from '../http/client-address.ts';
import { TooManyRequests } from '../http/refusals.ts';
import { PostgresThrottlerStorage } from './throttle-storage.ts';

/** Requests to the console's API in one minute, for each session. */
export const apiThrottle = { ttl: 60_000, limit: 600, blockDuration: 10_000 };

/** Bounds what one session may ask of the console, so that a page gone wild does not take the database with it. */
@Injectable()
export class ApiThrottlerGuard extends ThrottlerGuard {
  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    // Stated, because the base class asks for another token at this place.
    @Inject(PostgresThrottlerStorage) storage: PostgresThrottlerStorage,
    reflector: Reflector,
    private readonly addresses: ClientAddresses,
  ) {
    super(options, storage, reflector);
  }

  protected override getTracker(request: Request): Promise<string> {
    const { user } = request;
    if (user) return Promise.resolve(`session:${user.sessionId}`);
    return Promise.resolve(`address:${sourceOf(this.addresses.of(request))}`);
  }

  /** One counter for all routes. */
  protected override generateKey(_context: ExecutionContext, tracker: string): string {
    return `api:${tracker}`;
  }

  protected override throwThrottlingException(
    _context: ExecutionContext,
    detail: ThrottlerLimitDetail,
  ): Promise<void> {
    throw new TooManyRequests(detail.timeToBlockExpire);
  }
}
