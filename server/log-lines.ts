import { redact } from './redaction.ts';
import type { LogLevel, LogLine } from './system/log.contract.ts';

const mostLines = 5000;
/** A stack is not that long; something else would be. */
const longestText = 8000;

/** The newest lines this process logged, in memory and without secrets. */
export class LogLines {
  private readonly lines: LogLine[] = [];
  private readonly observers = new Set<(line: LogLine) => void>();
  private count = 0;

  /** `secrets` are never kept, whatever they look like. */
  constructor(private readonly secrets: readonly string[] = []) {}

  add(level: LogLevel, context: string, text: string): void {
    // Twice the length first: cut after a secret was found, not through it.
    const clean = redact(text.slice(0, 2 * longestText), this.secrets).slice(0, longestText);
    const line = {
      number: ++this.count,
      at: new Date().toISOString(),
      level,
      context: redact(context.slice(0, 100), this.secrets),
      text: clean,
    };
    // In a ring: moving all lines for each new one would cost more than the line.
    this.lines[(line.number - 1) % mostLines] = line;
    for (const observer of this.observers) observer(line);
  }

  /** Newest first. */
  *newestFirst(): Generator<LogLine> {
    for (let number = this.count; number > Math.max(0, this.count - mostLines); number--)
      yield this.lines[(number - 1) % mostLines]!;
  }

  /** Observers must not log. Answers how to stop it. */
  observe(observer: (line: LogLine) => void): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }
}
