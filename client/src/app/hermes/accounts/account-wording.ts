import type {
  Account,
  AccountPool,
} from '../../../../../server/hermes-state/accounts/accounts.contract';
import type { Tone } from '../../ui/badge';
import type { IconName } from '../../ui/icon';

export interface Look {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: IconName;
}

const cooling = {
  rate_limited: 'Rate-limited',
  auth_failed: 'Refused',
  exhausted: 'Exhausted',
} as const;

/** How the state of an account reads. */
export function lookOf({ status, cause }: Pick<Account, 'status' | 'cause'>): Look {
  switch (status) {
    case 'ok':
      return cause === null
        ? { word: 'Ready', tone: 'good', icon: 'check' }
        : { word: 'Ready to retry', tone: 'warning', icon: 'rotate' };
    case 'cooldown':
      return { word: cooling[cause ?? 'exhausted'], tone: 'warning', icon: 'clock' };
    case 'dead':
      return { word: 'Dead', tone: 'bad', icon: 'blocked' };
    case 'expired':
      return { word: 'Expired', tone: 'bad', icon: 'clock' };
    case 'login_required':
      return { word: 'Login needed', tone: 'bad', icon: 'key' };
    case 'unknown':
      return { word: 'Unclear', tone: 'muted', icon: 'help' };
  }
}

/** What a person would call an account. */
export function nameOf({ identity, label, source }: Account): string {
  return identity.email ?? identity.name ?? label ?? identity.accountId ?? source;
}

/** The label, where it says more than the name. */
export function labelBeside(account: Account): string | undefined {
  return account.label !== null && account.label !== nameOf(account) ? account.label : undefined;
}

/** "Plus · Personal", as far as it is known. */
export function planOf({ identity }: Account): string | undefined {
  const parts = [identity.plan, identity.organisation].filter((part) => part !== null);
  return parts.length === 0 ? undefined : parts.join(' · ');
}

/** Where the token of a borrowed entry really is. */
export function originOf(source: string): string {
  if (source.startsWith('env:')) return `environment variable ${source.slice(4)}`;
  if (source.startsWith('config:') || source === 'model_config') return 'config.yaml';
  const programs: Readonly<Record<string, string>> = {
    claude_code: 'Claude Code’s own file',
    'qwen-cli': 'Qwen’s own file',
    gh_cli: 'the GitHub command line',
  };
  return programs[source] ?? source;
}

export const kindWords = { oauth: 'Login', api_key: 'API key', unknown: 'Unknown kind' } as const;

export const mismatchWords: Readonly<
  Record<
    NonNullable<AccountPool['mismatch']>,
    { readonly word: string; readonly explanation: string }
  >
> = {
  pool_missing: {
    word: 'Not in the pool',
    explanation:
      'The login is there, but no entry of the pool. Hermes makes one when it looks next; older versions do not.',
  },
  login_missing: {
    word: 'Only in the pool',
    explanation:
      'The pool has the tokens, but the login is missing. Hermes 0.19 gets along; older versions and other tools say “logged out”.',
  },
  legacy: {
    word: 'Old form',
    explanation: 'The login lies where Hermes kept it before it had pools.',
  },
};

/** How Hermes chooses among the entries of a pool. */
export function strategyWords(strategy: string): string {
  const words: Readonly<Record<string, string>> = {
    fill_first: 'The first that is ready is used',
    round_robin: 'Entries take turns; Hermes changes their order itself',
    random: 'A ready one is drawn at random',
    least_used: 'The least used one comes next',
  };
  return words[strategy] ?? `Strategy ${strategy}, which Hermes 0.19 does not know`;
}

/** Whether somebody should look at it. */
export function isConcern(account: Account): boolean {
  return (
    account.status !== 'ok' ||
    account.duplicateOf !== null ||
    (account.cause !== null && !account.isActive)
  );
}
