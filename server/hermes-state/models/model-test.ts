import { Agent, request } from 'undici';
import { guardedLookup, isMetadataUrl } from '../../http/metadata-address.ts';
import { redact } from '../../redaction.ts';
import { isRecord } from '../files/plain-values.ts';
import { recordOf, textOf } from '../accounts/identity.ts';
import type { ModelRoute } from './model-route.ts';
import type { ModelTestResult } from './models.contract.ts';

export const testTimeoutMs = 10_000;
const mostBytes = 1_048_576;
const anthropicVersion = '2023-06-01';

interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * Asks an address for its models, or for one token when it has no such list. Ten seconds in all, no redirects, no
 * metadata service of a cloud; never throws.
 */
export async function tryRoute(
  route: ModelRoute,
  timeoutMs = testTimeoutMs,
): Promise<ModelTestResult> {
  const url = modelsUrl(route);
  const called = `GET ${shownUrl(url)}`;
  if (!/^https?:$/.test(new URL(url).protocol) || isMetadataUrl(url))
    return notTried('This address is not called: it is no provider’s.');
  const agent = new Agent({ connect: { lookup: guardedLookup }, pipelining: 0 });
  const started = performance.now();
  const tookMs = () => Math.round(performance.now() - started);
  const signal = AbortSignal.timeout(timeoutMs);
  const known = route.key === null ? [] : [route.key];
  try {
    const listed = await ask(agent, url, { method: 'GET', headers: headersOf(route), signal });
    if (listed.status !== 404 && listed.status !== 405 && listed.status !== 501)
      return { called, status: listed.status, tookMs: tookMs(), ...judged(listed, route, known) };
    const chat = await ask(agent, chatUrl(route), {
      method: 'POST',
      headers: { ...headersOf(route), 'content-type': 'application/json' },
      body: JSON.stringify({
        model: route.model ?? '',
        max_tokens: 1,
        messages: [{ role: 'user', content: 'ok' }],
      }),
      signal,
    });
    return {
      called: `POST ${shownUrl(chatUrl(route))} for one token`,
      status: chat.status,
      tookMs: tookMs(),
      isModelListed: null,
      ...verdict(chat, known),
    };
  } catch (error) {
    return {
      outcome: 'failed',
      called,
      status: null,
      tookMs: tookMs(),
      isModelListed: null,
      message: signal.aborted
        ? `No answer within ${timeoutMs / 1000} seconds.`
        : shortened(error instanceof Error ? error.message : String(error), known),
    };
  } finally {
    await agent.destroy();
  }
}

export function notTried(message: string): ModelTestResult {
  return {
    outcome: 'not_tried',
    called: null,
    status: null,
    tookMs: null,
    isModelListed: null,
    message,
  };
}

async function ask(
  dispatcher: Agent,
  url: string,
  options: {
    method: 'GET' | 'POST';
    headers: Record<string, string>;
    body?: string;
    signal: AbortSignal;
  },
): Promise<Answer> {
  const { statusCode, body } = await request(url, { dispatcher, ...options });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) break;
    chunks.push(chunk);
  }
  return { status: statusCode, body: Buffer.concat(chunks).toString('utf8') };
}

function headersOf({ key, isAnthropic }: ModelRoute): Record<string, string> {
  const identity = { accept: 'application/json', 'accept-encoding': 'identity' };
  if (key === null) return identity;
  return isAnthropic
    ? { ...identity, 'x-api-key': key, 'anthropic-version': anthropicVersion }
    : { ...identity, authorization: `Bearer ${key}` };
}

/** Anthropic's addresses are written without their version. */
function modelsUrl({ baseUrl, isAnthropic }: ModelRoute): string {
  return isAnthropic && !/\/v1$/.test(baseUrl) ? `${baseUrl}/v1/models` : `${baseUrl}/models`;
}

function chatUrl({ baseUrl, isAnthropic }: ModelRoute): string {
  if (!isAnthropic) return `${baseUrl}/chat/completions`;
  return /\/v1$/.test(baseUrl) ? `${baseUrl}/messages` : `${baseUrl}/v1/messages`;
}

/** Without a password, and without a query. */
function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

function judged(
  answer: Answer,
  { model }: ModelRoute,
  known: readonly string[],
): Pick<ModelTestResult, 'outcome' | 'isModelListed' | 'message'> {
  const names = answer.status === 200 ? namesIn(answer.body) : undefined;
  if (names === undefined) return { isModelListed: null, ...verdict(answer, known) };
  const isModelListed = model === null ? null : names.includes(model);
  const count = names.length === 1 ? 'one model' : `${names.length} models`;
  return {
    outcome: 'works',
    isModelListed,
    message:
      isModelListed === false
        ? `It answers and lists ${count}, but not ${model}.`
        : `It answers and lists ${count}.`,
  };
}

function verdict(
  { status, body }: Answer,
  known: readonly string[],
): Pick<ModelTestResult, 'outcome' | 'message'> {
  if (status >= 200 && status < 300) return { outcome: 'works', message: 'It answers.' };
  const { error, message, detail } = recordOf(parsed(body));
  const said =
    textOf(recordOf(error).message) ?? textOf(error) ?? textOf(message) ?? textOf(detail) ?? body;
  return {
    outcome: 'failed',
    message: `It answered ${status}${said.trim() ? `: ${shortened(said, known)}` : '.'}`,
  };
}

function namesIn(body: string): string[] | undefined {
  const answer = parsed(body);
  const list: unknown = isRecord(answer) ? (answer.data ?? answer.models) : answer;
  if (!Array.isArray(list)) return undefined;
  return (list as unknown[])
    .map((item) => textOf(item) ?? textOf(recordOf(item).id))
    .filter((name) => name !== null);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // A page of a proxy, or a text.
    return undefined;
  }
}

function shortened(text: string, known: readonly string[]): string {
  const clean = redact(text.slice(0, 2000), known).replace(/\s+/g, ' ').trim();
  return clean.length > 300 ? `${clean.slice(0, 300)}…` : clean;
}
