import { randomUUID } from 'node:crypto';
import type { CommandResult, CommandRun, OutputStream } from './command-run.ts';
import type { Job, JobLine, JobOutput, JobState } from './jobs.contract.ts';

const mostLines = 5000;
const mostCharacters = 1_048_576;
const longestLine = 8000;

/** What the state looked like after a verb. */
export interface Verdict {
  readonly isAsWanted: boolean;
  /** For people: what was found. */
  readonly text: string;
}

/** One job and the newest of its output, in bounded memory. */
export class JobRecord {
  readonly id = randomUUID();
  run: CommandRun | undefined;
  state: JobState = 'running';
  verdict: Verdict | null = null;
  private readonly stop = new AbortController();
  private readonly startedAt = new Date().toISOString();
  private endedAt: string | null = null;
  private result: CommandResult | undefined;
  private lines: JobLine[] = [];
  private characters = 0;
  private lineCount = 0;

  constructor(
    readonly about: Pick<
      Job,
      'name' | 'command' | 'profile' | 'group' | 'startedBy' | 'isBackground'
    >,
    /** Takes secrets out of what is told of it. */
    readonly mask: (text: string) => string,
  ) {}

  /** Whether another job of its group has to wait for it. A gateway that is up is not waited for. */
  get isInTheWay(): boolean {
    return this.state === 'running' && !(this.about.isBackground && this.verdict?.isAsWanted);
  }

  get isCancelled(): boolean {
    return this.stop.signal.aborted;
  }

  get stopping(): AbortSignal {
    return this.stop.signal;
  }

  cancel(): void {
    this.stop.abort();
    this.run?.stop();
  }

  get job(): Job {
    const { id, about, state, startedAt, endedAt, verdict: verified, lineCount, result } = this;
    const { exitCode = null, timedOut = false } = result ?? {};
    return { id, ...about, state, startedAt, endedAt, exitCode, timedOut, verified, lineCount };
  }

  add(text: string, stream: OutputStream): JobLine {
    const shown = text.length > longestLine ? `${text.slice(0, longestLine)} …` : text;
    const line = { number: this.lineCount++, stream, text: shown };
    this.lines.push(line);
    this.characters += shown.length;
    if (this.lines.length > mostLines || this.characters > mostCharacters) this.dropOldest();
    return line;
  }

  /** Lines behind a number. */
  outputAfter(number: number): JobOutput {
    const lines = this.lines.filter((line) => line.number > number);
    return { job: this.job, lines, leftOut: this.lineCount - 1 - number - lines.length };
  }

  end(state: JobState, result: CommandResult | undefined): void {
    this.state = state;
    this.result = result;
    this.endedAt = new Date().toISOString();
    this.run = undefined;
  }

  /** A tenth at once: one by one would move all lines for each new one. */
  private dropOldest(): void {
    const dropped = this.lines.splice(0, Math.ceil(this.lines.length / 10));
    for (const { text } of dropped) this.characters -= text.length;
  }
}
