import type { IncomingHttpHeaders } from 'node:http';
import type { Standing } from '../audit/ledger-records.ts';
import { monthEnd } from '../audit/month.ts';
import type { KeyHolder } from '../api-users/key-holder.ts';

/**
 * The request to the upstream is written anew; of the client's headers only these are kept. Above all no credential:
 * Hermes' proxy hands every header it gets to the provider, and would leak a key sent as `x-api-key`.
 */
const keptHeaders = ['accept', 'user-agent', 'openai-beta'] as const;

export function upstreamHeaders(
  incoming: IncomingHttpHeaders,
  requestId: string,
): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'x-request-id': requestId,
  };
  for (const name of keptHeaders) {
    const value = incoming[name];
    if (typeof value === 'string') headers[name] = value;
  }
  return headers;
}

/** Where the key stands, in the names and the duration form OpenAI uses. */
export function limitHeaders(
  holder: KeyHolder,
  standing: Standing,
  now = new Date(),
): Record<string, string> {
  const { requestsLastMinute, usedTokens, reservedTokens } = standing;
  const left = holder.monthlyTokenCap - usedTokens - reservedTokens;
  return {
    'x-ratelimit-limit-requests': String(holder.requestsPerMinute),
    'x-ratelimit-remaining-requests': String(
      Math.max(0, holder.requestsPerMinute - requestsLastMinute),
    ),
    // The window slides: a minute after the last request all of it is free again.
    'x-ratelimit-reset-requests': requestsLastMinute > 0 ? '1m0s' : '0s',
    'x-ratelimit-limit-tokens': String(holder.monthlyTokenCap),
    'x-ratelimit-remaining-tokens': String(Math.max(0, left)),
    'x-ratelimit-reset-tokens': duration(monthEnd(now).getTime() - now.getTime()),
  };
}

/** Go's duration form without fractions: `7s`, `6m0s`, `240h0m0s`. */
function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (hours > 0) return `${hours}h${minutes}m${seconds % 60}s`;
  return minutes > 0 ? `${minutes}m${seconds % 60}s` : `${seconds}s`;
}
