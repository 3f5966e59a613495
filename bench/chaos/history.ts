import { appendFileSync } from 'node:fs';

/**
 * How a request went, as only its client can say. `ok`: the answer is complete, so its record must exist. `refused`: an
 * error object before any data. `broken`: an error event, or an end without the end mark. `left`: the client went.
 * `unreached`: no connection. `indeterminate`: the connection broke; there may or may not be a record.
 */
export type Outcome = 'ok' | 'refused' | 'broken' | 'left' | 'unreached' | 'indeterminate';

export interface HistoryEntry {
  /** `chaos-<uuid>`: sent as `x-client-request-id` and inside the prompt. */
  readonly id: string;
  readonly userId: string;
  readonly model: string;
  readonly stream: boolean;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly durationMs: number;
  readonly outcome: Outcome;
  readonly status: number | null;
  /** The `code` of the error object or event. */
  readonly code: string | null;
  readonly retryAfter: string | null;
  /** Of all bytes of the answer's body. */
  readonly sha256: string;
  /** What the answer takes when nothing but the upstream takes time. */
  readonly plannedMs: number;
}

/** What clients saw, in memory for the check and as JSON lines for whoever has to find out. */
export class History {
  readonly entries: HistoryEntry[] = [];

  constructor(private readonly file: string) {}

  add(entry: HistoryEntry): void {
    this.entries.push(entry);
    appendFileSync(this.file, `${JSON.stringify(entry)}\n`);
  }

  /** Something that was done to the system, so that the lines can be read as a story. */
  note(what: string): void {
    appendFileSync(this.file, `${JSON.stringify({ at: Date.now(), what })}\n`);
  }

  count(outcome: Outcome): number {
    return this.entries.filter((entry) => entry.outcome === outcome).length;
  }
}
