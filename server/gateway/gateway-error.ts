import type { KeyHolder } from '../api-users/key-holder.ts';
import type { GatewayName } from '../settings.ts';

/** Body of every error under `/v1`, as OpenAI clients read it. */
export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string;
  };
}

interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly code: string;
  readonly message: string;
  readonly param?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A gateway's no, or a fault it reports, in the shape OpenAI clients understand. */
export class GatewayError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ErrorBody;

  constructor(refusal: Refusal) {
    super(refusal.message);
    const { status, type, code, message, param = null, headers = {} } = refusal;
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.body = { error: { message, type, param, code } };
  }
}

/** Retry soon: short enough that no client's timer overflows or sleeps for hours. */
const retrySoon = { 'retry-after': '2' };
/** What is left of the request is not read. */
const closing = { connection: 'close' };
/** The official client stops at once when it sees this; waiting does not help. */
const doNotRetry = { 'x-should-retry': 'false' };

export const invalidApiKey = (hint = '') =>
  new GatewayError({
    status: 401,
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    message: `No valid API key was given. Send "Authorization: Bearer hms_…" with a key of this gateway.${hint}`,
    headers: { 'www-authenticate': 'Bearer' },
  });

export const keyExpired = (holder: KeyHolder) =>
  new GatewayError({
    status: 401,
    type: 'invalid_request_error',
    code: 'key_expired',
    message: `Key ${holder.keyPrefix}… expired at ${holder.expiresAt?.toISOString()}. Ask the operator to extend it.`,
    headers: { 'www-authenticate': 'Bearer' },
  });

export const keyRevoked = (holder: KeyHolder) =>
  new GatewayError({
    status: 410,
    type: 'invalid_request_error',
    code: 'key_revoked',
    message: `Key ${holder.keyPrefix}… was revoked. Ask the operator for access.`,
    headers: doNotRetry,
  });

export const keyRotated = (holder: KeyHolder) =>
  new GatewayError({
    status: 410,
    type: 'invalid_request_error',
    code: 'key_rotated',
    message: `Key ${holder.keyPrefix}… was replaced by a new one. Use the new key of "${holder.apiUserName}".`,
    headers: doNotRetry,
  });

export const tooManyBadKeys = (retryAfterSeconds: number) =>
  new GatewayError({
    status: 429,
    type: 'requests',
    code: 'too_many_invalid_keys',
    message: `Too many requests with invalid keys from this address. Please retry after ${retryAfterSeconds} seconds.`,
    headers: { 'retry-after': String(retryAfterSeconds) },
  });

export const gatewayNotAuthorized = (here: GatewayName, goodFor: readonly string[]) =>
  new GatewayError({
    status: 403,
    type: 'permission_error',
    code: 'gateway_not_authorized',
    message: `This key is not authorized for the "${here}" gateway. It is good for ${goodFor.join(' and ')}.`,
  });

