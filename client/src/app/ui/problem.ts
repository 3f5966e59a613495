import { HttpErrorResponse } from '@angular/common/http';

/** What went wrong, in words an operator can act on. */
export interface Problem {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** As the server logs it, to find the cause there. */
  readonly requestId: string | undefined;
  /** Messages next to form fields, by the name of the field. */
  readonly fields: ReadonlyMap<string, string>;
  /** The resource as it is now, when a change was refused because it moved on. */
  readonly current: unknown;
  /** How long the server asks us to wait, in seconds. */
  readonly retryAfterSeconds: number | undefined;
  readonly url: string | undefined;
}

/** The code of a change that was asked for and never answered: it may have been made. */
export const outcomeUnknown = 'outcome_unknown';

interface ErrorEnvelope {
  readonly error?: {
    readonly code?: string;
    readonly message?: string;
    readonly requestId?: string;
    readonly details?: {
      readonly fields?: readonly { readonly path: string; readonly message: string }[];
      readonly current?: unknown;
    };
  };
}

/** Reads a failed call: the server's own words where it sent some, else the nearest cause. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof HttpErrorResponse)) return unexpected(error);
  const body = (isObject(error.error) ? error.error : {}) as ErrorEnvelope;
  const told = body.error;
  return {
    status: error.status,
    code: told?.code ?? (error.status === 0 ? 'unreachable' : `http_${error.status}`),
    message: told?.message ?? causeOf(error),
    requestId: told?.requestId ?? error.headers.get('x-request-id') ?? undefined,
    fields: new Map(
      (told?.details?.fields ?? []).map((field) => [field.path.split('.')[0] ?? '', field.message]),
    ),
    current: told?.details?.current,
    retryAfterSeconds: secondsOf(error.headers.get('retry-after')),
    url: error.url ?? undefined,
  };
}

/** Text for a support request. It holds no form values and no query, which may carry search words. */
export function diagnosticsOf(problem: Problem): string {
  return [
    `Hermes Control Plane, ${new Date().toISOString()}`,
    `Problem: ${problem.status || 'no answer'} ${problem.code}`,
    `Message: ${problem.message}`,
    `Request: ${problem.requestId ?? 'unknown'} ${problem.url?.replace(/\?.*$/, '') ?? ''}`.trim(),
    `Page: ${location.pathname}`,
    `Browser: ${navigator.userAgent}`,
  ].join('\n');
}

function causeOf(error: HttpErrorResponse): string {
  if (isTimeout(error)) return 'The server did not answer in time.';
  if (error.status === 0) return 'The server could not be reached.';
  if (error.status === 401) return 'You are not signed in.';
  if (error.status === 404) return 'This does not exist (any more).';
  if (error.status === 429) return 'Too many requests. Wait a moment and try again.';
  return `The server answered ${error.status}.`;
}

/** The server gave no answer within the time this page waits for one. */
export function isTimeout(error: HttpErrorResponse): boolean {
  const reason: unknown = error.error;
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}

/** `Retry-After` is either seconds or a date (RFC 9110, 10.2.3). */
function secondsOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(wait) ? Math.max(0, Math.ceil(wait)) : undefined;
}

function unexpected(error: unknown): Problem {
  return {
    status: 0,
    code: 'unexpected',
    message: error instanceof Error ? error.message : 'Something unexpected happened.',
    requestId: undefined,
    fields: new Map(),
    current: undefined,
    retryAfterSeconds: undefined,
    url: undefined,
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
