import {
  Catch,
  HttpException,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { RefusalCounters } from '../audit/refusal-counters.ts';
import type { GatewayLocals } from './api-key.guard.ts';
import type { GatewayActivity } from './gateway-activity.ts';
import { GatewayContext } from './gateway-context.ts';
import { GatewayError, internalError, invalidRequest } from './gateway-error.ts';

/** Every error of a gateway, the framework's own included, leaves as an OpenAI error object. */
@Catch()
export class GatewayErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Gateway');

  constructor(
    private readonly gateway: GatewayContext,
    private readonly refusals: RefusalCounters,
    private readonly activity: GatewayActivity,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const locals = response.locals as GatewayLocals;
    const told = this.translate(error, request, locals.requestId);
    this.refusals.count(this.gateway.name, told.code, locals.holder?.apiUserId ?? null);
    this.activity.refuse(this.gateway.name, told.code);
    if (response.destroyed) return;
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.set(told.headers);
    response.status(told.status).json(told.body);
  }

  private translate(error: unknown, request: Request, requestId: string): GatewayError {
    if (error instanceof GatewayError) return error;
    if (error instanceof HttpException && error.getStatus() === 404) return unknownPath(request);
    if (error instanceof HttpException && error.getStatus() < 500)
      return invalidRequest('The request cannot be read.', undefined, error.getStatus());
    this.logger.error(`Request ${requestId}: ${(error as Error).stack ?? String(error)}`);
    return internalError();
  }
}

function unknownPath(request: Request): GatewayError {
  const path = request.path.slice(0, 200);
  return invalidRequest(
    `There is no ${request.method} ${path} here. The base URL of this gateway ends in /v1; it serves /v1/chat/completions, /v1/completions, /v1/embeddings, /v1/responses, /v1/models and /v1/key.`,
    undefined,
    404,
    'unknown_url',
  );
}
