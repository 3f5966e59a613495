import type { Account } from './accounts.contract.ts';
import { said, timeOf } from './identity.ts';

/** Seconds, when the provider named no time (hermes_cli's credential pool). */
const cooldownSeconds = { unauthorized: 300, other: 3600 };

/** Whether Hermes may use an entry of a pool, and if not, why and until when. */
export function poolStanding(
  entry: Record<string, unknown>,
  isExpired: boolean,
  now: Date,
): Pick<Account, 'status' | 'cause' | 'reason' | 'lastError' | 'cooldownUntil'> {
  const token = entry.access_token;
  const reason = said(entry.last_error_reason, token);
  const message = said(entry.last_error_message, token);
  const code = numberOrNull(entry.last_error_code);
  const cooldownUntil = cooldownOf(entry, code);
  const isCooling = cooldownUntil !== null && cooldownUntil > now;
  const hasError = reason !== null || message !== null || code !== null;
  return {
    // Only a new login brings a dead one back.
    status:
      entry.last_status === 'dead' ? 'dead' : isCooling ? 'cooldown' : isExpired ? 'expired' : 'ok',
    cause: entry.last_status === 'exhausted' ? causeOf(code, reason, message) : null,
    reason: reason ?? message,
    lastError: hasError ? { code, reason, message, at: timeOf(entry.last_status_at) } : null,
    cooldownUntil: cooldownUntil?.toISOString() ?? null,
  };
}

/** Until the time the provider named, else five minutes after a 401 and an hour after anything else. */
function cooldownOf(entry: Record<string, unknown>, code: number | null): Date | null {
  if (entry.last_status !== 'exhausted') return null;
  const named = timeOf(entry.last_error_reset_at);
  if (named !== null) return new Date(named);
  const since = timeOf(entry.last_status_at);
  if (since === null) return null;
  const seconds = code === 401 ? cooldownSeconds.unauthorized : cooldownSeconds.other;
  return new Date(new Date(since).getTime() + seconds * 1000);
}

/** As `hermes auth list` says it. */
function causeOf(
  code: number | null,
  reason: string | null,
  message: string | null,
): NonNullable<Account['cause']> {
  const words = `${reason ?? ''} ${message ?? ''}`;
  if (code === 429 || /rate.?limit|usage.?limit|quota|too many requests/i.test(words))
    return 'rate_limited';
  return code === 401 || code === 403 ? 'auth_failed' : 'exhausted';
}

function numberOrNull(value: unknown): number | null {
  const number = Number(value ?? Number.NaN);
  return Number.isFinite(number) ? number : null;
}
