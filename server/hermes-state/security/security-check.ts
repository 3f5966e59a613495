import { redact } from '../../redaction.ts';
import type { StateFile } from '../state-file.ts';
import type {
  CheckState,
  SecurityArea,
  SecurityCheck,
  SecurityEvidence,
} from './security-check.contract.ts';

const mostEvidence = 20;
const longestValue = 200;
const longestRead = 4000;

/** What a check is, whatever it finds. */
export interface CheckSubject {
  readonly id: string;
  readonly area: SecurityArea;
  readonly title: string;
  /** What to do when it does not pass. */
  readonly fix: {
    readonly text: string;
    readonly page?: string;
    readonly query?: Readonly<Record<string, string>>;
  };
}

/** What a check found. */
export interface Finding {
  readonly state: CheckState;
  readonly reason: string;
  readonly evidence?: readonly SecurityEvidence[];
  readonly mend?: SecurityCheck['mend'];
}

/** A row of the checklist. What somebody else wrote is shortened, and what looks like a secret in it is left out. */
export function checkOf({ id, area, title, fix }: CheckSubject, found: Finding): SecurityCheck {
  const { state, reason, evidence = [], mend = [] } = found;
  return {
    id,
    area,
    title,
    state,
    reason: redact(reason),
    evidence: evidence.slice(0, mostEvidence).map(({ file, key, value }) => ({
      file: file === null ? null : redact(file),
      key: key === null ? null : shown(key),
      value: shown(value),
    })),
    evidenceLeftOut: Math.max(0, evidence.length - mostEvidence),
    fix:
      state === 'pass' ? null : { text: fix.text, page: fix.page ?? null, query: { ...fix.query } },
    mend: [...mend],
  };
}

/** What is cut off lies far enough behind what is shown that no half of a secret is left over. */
const shown = (text: string): string => redact(text.slice(0, longestRead)).slice(0, longestValue);

export const evidence = (file: string | null, key: string | null, value: string) => ({
  file,
  key,
  value,
});

/** Nothing can be said, because of a file. */
export function unknownFor(file: string, state: StateFile<unknown>): Finding {
  const reason = state.status === 'unreadable' ? state.reason : state.status;
  return {
    state: 'unknown',
    reason: `${file} could not be read (${reason.replaceAll('_', ' ')}), so this is not known.`,
    evidence: [evidence(file, null, reason.replaceAll('_', ' '))],
  };
}

const worstFirst: readonly CheckState[] = ['fail', 'warn', 'unknown', 'pass'];

/** The worst of several states; `pass` of none. */
export function worstOf(states: readonly CheckState[]): CheckState {
  return worstFirst.find((state) => states.includes(state)) ?? 'pass';
}

/** `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** What is to be said of files by who may write them, by their modes: everybody, only the group, or nobody else. */
export function writableState(modes: readonly number[]): CheckState {
  if (modes.some((mode) => (mode & 0o002) !== 0)) return 'fail';
  return modes.some((mode) => (mode & 0o020) !== 0) ? 'warn' : 'pass';
}
