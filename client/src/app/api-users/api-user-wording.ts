import type { ApiUserView } from '../../../../server/api-users/api-users.contract';
import type { Tone } from '../ui/badge';
import { formatNumber, formatShare } from '../ui/format';
import type { IconName } from '../ui/icon';

interface Look {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly word: string;
}

const looks: Record<ApiUserView['status'] | 'overCap', Look> = {
  active: { tone: 'good', icon: 'check', word: 'Active' },
  revoked: { tone: 'bad', icon: 'blocked', word: 'Revoked' },
  expired: { tone: 'warning', icon: 'clock', word: 'Expired' },
  overCap: { tone: 'bad', icon: 'warning', word: 'Over cap' },
};

/** Whether the key is good now, and if not, why. */
export function lookOf(user: ApiUserView): Look {
  return user.status === 'active' && shareOfCap(user) >= 1 ? looks.overCap : looks[user.status];
}

/** 1 is all of it; a cap of 0 is used up from the start. */
export function shareOfCap({ usage, monthlyTokenCap }: ApiUserView): number {
  return monthlyTokenCap === 0 ? 1 : usage.usedTokens / monthlyTokenCap;
}

export function capWording(user: ApiUserView): string {
  const [used, cap] = [user.usage.usedTokens, user.monthlyTokenCap].map(formatNumber);
  return `${used} of ${cap} tokens, ${formatShare(shareOfCap(user))}`;
}

/** `hms_ab12…wxyz`: enough to tell keys apart, and no more. */
export const keyWording = ({ prefix, lastFour }: { prefix: string; lastFour: string }): string =>
  `${prefix}…${lastFour}`;

/** What the gateways answered, by the code in their error. */
const refusalWords: Readonly<Record<string, string>> = {
  key_expired: 'The key has expired',
  key_revoked: 'The key was revoked',
  key_rotated: 'An old key was used',
  gateway_not_authorized: 'Not allowed on this gateway',
  model_not_allowed: 'Model not allowed',
  rate_limit_exceeded: 'Too many requests in a minute',
  insufficient_quota: 'Monthly token cap used up',
  invalid_request: 'Not a valid request',
  audit_unavailable: 'The request could not be recorded',
  key_check_unavailable: 'The key could not be checked',
  upstream_not_configured: 'The gateway has no upstream',
  upstream_unavailable: 'The upstream was not ready',
  shutting_down: 'The gateway was stopping',
};

/** A reason nobody has words for is shown as the gateways call it. */
export const refusalWording = (code: string): string =>
  refusalWords[code] ?? code.replaceAll('_', ' ');
