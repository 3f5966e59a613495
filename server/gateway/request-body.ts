import { scanBody, type ByteRange, type ScannedBody } from './body-scan.ts';
import { invalidRequest } from './gateway-error.ts';
import { promptFields, promptText } from './prompt-text.ts';
import type { AnswerKind } from './routes.ts';

/** The Hermes proxy takes no more (10,000,000 bytes). */
export const maxRequestBytes = 10_000_000;
/** Reserved for the answer when the client names no limit. */
const defaultAnswerTokens = 1024;
const mostAnswerTokens = 1_000_000_000;
const longestModel = 200;
/** Of the fields that are read here, in bytes as written. */
const longestField = 4096;

/** What the gateway needs to know of a request's body. */
export interface GatewayRequest {
  /** As received. */
  readonly raw: Buffer;
  /** As forwarded: `raw`, with usage asked for on streams. */
  readonly forwarded: Buffer;
  readonly model: string;
  readonly stream: boolean;
  /** Whether the client itself asked for the usage chunk of a stream. */
  readonly wantsUsage: boolean;
  readonly promptTokens: number;
  /** The beginning of what was asked last, where the body tells. */
  readonly promptText: string | undefined;
  /** Upper bound of the answer's tokens, as far as the client states one. */
  readonly answerTokens: number;
}

/** Looks into a body far enough to admit it. Throws a 400 that names the field. */
export function parseRequest(raw: Buffer, kind: AnswerKind): GatewayRequest {
  const body = scanBody(raw);
  if (kind === 'chat' && !body.fields.has('messages') && body.fields.has('input'))
    throw invalidRequest(
      'This body is made for /v1/responses: it has "input" and no "messages". Post it to /v1/responses, or send "messages".',
      'messages',
    );
  const field = (name: string) => valueOf(raw, body, name);
  const model = field('model');
  if (typeof model !== 'string' || model === '')
    throw invalidRequest('The field "model" must name a model.', 'model');
  if (model.length > longestModel)
    throw invalidRequest(
      `The field "model" must not be longer than ${longestModel} characters.`,
      'model',
    );
  const stream = field('stream');
  if (stream !== undefined && stream !== null && typeof stream !== 'boolean')
    throw invalidRequest('The field "stream" must be true or false.', 'stream');
  const isStream = stream === true;
  const options = field('stream_options');
  const wantsUsage = isRecord(options) && options.include_usage === true;
  const addsUsage = isStream && !wantsUsage && (kind === 'chat' || kind === 'completion');
  return {
    raw,
    forwarded: addsUsage ? withUsage(raw, options, body.fields.get('stream_options')) : raw,
    model,
    stream: isStream,
    wantsUsage,
    promptTokens: body.tokens,
    promptText: promptText(raw, body.fields.get(promptFields[kind])),
    answerTokens: kind === 'embedding' ? 0 : answerBound(field),
  };
}

function valueOf(raw: Buffer, body: ScannedBody, name: string): unknown {
  const range = body.fields.get(name);
  if (range === undefined) return undefined;
  if (range.end - range.start > longestField)
    throw invalidRequest(`The field "${name}" is too long.`, name);
  return JSON.parse(raw.toString('utf8', range.start, range.end));
}

/** Every other byte stays as it came: parsed and printed again, large numbers would change. */
function withUsage(raw: Buffer, options: unknown, place: ByteRange | undefined): Buffer {
  if (place !== undefined) {
    const all = { ...(isRecord(options) && options), include_usage: true };
    return spliced(raw, place, JSON.stringify(all));
  }
  const start = raw.indexOf('{') + 1;
  return spliced(raw, { start, end: start }, '"stream_options":{"include_usage":true},');
}

function spliced(raw: Buffer, { start, end }: ByteRange, text: string): Buffer {
  return Buffer.concat([raw.subarray(0, start), Buffer.from(text), raw.subarray(end)]);
}

/** The largest limit that is stated: which of them an upstream obeys is its own affair. */
function answerBound(field: (name: string) => unknown): number {
  const stated = Math.max(
    ...['max_completion_tokens', 'max_tokens', 'max_output_tokens'].map((name) =>
      countOf(field(name)),
    ),
  );
  const choices = Math.min(128, Math.max(1, countOf(field('n'))));
  return Math.min(mostAnswerTokens, (stated || defaultAnswerTokens) * choices);
}

/** A positive whole number, also as text, which some upstreams take for one; 0 for anything else. */
function countOf(value: unknown): number {
  const number = typeof value === 'string' ? Number(value) : value;
  return Number.isInteger(number) && (number as number) > 0 ? (number as number) : 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
