import type { AnswerKind } from './routes.ts';
import { CompletionAssembly } from './completion-assembly.ts';
import { maskedDeep } from './upstream-error.ts';
import { readUsage, type StatedUsage } from './usage.ts';

/** What to do with an event: pass it on, keep it from the client, or hold it until the record is closed. */
export type EventVerdict = 'pass' | 'withhold' | 'hold';

const terminalResponseEvents = new Set([
  'response.completed',
  'response.incomplete',
  'response.failed',
]);

interface StreamChunk {
  readonly type?: unknown;
  readonly error?: unknown;
  readonly usage?: unknown;
  readonly choices?: unknown;
  readonly delta?: unknown;
  readonly response?: {
    readonly error?: unknown;
    readonly usage?: unknown;
    readonly model?: unknown;
    readonly status?: unknown;
  };
  readonly model?: unknown;
}

/**
 * Watches a stream's events: usage, finish reasons, the end mark, errors, and the answer it amounts to. Keeps no more than
 * `maxBytes` of the answer.
 */
export class StreamMeter {
  usage: StatedUsage | undefined;
  responseModel: string | null = null;
  /** Whether an error event went by: the upstream itself ended the answer. */
  hasError = false;
  /** Whether the event seen last was one. */
  isAtError = false;
  private hasEndMark = false;
  private readonly assembly: CompletionAssembly;
  private finalResponse: string | undefined;
  private responseStatus: string | null = null;

  constructor(
    private readonly kind: AnswerKind,
    private readonly options: {
      readonly wantsUsage: boolean;
      readonly maxBytes: number;
      /** Not kept, even where an error repeats it. */
      readonly upstreamKey?: string | undefined;
    },
  ) {
    this.assembly = new CompletionAssembly(kind, options.maxBytes);
  }

  /** Whether the answer is whole: an end mark, or every choice finished. */
  get isComplete(): boolean {
    return this.hasEndMark || this.assembly.isFinished;
  }

  /** Whether the upstream's own end mark went by; nothing that follows belongs to the answer. */
  get isOver(): boolean {
    return this.hasEndMark;
  }

  get finishReason(): string | null {
    return this.kind === 'response' ? this.responseStatus : this.assembly.finishReason;
  }

  /** Tokens of the answer so far, estimated from its text. */
  get answerTokens(): number {
    return this.assembly.estimatedTokens;
  }

  /** The one object the stream amounts to. */
  assembled(): string {
    return this.finalResponse ?? this.assembly.toJson(this.usage, this.responseModel);
  }

  see(data: string | undefined): EventVerdict {
    this.isAtError = false;
    if (data === undefined || data === '') return 'pass';
    if (data.trim() === '[DONE]') {
      this.hasEndMark = true;
      return 'hold';
    }
    const chunk = parse(data);
    if (chunk === undefined) return 'pass';
    if (typeof chunk.model === 'string') this.responseModel = chunk.model;
    if (chunk.error != null || chunk.type === 'error' || chunk.response?.error != null)
      this.hasError = this.isAtError = true;
    if (this.kind === 'response') return this.seeResponseEvent(chunk);
    if (chunk.usage !== undefined && chunk.usage !== null)
      this.usage = readUsage(chunk.usage) ?? this.usage;
    const choices = Array.isArray(chunk.choices) ? chunk.choices : [];
    this.assembly.add(chunk as Record<string, unknown>, choices);
    const isUsageOnly = Array.isArray(chunk.choices) && choices.length === 0 && chunk.usage != null;
    return isUsageOnly && !this.options.wantsUsage ? 'withhold' : 'pass';
  }

  private seeResponseEvent(chunk: StreamChunk): EventVerdict {
    const type = typeof chunk.type === 'string' ? chunk.type : '';
    if (type.endsWith('.delta')) this.assembly.addText(type, chunk.delta);
    if (!terminalResponseEvents.has(type)) return 'pass';
    this.usage = readUsage(chunk.response?.usage);
    if (typeof chunk.response?.model === 'string') this.responseModel = chunk.response.model;
    if (typeof chunk.response?.status === 'string') this.responseStatus = chunk.response.status;
    this.finalResponse = this.textOf(chunk.response);
    this.hasEndMark = true;
    if (type === 'response.failed') this.hasError = true;
    return 'hold';
  }

  private textOf(response: StreamChunk['response']): string | undefined {
    const error = response?.error;
    try {
      return JSON.stringify(
        error == null
          ? response
          : { ...response, error: maskedDeep(error, this.options.upstreamKey) },
      );
    } catch {
      // Nested so deeply that it cannot be printed: it is put together from what went by.
      return undefined;
    }
  }
}

/** What an event says, if that is an object. */
export function parse(data: string): StreamChunk | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // Not JSON: somebody else's extension. It passes as it is.
    return undefined;
  }
}
