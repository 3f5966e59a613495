import type { z } from 'zod';
import { redact } from '../../redaction.ts';
import type { identitySchema } from './accounts.contract.ts';

export type Identity = z.infer<typeof identitySchema>;

export const nobody: Identity = {
  email: null,
  name: null,
  plan: null,
  organisation: null,
  accountId: null,
};

/** Where OpenAI puts what a Codex token says. */
const openAiProfile = 'https://api.openai.com/profile';
const openAiAuth = 'https://api.openai.com/auth';

/** A record's field as a record; empty for anything else. */
export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** A short text; anything else, or endless text, counts as absent. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : null;
}

/** Seconds or milliseconds since 1970, or an ISO date, as files of several programs have them. */
export function timeOf(value: unknown): string | null {
  const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && number <= 0) return null;
  const time =
    typeof number === 'number'
      ? new Date(number < 100_000_000_000 ? number * 1000 : number)
      : new Date(typeof value === 'string' ? value : Number.NaN);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** The claims of a JWT (RFC 7519), without checking its signature; empty for whatever is none. */
export function claimsOf(token: unknown): Record<string, unknown> {
  if (typeof token !== 'string' || token.length > 20_000) return {};
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return {};
  try {
    return recordOf(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
  } catch {
    // Opaque tokens are no JWT.
    return {};
  }
}

/** Who a token speaks for. Codex nests it under names of its own. */
export function identityOf(...tokens: readonly unknown[]): Identity {
  const all = tokens.map(claimsOf);
  const pick = (read: (claims: Record<string, unknown>) => unknown) =>
    all.map((claims) => textOf(read(claims))).find((text) => text !== null) ?? null;
  const auth = (claims: Record<string, unknown>) => recordOf(claims[openAiAuth]);
  return {
    email: pick(
      (c) => c.email ?? recordOf(c[openAiProfile]).email ?? c.preferred_username ?? c.upn,
    ),
    name: pick((c) => c.name),
    plan: pick((c) => auth(c).chatgpt_plan_type),
    organisation: pick((c) => {
      const { organizations } = auth(c);
      return Array.isArray(organizations) ? recordOf(organizations[0]).title : c.hd;
    }),
    accountId: pick((c) => auth(c).chatgpt_account_id ?? c.sub),
  };
}

export function expiryOf(token: unknown): string | null {
  return timeOf(claimsOf(token).exp);
}

/** What a provider said, without the token it may have repeated. */
export function said(value: unknown, token: unknown): string | null {
  const text = textOf(value);
  if (text === null) return null;
  return redact(text, typeof token === 'string' && token.length > 3 ? [token] : []);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
