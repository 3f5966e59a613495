import {
  Catch,
  HttpException,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { isAway } from '../database/database.ts';
import { DomainError } from './domain-error.ts';
import { DatabaseUnavailable, RetryLater } from './refusals.ts';
import { requestIdOf } from './request-id.ts';

/** The one shape of every refusal and failure of the console's API. */
export interface ErrorEnvelope {
  readonly error: {
    /** Part of the API. */
    readonly code: string;
    /** For people. */
    readonly message: string;
    readonly requestId: string;
    readonly details?: unknown;
  };
}

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details?: unknown;
  readonly retryAfterSeconds?: number;
}

/** Codes of refusals that Nest and Express make themselves. */
const codesByStatus: Readonly<Record<number, string>> = {
  400: 'malformed_request',
  401: 'not_authenticated',
  403: 'refused',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  422: 'invalid_request',
  429: 'too_many_requests',
};

/** Turns whatever was thrown into the envelope. Only the unexpected is logged, and only the log says what it was. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Errors');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const answer = answerTo(error);
    const requestId = requestIdOf(request);
    if (answer.status === 500)
      this.logger.error(
        `${requestId} ${request.method} ${request.path}: ${(error as Error)?.stack ?? String(error)}`,
      );
    // Half an answer cannot be taken back; cutting it is the only way to say that it is not whole.
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { status, code, message, details, retryAfterSeconds } = answer;
    if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
    response.setHeader('cache-control', 'no-store');
    response.removeHeader('etag');
    response.status(status).json({
      error: { code, message, requestId, ...(details === undefined ? {} : { details }) },
    } satisfies ErrorEnvelope);
  }
}

/** Pure, so that every kind of failure can be tried without a server. */
export function answerTo(error: unknown): Answer {
  if (error instanceof DomainError) {
    const { status, code, message, details } = error;
    const retry = error instanceof RetryLater ? { retryAfterSeconds: error.retryAfterSeconds } : {};
    return { status, code, message, ...(details === undefined ? {} : { details }), ...retry };
  }
  const status = statusOf(error);
  const code = codesByStatus[status];
  if (code !== undefined) return { status, code, message: messageFor(status) };
  if (isAway(error ?? {})) return answerTo(new DatabaseUnavailable());
  return { status: 500, code: 'internal_error', message: 'Something went wrong on our side.' };
}

/** Of Nest's exceptions and of errors made by `http-errors`, which Express and its parsers throw. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const { status } = (error ?? {}) as { status?: unknown };
  return typeof status === 'number' ? status : 500;
}

/** Their own messages repeat what was sent. */
function messageFor(status: number): string {
  return status === 404 ? 'There is nothing at this address.' : 'The request is not accepted.';
}
