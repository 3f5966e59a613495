import {
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { defer, from, mergeMap, Observable } from 'rxjs';
import { AdminEvents } from './admin-events.ts';
import { callOf, runInCall, type AdminCall } from './admin-call.ts';

/** Records every call of an administrator that went well before its answer is sent. */
@Injectable()
export class ActionInterceptor implements NestInterceptor {
  constructor(private readonly events: AdminEvents) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const call = callOf(request);
    if (call === undefined) return next.handle();
    // Nest has set by now what the handler answers with.
    call.expectedStatus = http.getResponse<Response>().statusCode;
    const handled = handleInCall(call, next);
    if (request.method === 'GET' || request.method === 'HEAD')
      return from(this.record(call)).pipe(mergeMap(() => handled));
    return handled.pipe(
      mergeMap(async (answer) => {
        await this.record(call);
        return answer;
      }),
    );
  }

  /** Logging out without a session is nobody's doing. */
  private async record(call: AdminCall): Promise<void> {
    if (call.actor !== undefined) await this.events.succeeded(call);
  }
}

/** The handler starts when it is subscribed to, so that is what has to happen within the call. */
function handleInCall(call: AdminCall, next: CallHandler): Observable<unknown> {
  return defer(
    () =>
      new Observable((subscriber) => runInCall(call, () => next.handle().subscribe(subscriber))),
  );
}
