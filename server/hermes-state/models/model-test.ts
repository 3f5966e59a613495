import { isMetadataUrl } from '../../http/metadata-address.ts';
import { redact } from '../../redaction.ts';
import {
  askProvider,
  errorTextIn,
  failureIn,
  modelNamesIn,
  type ProviderAnswer,
} from '../provider-call.ts';
import type { ModelRoute } from './model-route.ts';
import type { ModelTestResult } from './models.contract.ts';

export const testTimeoutMs = 10_000;
const anthropicVersion = '2023-06-01';

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
  const started = performance.now();
  const tookMs = () => Math.round(performance.now() - started);
  const signal = AbortSignal.timeout(timeoutMs);
  const known = route.key === null ? [] : [route.key];
  try {
    const listed = await askProvider(url, { headers: headersOf(route), signal });
    if (listed.status !== 404 && listed.status !== 405 && listed.status !== 501)
      return { called, status: listed.status, tookMs: tookMs(), ...judged(listed, route, known) };
    const chat = await askProvider(chatUrl(route), {
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
      message: signal.aborted ? `No answer within ${timeoutMs / 1000} seconds.` : failureIn(error),
    };
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
  answer: ProviderAnswer,
  { model }: ModelRoute,
  known: readonly string[],
): Pick<ModelTestResult, 'outcome' | 'isModelListed' | 'message'> {
  const names = answer.status === 200 ? modelNamesIn(answer.text) : undefined;
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
  { status, text }: ProviderAnswer,
  known: readonly string[],
): Pick<ModelTestResult, 'outcome' | 'message'> {
  if (status >= 200 && status < 300) return { outcome: 'works', message: 'It answers.' };
  const said = errorTextIn(text) ?? text;
  return {
    outcome: 'failed',
    message: `It answered ${status}${said.trim() ? `: ${shortened(said, known)}` : '.'}`,
  };
}

function shortened(text: string, known: readonly string[]): string {
  const clean = redact(text.slice(0, 2000), known).replace(/\s+/g, ' ').trim();
  return clean.length > 300 ? `${clean.slice(0, 300)}…` : clean;
}