/** What a client sent, short enough to be sent back. */
const shortened = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}…` : text);

export const modelNotAllowed = (model: string, allowed: readonly string[]) =>
  new GatewayError({
    status: 403,
    type: 'permission_error',
    code: 'model_not_allowed',
    param: 'model',
    message: `This key may not use the model "${shortened(model)}". Allowed: ${allowed.join(', ')}.`,
  });

export const rateLimited = (holder: KeyHolder, retryAfterMs: number) => {
  const seconds = Math.min(60, Math.max(1, Math.ceil(retryAfterMs / 1000)));
  return new GatewayError({
    status: 429,
    type: 'requests',
    code: 'rate_limit_exceeded',
    message: `Rate limit reached for key ${holder.keyPrefix}…: limit ${holder.requestsPerMinute} requests/min. Please retry after ${seconds} seconds.`,
    headers: { 'retry-after': String(seconds), 'retry-after-ms': String(Math.ceil(retryAfterMs)) },
  });
};

/** No Retry-After: clients overflow their timers or sleep for days on a long one. */
export const quotaExceeded = (holder: KeyHolder, needed: number, left: number, resetsAt: Date) =>
  new GatewayError({
    status: 429,
    type: 'insufficient_quota',
    code: 'insufficient_quota',
    message: `Monthly token quota of key ${holder.keyPrefix}… is used up: this request may need ${needed} tokens, ${left} of ${holder.monthlyTokenCap} are left. The quota will reset at ${resetsAt.toISOString()}.`,
    headers: doNotRetry,
  });

export const invalidRequest = (
  message: string,
  param?: string,
  status = 400,
  code = 'invalid_request',
) =>
  new GatewayError({
    status,
    type: 'invalid_request_error',
    code,
    message,
    ...(param && { param }),
  });

export const bodyTooLarge = (limit: number) =>
  invalidRequest(
    `The request body is larger than ${limit} bytes.`,
    undefined,
    413,
    'request_too_large',
  );

export const uploadTooSlow = () =>
  new GatewayError({
    status: 408,
    type: 'invalid_request_error',
    code: 'request_timeout',
    message: 'The request body stopped arriving.',
    headers: closing,
  });

export const tooManyUploads = () =>
  new GatewayError({
    status: 429,
    type: 'requests',
    code: 'too_many_uploads',
    message: 'This key has too many or too large requests under way. Please retry shortly.',
    headers: retrySoon,
  });

export const gatewayBusy = () =>
  new GatewayError({
    status: 503,
    type: 'server_error',
    code: 'gateway_busy',
    message: 'The gateway has no room for more right now. Please retry shortly.',
    headers: retrySoon,
  });

export const modelNotFound = (model: string) =>
  invalidRequest(
    `The model "${shortened(model)}" does not exist on this gateway.`,
    'model',
    404,
    'model_not_found',
  );

export const auditUnavailable = () =>
  new GatewayError({
    status: 503,
    type: 'server_error',
    code: 'audit_unavailable',
    message:
      'The request cannot be recorded right now, so it is not forwarded. Please retry shortly.',
    headers: retrySoon,
  });

export const standingUnavailable = () =>
  new GatewayError({
    status: 503,
    type: 'server_error',
    code: 'key_check_unavailable',
    message: 'What this key has used cannot be read right now. Please retry shortly.',
    headers: retrySoon,
  });

export const keysUnavailable = () =>
  new GatewayError({
    status: 503,
    type: 'server_error',
    code: 'key_check_unavailable',
    message: 'The key cannot be checked right now. Please retry shortly.',
    headers: retrySoon,
  });

export const upstreamNotConfigured = () =>
  new GatewayError({
    status: 503,
    type: 'server_error',
    code: 'upstream_not_configured',
    message: 'No upstream is configured for this gateway. The operator has to set one.',
  });

export const upstreamUnavailable = (reason: string | null) =>
  new GatewayError({
    status: 503,
    type: 'server_error',
    code: 'upstream_unavailable',
    message: `The upstream is not ready${reason ? `: ${reason}` : ''}. Please retry shortly.`,
    headers: retrySoon,
  });

export const shuttingDown = () =>
  new GatewayError({
    status: 503,
    type: 'server_error',
    code: 'shutting_down',
    message: 'The gateway is stopping. Please retry shortly.',
    headers: { ...retrySoon, ...closing },
  });

export const keyRevokedWhileRunning = () =>
  new GatewayError({
    status: 410,
    type: 'invalid_request_error',
    code: 'key_revoked',
    message: 'The key was revoked while the request was running.',
    headers: doNotRetry,
  });

export const requestStopped = () =>
  new GatewayError({
    status: 403,
    type: 'permission_error',
    code: 'request_stopped',
    message: 'An administrator stopped this request. The key is still good.',
    headers: doNotRetry,
  });

/** A fault of the provider; it never looks like a fault of the caller's key. */
export const upstreamFault = (
  code:
    | 'upstream_auth_failed'
    | 'upstream_unreachable'
    | 'upstream_invalid_response'
    | 'upstream_redirected'
    | 'upstream_cut'
    | 'upstream_error',
  message: string,
) => new GatewayError({ status: 502, type: 'server_error', code, message });

export const upstreamTimeout = (what: string) =>
  new GatewayError({
    status: 504,
    type: 'server_error',
    code: 'upstream_timeout',
    message: `The upstream ${what}.`,
  });

export const internalError = () =>
  new GatewayError({
    status: 500,
    type: 'server_error',
    code: 'internal_error',
    message:
      'Something went wrong inside the gateway. The request id tells the operator where to look.',
  });
