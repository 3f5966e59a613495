import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { callOf } from '../admin-events/admin-call.ts';
import { AdminEvents } from '../admin-events/admin-events.ts';
import { GatewayError } from '../gateway/gateway-error.ts';

/** What a gateway refuses reads in the playground as it does for its clients, and is recorded as refused. */
@Catch(GatewayError)
export class PlaygroundErrorFilter implements ExceptionFilter<GatewayError> {
  constructor(private readonly events: AdminEvents) {}

  async catch(error: GatewayError, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const call = callOf(request);
    if (call !== undefined) await this.events.refused(call, error.status, error.code);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.set(error.headers);
    response.status(error.status).json(error.body);
  }
}
