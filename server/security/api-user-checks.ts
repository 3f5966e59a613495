import { keyWatch, type KeyGroup, type KeyStanding } from '../api-users/key-standing.ts';
import { checkOf, counted, evidence } from '../hermes-state/security/security-check.ts';
import type { SecurityCheck } from '../hermes-state/security/security-check.contract.ts';

const page = '/api-users';

/** Keys of API users that would do more harm than they need to when they become known. */
export function apiUserChecks(standing: KeyStanding): SecurityCheck[] {
  const { active } = standing;
  return watched.map(({ name, title, pass, reason, fix, query }) => {
    const group: KeyGroup = standing[name];
    const more = group.count - group.examples.length;
    return checkOf(
      {
        id: `api_users.${name}`,
        area: 'api_users',
        title,
        fix: { text: fix, page, ...(query && { query }) },
      },
      {
        state: group.count > 0 ? 'warn' : 'pass',
        reason:
          group.count > 0
            ? `${group.count} of ${counted(active, 'active user')} ${reason}`
            : active === 0
              ? 'There is no active user.'
              : pass,
        evidence: [
          ...group.examples.map((displayName) => evidence(null, 'API user', displayName)),
          ...(more > 0 ? [evidence(null, 'API users', `and ${more} more`)] : []),
        ],
      },
    );
  });
}

interface Watched {
  readonly name: Exclude<keyof KeyStanding, 'active'>;
  readonly title: string;
  readonly pass: string;
  /** Behind their number. */
  readonly reason: string;
  readonly fix: string;
  readonly query?: Readonly<Record<string, string>>;
}

const watched: readonly Watched[] = [
  {
    name: 'neverUsed',
    title: 'Keys that were never used',
    pass: 'Every key is used, or new.',
    reason: `with a key that nobody used in ${keyWatch.unusedForDays} days.`,
    fix: 'Revoke what nobody needs.',
    query: { unusedForDays: String(keyWatch.unusedForDays) },
  },
  {
    name: 'unlimited',
    title: 'Keys as good as without limits',
    pass: 'Every key has limits that a misuse would meet.',
    reason: `that may send ${keyWatch.mostRequestsPerMinute.toLocaleString('en')} requests a minute or ${keyWatch.mostMonthlyTokens.toLocaleString('en')} tokens a month, or more.`,
    fix: 'Set limits near what the user needs.',
    query: { sort: 'monthlyTokenCap', direction: 'desc' },
  },
  {
    name: 'allScopes',
    title: 'Keys for everything',
    pass: 'Every key is for one gateway or for named models.',
    reason: 'that may use both gateways and every model.',
    fix: 'Name the gateway and the models a user needs.',
  },
  {
    name: 'notRotated',
    title: 'Keys not rotated for long',
    pass: `Every key is younger than ${keyWatch.rotatedWithinDays} days.`,
    reason: `with a key of more than ${keyWatch.rotatedWithinDays} days.`,
    fix: 'Rotate them; the user, its counters and logs stay.',
    query: { sort: 'rotatedAt' },
  },
  {
    name: 'endless',
    title: 'Keys that never expire',
    pass: 'Every key has an end.',
    reason: 'with a key that never expires.',
    fix: 'Set an end for what is not meant for ever.',
    query: { sort: 'expiresAt', direction: 'desc' },
  },
];
