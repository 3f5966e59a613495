import { Agent, request } from 'undici';
import { guardedLookup } from '../http/metadata-address.ts';
import { recordOf, textOf } from './accounts/identity.ts';

const mostBytes = 4_194_304;

export interface ProviderQuestion {
  readonly method?: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For all of it, the answer included. */
  readonly signal: AbortSignal;
}

export interface ProviderAnswer {
  readonly status: number;
  /** Its beginning when `isCut`. */
  readonly text: string;
  readonly isCut: boolean;
}

/**
 * One question to a provider with somebody's credential. Redirects are not followed, because the credential is for this
 * address; a name that leads to the metadata service of a cloud is not called. Throws what {@link failureIn} explains.
 */
export async function askProvider(
  url: string,
  question: ProviderQuestion,
): Promise<ProviderAnswer> {
  const agent = new Agent({ connect: { lookup: guardedLookup }, pipelining: 0 });
  try {
    const { statusCode, body } = await request(url, { dispatcher: agent, ...question });
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > mostBytes) break;
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString('utf8');
    return { status: statusCode, text, isCut: bytes > mostBytes };
  } finally {
    await agent.destroy();
  }
}

/** The models that an answer lists: `data` of OpenAI and Anthropic, `models` of Google and Codex, or a bare list. */
export function modelNamesIn(text: string): string[] | undefined {
  const answer = parsed(text);
  const { data, models } = recordOf(answer);
  const list = [answer, data, models].find((each) => Array.isArray(each)) as unknown[] | undefined;
  return list
    ?.map((each) => {
      const { id, slug, name } = recordOf(each);
      return [each, id, slug, name].find((text) => typeof text === 'string' && text !== '');
    })
    .filter((name) => typeof name === 'string')
    .map((name) => name.slice(0, 200));
}

/** What an answer that is no success says of itself. */
export function errorTextIn(text: string): string | undefined {
  const { error, message, detail } = recordOf(parsed(text));
  return (
    textOf(recordOf(error).message) ??
    textOf(error) ??
    textOf(message) ??
    textOf(detail) ??
    undefined
  );
}

/** Why {@link askProvider} threw, for people. */
export function failureIn(error: unknown): string {
  const { code = '', name } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError' || code === 'UND_ERR_CONNECT_TIMEOUT')
    return 'It did not answer in time.';
  if (code === 'EREFUSEDADDRESS') return 'Its name leads to an address that is not called.';
  return /^E[A-Z_]+$/.test(code)
    ? `It could not be reached (${code}).`
    : 'It could not be reached.';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A page of a proxy, or a text.
    return undefined;
  }
}
