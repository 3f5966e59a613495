import { createHash } from 'node:crypto';
import { structureTokens, textTokens } from './token-estimate.ts';

/** A request as the demo upstream reads it; anything may be missing. */
export interface DemoRequest {
  readonly messages?: unknown;
  readonly prompt?: unknown;
  readonly input?: unknown;
  readonly stream?: unknown;
  readonly stream_options?: { readonly include_usage?: unknown } | null;
  readonly dimensions?: unknown;
}

export type DemoAnswer =
  | { readonly kind: 'whole'; readonly body: object }
  | { readonly kind: 'stream'; readonly events: readonly string[] };

const model = 'hermes-demo';
const longestEcho = 2000;
const defaultDimensions = 256;

/** The answer to a request, or nothing for a path it does not know. */
export function demoAnswer(path: string, request: DemoRequest): DemoAnswer | undefined {
  switch (path) {
    case '/v1/chat/completions':
      return chat(request);
    case '/v1/completions':
      return completion(request);
    case '/v1/responses':
      return responses(request);
    case '/v1/embeddings':
      return { kind: 'whole', body: embeddings(request) };
    default:
      return undefined;
  }
}

function chat(request: DemoRequest): DemoAnswer {
  const text = demoText(lastText(request.messages));
  const head = { id: 'chatcmpl-demo', created: nowSeconds(), model };
  const usage = usageOf(request, text);
  if (request.stream !== true)
    return {
      kind: 'whole',
      body: {
        ...head,
        object: 'chat.completion',
        choices: [
          { index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' },
        ],
        usage,
      },
    };
  const chunk = (delta: object, finish: string | null) =>
    event({
      ...head,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
  return {
    kind: 'stream',
    events: [
      chunk({ role: 'assistant', content: '' }, null),
      ...wordsOf(text).map((word) => chunk({ content: word }, null)),
      chunk({}, 'stop'),
      ...usageChunk(request, { ...head, object: 'chat.completion.chunk' }, usage),
      event('[DONE]'),
    ],
  };
}

function completion(request: DemoRequest): DemoAnswer {
  const text = demoText(lastText(request.prompt));
  const head = { id: 'cmpl-demo', object: 'text_completion', created: nowSeconds(), model };
  const usage = usageOf(request, text);
  const choice = (part: string, finish: string | null) => ({
    ...head,
    choices: [{ index: 0, text: part, finish_reason: finish, logprobs: null }],
  });
  if (request.stream !== true) return { kind: 'whole', body: { ...choice(text, 'stop'), usage } };
  return {
    kind: 'stream',
    events: [
      ...wordsOf(text).map((word) => event(choice(word, null))),
      event(choice('', 'stop')),
      ...usageChunk(request, head, usage),
      event('[DONE]'),
    ],
  };
}

function responses(request: DemoRequest): DemoAnswer {
  const text = demoText(lastText(request.input));
  const {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: total,
  } = usageOf(request, text);
  const response = {
    id: 'resp_demo',
    object: 'response',
    created_at: nowSeconds(),
    status: 'completed',
    model,
    output: [
      {
        type: 'message',
        id: 'msg_demo',
        status: 'completed',
        role: 'assistant',
        content: [{ type: 'output_text', text, annotations: [] }],
      },
    ],
    usage: { input_tokens: input, output_tokens: output, total_tokens: total },
  };
  if (request.stream !== true) return { kind: 'whole', body: response };
  const typed = (type: string, fields: object) => `event: ${type}\n${event({ type, ...fields })}`;
  const place = { item_id: 'msg_demo', output_index: 0, content_index: 0 };
  return {
    kind: 'stream',
    events: [
      typed('response.created', { response: { ...response, status: 'in_progress', output: [] } }),
      ...wordsOf(text).map((delta) => typed('response.output_text.delta', { ...place, delta })),
      typed('response.output_text.done', { ...place, text }),
      typed('response.completed', { response }),
    ],
  };
}

function embeddings(request: DemoRequest): object {
  const inputs = Array.isArray(request.input) ? request.input : [request.input];
  const dimensions = Number.isSafeInteger(request.dimensions)
    ? Math.min(4096, Math.max(1, request.dimensions as number))
    : defaultDimensions;
  const tokens = estimateTokens(request.input);
  return {
    object: 'list',
    model,
    data: inputs.map((input, index) => ({
      object: 'embedding',
      index,
      embedding: vectorOf(JSON.stringify(input) ?? '', dimensions),
    })),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

/** The same text always gives the same vector; it means nothing. */
function vectorOf(text: string, dimensions: number): number[] {
  const bytes = createHash('sha256').update(text).digest();
  return Array.from({ length: dimensions }, (_, index) => bytes[index % bytes.length]! / 255 - 0.5);
}

function demoText(asked: string): string {
  const echo = asked.length > longestEcho ? `${asked.slice(0, longestEcho)}…` : asked;
  return `This is the demo upstream of Hermes Control Plane, not a model. You wrote: ${echo}`;
}

/** The last text in messages, a prompt or an input, whatever shape it has. */
function lastText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return lastText(value.at(-1));
  if (typeof value !== 'object' || value === null) return '';
  const { content, text } = value as { content?: unknown; text?: unknown };
  return lastText(text ?? content);
}

function usageOf(request: DemoRequest, text: string) {
  const asked = estimateTokens(request.messages ?? request.prompt ?? request.input);
  const answered = textTokens(text);
  return { prompt_tokens: asked, completion_tokens: answered, total_tokens: asked + answered };
}

function usageChunk(request: DemoRequest, head: object, usage: object): string[] {
  return request.stream_options?.include_usage === true
    ? [event({ ...head, choices: [], usage })]
    : [];
}

function wordsOf(text: string): string[] {
  return text.split(/(?<=\s)/);
}

function event(data: unknown): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** Tokens of everything in a value, estimated from its strings; a number is a token. */
function estimateTokens(value: unknown): number {
  if (typeof value === 'string') return textTokens(value);
  if (typeof value === 'number') return 1;
  if (typeof value !== 'object' || value === null) return 0;
  let tokens = structureTokens;
  for (const part of Object.values(value)) tokens += estimateTokens(part);
  return tokens;
}
