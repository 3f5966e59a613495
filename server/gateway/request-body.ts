import type { IncomingMessage } from 'node:http';
import getRawBody from 'raw-body';
import { bodyTooLarge, invalidRequest } from './gateway-error.ts';
import type { AnswerKind } from './routes.ts';
import { estimateTokens } from './token-estimate.ts';

/** The Hermes proxy takes no more (10,000,000 bytes). */
export const maxRequestBytes = 10_000_000;
const maxDepth = 64;
/** Reserved for the answer when the client names no limit. */
const defaultAnswerTokens = 1024;

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
  /** Upper bound of the answer's tokens, as far as the client states one. */
  readonly answerTokens: number;
}

/** Reads the whole body. Throws 413 as soon as it is known to be too large, 400 when the client left. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  try {
    return await getRawBody(request, {
      limit: maxRequestBytes,
      ...(request.headers['content-length'] && { length: request.headers['content-length'] }),
    });
  } catch (error) {
    if ((error as { type?: string }).type === 'entity.too.large')
      throw bodyTooLarge(maxRequestBytes);
    throw invalidRequest('The request body did not arrive whole.');
  }
}

/** Parses a body far enough to admit it. Throws a 400 that names the field. */
export function parseRequest(raw: Buffer, kind: AnswerKind): GatewayRequest {
  const fields = parseObject(raw);
  if (kind === 'chat' && fields.messages === undefined && fields.input !== undefined)
    throw invalidRequest(
      'This body is made for /v1/responses: it has "input" and no "messages". Post it to /v1/responses, or send "messages".',
      'messages',
    );
  const { model, stream, stream_options: streamOptions } = fields;
  if (typeof model !== 'string' || model === '')
    throw invalidRequest('The field "model" must name a model.', 'model');
  if (stream !== undefined && stream !== null && typeof stream !== 'boolean')
    throw invalidRequest('The field "stream" must be true or false.', 'stream');
  const isStream = stream === true;
  const wantsUsage = isRecord(streamOptions) && streamOptions.include_usage === true;
  const addsUsage = isStream && !wantsUsage && (kind === 'chat' || kind === 'completion');
  return {
    raw,
    forwarded: addsUsage ? withUsage(raw, fields) : raw,
    model,
    stream: isStream,
    wantsUsage,
    promptTokens: estimateTokens(fields),
    answerTokens: kind === 'embedding' ? 0 : answerBound(fields),
  };
}

function parseObject(raw: Buffer): Record<string, unknown> {
  if (isDeeperThan(raw, maxDepth))
    throw invalidRequest(`The request body is nested deeper than ${maxDepth} levels.`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(raw.toString('utf8'));
  } catch {
    throw invalidRequest('The request body is not valid JSON.', undefined, 400, 'malformed_json');
  }
  if (!isRecord(parsed)) throw invalidRequest('The request body must be a JSON object.');
  return parsed;
}

/** Scanned on bytes before parsing: a deeply nested body costs seconds to parse and cannot be printed again. */
export function isDeeperThan(raw: Buffer, limit: number): boolean {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < raw.length; index++) {
    const byte = raw[index];
    if (isInString) {
      if (byte === 0x5c) index++;
      else if (byte === 0x22) isInString = false;
    } else if (byte === 0x22) isInString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > limit) return true;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return false;
}

/** The other bytes stay as they came, unless the client sent `stream_options` of its own. */
function withUsage(raw: Buffer, fields: Record<string, unknown>): Buffer {
  if ('stream_options' in fields) {
    const options = isRecord(fields.stream_options) ? fields.stream_options : {};
    return Buffer.from(
      JSON.stringify({ ...fields, stream_options: { ...options, include_usage: true } }),
    );
  }
  const start = raw.indexOf('{') + 1;
  return Buffer.concat([
    raw.subarray(0, start),
    Buffer.from('"stream_options":{"include_usage":true},'),
    raw.subarray(start),
  ]);
}

function answerBound(fields: Record<string, unknown>): number {
  const limits = [fields.max_completion_tokens, fields.max_tokens, fields.max_output_tokens];
  const stated = limits.find((limit) => Number.isSafeInteger(limit) && (limit as number) >= 0);
  const choices = Number.isSafeInteger(fields.n)
    ? Math.min(128, Math.max(1, fields.n as number))
    : 1;
  return Math.min(1_000_000_000, ((stated as number | undefined) ?? defaultAnswerTokens) * choices);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
