import {
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { Request } from 'express';
import { finalize, type Observable } from 'rxjs';
import { LiveChannel } from './live-channel.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Any change an administrator makes may end a session: logging out, a new password, somebody who is disabled. Rather than
 * know them all, the live connections are looked at after each, which is one statement, and none without connections.
 */
@Injectable()
export class SessionEndInterceptor implements NestInterceptor {
  constructor(private readonly channel: LiveChannel) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { method } = context.switchToHttp().getRequest<Request>();
    if (safeMethods.has(method)) return next.handle();
    return next.handle().pipe(finalize(() => void this.channel.checkSessions()));
  }
}
