import { Catch, type ArgumentsHost } from '@nestjs/common';
import type { Request } from 'express';
import { ClientAddresses } from '../http/client-addresses.ts';
import { answerTo, ErrorFilter } from '../http/error.filter.ts';
import { AdminEvents } from './admin-events.ts';
import { callOf, type AdminCall } from './admin-call.ts';
import { newCall } from './new-call.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Answers as {@link ErrorFilter} does, after recording what an administrator was refused. */
@Catch()
export class RecordingErrorFilter extends ErrorFilter {
  constructor(
    private readonly events: AdminEvents,
    private readonly addresses: ClientAddresses,
  ) {
    super();
  }

  override catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const { status, code } = answerTo(error);
    const call = this.callBehind(request, status, code);
    if (call === undefined) return super.catch(error, host);
    // Refusing to record is no failure of its own; whatever else goes wrong leaves the answer unfinished.
    this.events
      .refused(call, status, code)
      .then(() => super.catch(error, host))
      .catch(() => request.destroy());
  }

  /**
   * Who asks too often is refused without an event for each time. A stranger has done something worth recording only
   * when he got the credentials wrong.
   */
  private callBehind(request: Request, status: number, code: string): AdminCall | undefined {
    if (status === 429 || code === 'database_unavailable') return undefined;
    const call = callOf(request);
    if (call && !call.actor)
      return status === 401 && code !== 'not_authenticated' ? call : undefined;
    if (call || !request.user || safeMethods.has(request.method)) return call;
    // No handler was found, or the body could not be read.
    return newCall(request, this.addresses, 'unknown');
  }
}
