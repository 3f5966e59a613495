import type {
  Session,
  SessionLink,
} from '../../../../../server/hermes-state/sessions/sessions.contract';
import type { Tone } from '../../ui/badge';
import { formatCompact, formatNumber } from '../../ui/format';
import type { IconName } from '../../ui/icon';

/** What a session is called: few have a title. */
export const nameOf = ({
  title,
  preview,
  id,
}: Pick<Session, 'title' | 'id'> & { readonly preview?: string }): string =>
  title ?? (preview || id);

/** US dollars, or why there is no amount. Zero dollars are shown only when Hermes knows that it was nothing. */
export function costWords({ status, estimatedUsd, actualUsd }: Session['cost']): string {
  if (status === 'included') return 'included';
  const known = actualUsd ?? estimatedUsd;
  if (status === 'unknown' || known === null) return 'unknown';
  return `${status === 'actual' ? '' : '~'}$${known.toFixed(known < 1 ? 4 : 2)}`;
}

export const tokenWords = (value: number): string =>
  value < 10_000 ? formatNumber(value) : formatCompact(value);

export const linkWords: Readonly<Record<SessionLink, string>> = {
  compression: 'continues after a summary',
  branch: 'branched off',
  delegation: 'delegated work',
  child: 'started from it',
};

/** Hermes' own words for why a session ended, where people have better ones. */
const endings: Readonly<Record<string, string>> = {
  cli_close: 'closed',
  agent_close: 'closed',
  new_session: 'replaced',
  session_reset: 'reset',
  compression: 'summarised',
  branched: 'branched',
  cron_complete: 'job done',
  webhook_complete: 'answered',
};

export function stateOf(session: Session): {
  readonly words: string;
  readonly tone: Tone;
  readonly icon: IconName;
} {
  if (session.failures.length > 0) return { words: 'failures', tone: 'bad', icon: 'error' };
  if (session.isArchived) return { words: 'archived', tone: 'muted', icon: 'history' };
  if (session.endedAt === null) return { words: 'open', tone: 'good', icon: 'running' };
  const reason = session.endReason ?? 'ended';
  return { words: endings[reason] ?? reason.replaceAll('_', ' '), tone: 'muted', icon: 'check' };
}
