import type { AnswerKind } from './routes.ts';
import type { StatedUsage } from './usage.ts';

interface ToolCall {
  id?: unknown;
  type?: unknown;
  name: string;
  arguments: string;
}

interface Choice {
  role: string;
  content: string;
  reasoning: string;
  refusal: string;
  toolCalls: Map<number, ToolCall>;
  finishReason: string | null;
}

interface Delta {
  readonly role?: unknown;
  readonly content?: unknown;
  readonly reasoning_content?: unknown;
  readonly reasoning?: unknown;
  readonly refusal?: unknown;
  readonly tool_calls?: unknown;
}

/** Choices and tool calls beyond this are passed on but not put together. */
const maxParts = 128;

/** Puts the chunks of a streamed completion together into the object a plain answer would have been. */
export class CompletionAssembly {
  private readonly head: Record<string, unknown> = {};
  private readonly choices = new Map<number, Choice>();
  private keptBytes = 0;
  private tokens = 0;

  constructor(
    private readonly kind: AnswerKind,
    private readonly maxBytes: number,
  ) {}

  get estimatedTokens(): number {
    return Math.ceil(this.tokens);
  }

  get isFinished(): boolean {
    return (
      this.choices.size > 0 &&
      [...this.choices.values()].every((choice) => choice.finishReason !== null)
    );
  }

  get finishReason(): string | null {
    return this.choices.get(0)?.finishReason ?? null;
  }

  add(chunk: Record<string, unknown>, choices: readonly unknown[]): void {
    for (const name of ['id', 'created', 'model', 'system_fingerprint', 'service_tier'])
      if (this.head[name] === undefined && isScalar(chunk[name])) this.head[name] = chunk[name];
    for (const entry of choices) {
      if (typeof entry !== 'object' || entry === null) continue;
      const { index, delta, text, finish_reason: finish } = entry as Record<string, unknown>;
      const choice = this.choiceAt(index);
      if (choice === undefined) continue;
      if (typeof text === 'string') choice.content += this.kept(text);
      if (typeof delta === 'object' && delta !== null) this.addDelta(choice, delta);
      if (typeof finish === 'string') choice.finishReason = finish;
    }
  }

  /**
   * Text of a responses stream, by the type of its event. The closing event repeats all of it, so what is put together
   * here is stored only where that one never came.
   */
  addText(type: string, text: unknown): void {
    const choice = this.choiceAt(0)!;
    if (type === 'response.output_text.delta') choice.content += this.kept(text);
    else if (typeof text === 'string') this.tokens += Buffer.byteLength(text) / 4;
  }

  /** `model` is named where no chunk did. */
  toJson(usage: StatedUsage | undefined, model: string | null): string {
    if (this.kind === 'response') return this.unfinishedResponse(model);
    const choices = [...this.choices.entries()]
      .sort(([a], [b]) => a - b)
      .map(([index, choice]) => ({
        index,
        ...this.answerOf(choice),
        finish_reason: choice.finishReason,
      }));
    return JSON.stringify({
      ...this.head,
      object: this.kind === 'completion' ? 'text_completion' : 'chat.completion',
      choices,
      ...(usage && {
        usage: {
          prompt_tokens: usage.promptTokens,
          completion_tokens: usage.completionTokens,
          total_tokens: usage.totalTokens,
        },
      }),
    });
  }

  /** As the API itself shows a response that was broken off. */
  private unfinishedResponse(model: string | null): string {
    const text = this.choices.get(0)?.content ?? '';
    const content = [{ type: 'output_text', text }];
    const message = { type: 'message', role: 'assistant', status: 'incomplete', content };
    return JSON.stringify({
      object: 'response',
      status: 'incomplete',
      ...(model !== null && { model }),
      output: text === '' ? [] : [message],
    });
  }

  private answerOf(choice: Choice): Record<string, unknown> {
    if (this.kind === 'completion') return { text: choice.content };
    const calls = [...choice.toolCalls.values()].map((call) => ({
      id: call.id,
      type: call.type ?? 'function',
      function: { name: call.name, arguments: call.arguments },
    }));
    return {
      message: {
        role: choice.role,
        content: choice.content === '' && calls.length > 0 ? null : choice.content,
        ...(choice.reasoning !== '' && { reasoning_content: choice.reasoning }),
        ...(choice.refusal !== '' && { refusal: choice.refusal }),
        ...(calls.length > 0 && { tool_calls: calls }),
      },
    };
  }

  private addDelta(choice: Choice, delta: Delta): void {
    if (typeof delta.role === 'string') choice.role = delta.role.slice(0, 40);
    choice.content += this.kept(delta.content);
    choice.reasoning += this.kept(delta.reasoning_content ?? delta.reasoning);
    choice.refusal += this.kept(delta.refusal);
    if (!Array.isArray(delta.tool_calls)) return;
    for (const entry of delta.tool_calls as unknown[]) {
      if (typeof entry !== 'object' || entry === null) continue;
      const { index, id, type, function: called } = entry as Record<string, unknown>;
      const position = Number.isSafeInteger(index) ? (index as number) : 0;
      const call = choice.toolCalls.get(position) ?? { name: '', arguments: '' };
      if (!choice.toolCalls.has(position)) {
        if (choice.toolCalls.size >= maxParts) continue;
        choice.toolCalls.set(position, call);
      }
      if (isScalar(id)) call.id ??= id;
      if (isScalar(type)) call.type ??= type;
      const { name, arguments: args } = (called ?? {}) as Record<string, unknown>;
      call.name += this.kept(name);
      call.arguments += this.kept(args);
    }
  }

  private choiceAt(index: unknown): Choice | undefined {
    const position = Number.isSafeInteger(index) ? (index as number) : 0;
    const found = this.choices.get(position);
    if (found || this.choices.size >= maxParts) return found;
    const made: Choice = {
      role: 'assistant',
      content: '',
      reasoning: '',
      refusal: '',
      toolCalls: new Map(),
      finishReason: null,
    };
    this.choices.set(position, made);
    return made;
  }

  /** Counts every text, keeps it only while the whole stays within bounds. */
  private kept(text: unknown): string {
    if (typeof text !== 'string' || text === '') return '';
    const bytes = Buffer.byteLength(text);
    this.tokens += bytes / 4;
    // One byte over is enough to show that the stored answer was cut.
    if (this.keptBytes > this.maxBytes) return '';
    this.keptBytes += bytes;
    return text;
  }
}

/** Short enough that a hostile upstream cannot fill memory through identifiers. */
function isScalar(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && value.length <= 400);
}
