import type { AuditSummary } from '../../../../server/audit/audit.contract';
import type { Tone } from '../ui/badge';
import type { IconName } from '../ui/icon';
import { endReasonWords } from './audit-filter';

export interface Outcome {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly words: string;
}

type Ended = Pick<AuditSummary, 'status' | 'endReason'>;

/** How a request ended, in one word, one drawing and one colour. */
export function outcomeOf({ status, endReason }: Ended): Outcome {
  if (endReason === null) return { tone: 'note', icon: 'running', words: 'running' };
  const words = [status, endReasonWords[endReason]].filter((part) => part !== null).join(' · ');
  if (endReason === 'done') {
    if (status === null || status < 400) return { tone: 'good', icon: 'check', words };
    return { tone: status >= 500 ? 'bad' : 'warning', icon: 'warning', words };
  }
  switch (endReason) {
    case 'client_abort':
      return { tone: 'muted', icon: 'cut', words };
    case 'upstream_cut':
      return { tone: 'bad', icon: 'cut', words };
    case 'upstream_error':
      return { tone: 'bad', icon: 'error', words };
    case 'timeout':
      return { tone: 'bad', icon: 'clock', words };
    case 'revoked':
    case 'stopped':
      return { tone: 'warning', icon: 'blocked', words };
    case 'shutdown':
    case 'interrupted':
      return { tone: 'warning', icon: 'warning', words };
  }
}
