/** An answer as far as it has arrived. */
export interface ChatAnswer {
  readonly text: string;
  readonly reasoning: string;
  readonly finishReason: string | undefined;
  readonly usage: ChatUsage | undefined;
  /** What a stream said instead of going on. */
  readonly error: ChatError | undefined;
  /** Whether its end mark has come. */
  readonly isWhole: boolean;
}

export interface ChatUsage {
  readonly prompt_tokens?: number;
  readonly completion_tokens?: number;
  readonly total_tokens?: number;
}

/** Of a gateway, or of the console, whose errors have no `type`. */
export interface ChatError {
  readonly message: string;
  readonly code: string;
  readonly type?: string;
}

interface Piece {
  readonly choices?: readonly {
    readonly delta?: Said;
    readonly message?: Said;
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: ChatUsage | null;
  readonly error?: ChatError;
}

interface Said {
  readonly content?: string | null;
  readonly reasoning_content?: string | null;
  readonly reasoning?: string | null;
}

export const noAnswer: ChatAnswer = {
  text: '',
  reasoning: '',
  finishReason: undefined,
  usage: undefined,
  error: undefined,
  isWhole: false,
};

/** The answer with one more piece of it: a chunk of a stream, or the whole of a plain answer. */
export function withPiece(answer: ChatAnswer, piece: Piece): ChatAnswer {
  const [choice] = piece.choices ?? [];
  const said = choice?.delta ?? choice?.message;
  return {
    ...answer,
    text: answer.text + (said?.content ?? ''),
    reasoning: answer.reasoning + (said?.reasoning_content ?? said?.reasoning ?? ''),
    finishReason: choice?.finish_reason ?? answer.finishReason,
    usage: piece.usage ?? answer.usage,
    error: piece.error ?? answer.error,
  };
}

/** The answer with the events of a stream; what is no JSON is left out. */
export function withEvents(answer: ChatAnswer, events: readonly string[]): ChatAnswer {
  return events.reduce((before, event) => {
    if (event === '[DONE]') return { ...before, isWhole: true };
    try {
      return withPiece(before, JSON.parse(event) as Piece);
    } catch {
      // Somebody's upstream wrote it.
      return before;
    }
  }, answer);
}

/** The data of server-sent events, as they become whole. */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    rest += decoder.decode(value, { stream: !done });
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = done ? '' : (blocks.pop() ?? '');
    const events = blocks.flatMap(dataOf);
    if (events.length > 0) yield events;
    if (done) return;
  }
}

function dataOf(block: string): string[] {
  const lines = block.split(/\r?\n/).filter((line) => line.startsWith('data:'));
  return lines.length === 0 ? [] : [lines.map((line) => line.slice(5).trim()).join('\n')];
}
