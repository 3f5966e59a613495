import type { AdministratorView } from '../auth/administrators.contract.ts';
import { isLoopbackHost } from '../http/loopback.ts';
import {
  checkOf,
  counted,
  evidence,
  type CheckSubject,
} from '../hermes-state/security/security-check.ts';
import type { SecurityCheck } from '../hermes-state/security/security-check.contract.ts';
import type { Settings } from '../settings.ts';

const dayMs = 86_400_000;
const oldPasswordDays = 365;
const dormantDays = 90;
const page = '/administration/administrators';

/** What an administrator of the settings signs in with. */
export interface FirstCredential {
  /** Where the password lies that the first start generated; absent when the settings give one. */
  readonly file: string | undefined;
}

/** Who may sign in, and how. `now` in milliseconds since 1970. */
export function signInChecks(
  settings: Settings,
  credential: FirstCredential,
  administrators: readonly AdministratorView[],
  now = Date.now(),
): SecurityCheck[] {
  const active = administrators.filter(({ disabled }) => !disabled);
  return [
    initialPasswordCheck(credential),
    trustedProxyCheck(settings),
    ...[secondFactorRule(settings), givenPasswordRule, oldPasswordRule, dormantRule].map((rule) =>
      ruleCheck(rule, active, now),
    ),
  ];
}

function initialPasswordCheck({ file }: FirstCredential): SecurityCheck {
  return checkOf(
    {
      id: 'sign_in.initial_password',
      area: 'sign_in',
      title: 'Password of the first administrator',
      fix: {
        text: 'Set HERMES_ADMIN_PASSWORD to one of your own, and delete the file.',
        page: '/system/settings',
      },
    },
    {
      state: file === undefined ? 'pass' : 'warn',
      reason:
        file === undefined
          ? 'It is one of your own, given by HERMES_ADMIN_PASSWORD.'
          : 'It is still the one that the first start generated, and lies in a file.',
      evidence: [
        evidence(file ?? null, 'HERMES_ADMIN_PASSWORD', file === undefined ? 'set' : 'not set'),
      ],
    },
  );
}

/**
 * Whoever passes for the proxy is any administrator he likes. A proxy on this machine has a secret, or the start refuses.
 */
function trustedProxyCheck({ trustedAuth }: Settings): SecurityCheck {
  const cidrs = trustedAuth?.cidrs ?? [];
  const isOpen = trustedAuth !== undefined && trustedAuth.secret === undefined;
  return checkOf(
    {
      id: 'sign_in.trusted_proxy',
      area: 'sign_in',
      title: 'Proxy that says who is there',
      fix: {
        text: 'Set HERMES_TRUSTED_AUTH_SECRET, and let the proxy send it in X-Hermes-Auth-Secret.',
        page: '/system/settings',
      },
    },
    {
      state: isOpen ? 'warn' : 'pass',
      reason:
        trustedAuth === undefined
          ? 'None: everybody signs in here.'
          : !isOpen
            ? 'It is known by its address and by a secret.'
            : 'Whoever connects from its addresses may sign in as anybody.',
      evidence: [
        evidence(null, 'HERMES_TRUSTED_AUTH_CIDRS', cidrs.join(', ') || 'not set'),
        evidence(null, 'HERMES_TRUSTED_AUTH_SECRET', trustedAuth?.secret ? 'set' : 'not set'),
      ],
    },
  );
}

/** Something that is not in order with some administrators. */
interface Rule {
  readonly subject: CheckSubject;
  readonly state: 'warn' | 'fail';
  readonly applies: (administrator: AdministratorView, now: number) => boolean;
  readonly pass: string;
  /** Behind their number. */
  readonly reason: string;
  readonly value: (administrator: AdministratorView) => string;
}

const secondFactorRule = ({ bindHost, publicUrl }: Settings): Rule => ({
  subject: {
    id: 'sign_in.second_factor',
    area: 'sign_in',
    title: 'Second factor',
    fix: { text: 'Each administrator sets it up on “My account”.', page: '/account' },
  },
  // Whoever is on this machine already is not kept out by it.
  state: isLoopbackHost(bindHost) && publicUrl === undefined ? 'warn' : 'fail',
  applies: ({ totpEnabled }) => !totpEnabled,
  pass: 'Everybody signs in with one.',
  reason: 'without one: a password that becomes known is enough.',
  value: ({ role }) => `${role}, no second factor`,
});

const givenPasswordRule: Rule = {
  subject: {
    id: 'sign_in.given_password',
    area: 'sign_in',
    title: 'Passwords given by somebody else',
    fix: { text: 'Ask them to sign in and choose their own, or disable them.', page },
  },
  state: 'warn',
  applies: ({ passwordChangeRequired }) => passwordChangeRequired,
  pass: 'Everybody has chosen their own.',
  reason: 'with a password that somebody else has seen.',
  value: ({ createdAt }) => `made ${createdAt.slice(0, 10)}, password not changed yet`,
};

const oldPasswordRule: Rule = {
  subject: {
    id: 'sign_in.password_age',
    area: 'sign_in',
    title: 'Age of passwords',
    fix: { text: 'Change them, on “My account” or in the settings.', page },
  },
  state: 'warn',
  applies: ({ passwordChangedAt }, now) =>
    now - Date.parse(passwordChangedAt) > oldPasswordDays * dayMs,
  pass: 'All are less than a year old.',
  reason: 'with a password of more than a year.',
  value: ({ passwordChangedAt }) => `changed ${passwordChangedAt.slice(0, 10)}`,
};

const dormantRule: Rule = {
  subject: {
    id: 'sign_in.dormant',
    area: 'sign_in',
    title: 'Administrators nobody sees',
    fix: { text: 'Disable or delete who does not need the console.', page },
  },
  state: 'warn',
  applies: ({ lastLoginAt, createdAt }, now) =>
    now - Date.parse(lastLoginAt ?? createdAt) > dormantDays * dayMs,
  pass: `Everybody was here in the last ${dormantDays} days.`,
  reason: `not seen for ${dormantDays} days.`,
  value: ({ lastLoginAt }) =>
    lastLoginAt === null ? 'never signed in' : `last signed in ${lastLoginAt.slice(0, 10)}`,
};

function ruleCheck(
  { subject, state, applies, pass, reason, value }: Rule,
  administrators: readonly AdministratorView[],
  now: number,
): SecurityCheck {
  const found = administrators.filter((each) => applies(each, now));
  return checkOf(subject, {
    state: found.length > 0 ? state : 'pass',
    reason: found.length > 0 ? `${counted(found.length, 'administrator')} ${reason}` : pass,
    evidence: found.map((each) => evidence(null, each.username, value(each))),
  });
}
