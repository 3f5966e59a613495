import { Injectable } from '@nestjs/common';
import { Agent, request } from 'undici';
import { DomainError, NotFound } from '../../http/domain-error.ts';
import { guardedLookup } from '../../http/metadata-address.ts';
import { redact } from '../../redaction.ts';
import { FileChanged, FileUnusable } from '../files/file.errors.ts';
import { HermesHome } from '../hermes-home.ts';
import type { AccountTest } from './account-changes.contract.ts';
import type { AccountPlace } from './accounts.contract.ts';
import { authFile, isPlace, poolIn } from './auth-store.ts';
import { recordOf, textOf } from './identity.ts';
import { testTarget, untestableReason, type TestTarget } from './test-target.ts';

const longestAnswerMs = 10_000;
const maxListBytes = 4_194_304;
const mostModels = 20;

/** This credential cannot be tried from here. */
export class Untestable extends DomainError {
  readonly code = 'account_untestable';
  readonly status = 409;
}

/** Asks a provider for its models with one credential of a pool. Reads the files, writes nothing. */
@Injectable()
export class AccountTests {
  constructor(private readonly home: HermesHome) {}

  /** Throws {@link FileChanged} when another entry stands there, {@link Untestable}, or `NotFound`. */
  async run(profile: string, at: AccountPlace): Promise<AccountTest> {
    await this.home.requireProfile(profile);
    const path = this.home.pathIn(profile, authFile);
    const file = await this.home.readJson('hermes', path);
    if (file.status === 'missing') throw new NotFound('This credential');
    if (file.status === 'unreadable') throw new FileUnusable(path, file.reason);
    const entry = poolIn(file.value, at.provider)[at.position];
    if (!isPlace(at, entry)) throw new FileChanged(path, 'unknown');
    const reason = untestableReason(at.provider, entry);
    if (reason !== null) throw new Untestable(reason);
    const token = await this.tokenOf(profile, entry);
    return probe(testTarget(at.provider, entry, token), token);
  }

  private async tokenOf(profile: string, entry: Record<string, unknown>): Promise<string> {
    const source = textOf(entry.source) ?? 'manual';
    const token =
      typeof entry.access_token === 'string' && entry.access_token !== ''
        ? entry.access_token
        : await this.borrowedToken(profile, source);
    if (token === undefined || !/^[\x21-\x7e]+$/.test(token))
      throw new Untestable(`The token of ${source} is not where it is borrowed from.`);
    return token;
  }

  private async borrowedToken(profile: string, source: string): Promise<string | undefined> {
    if (source.startsWith('env:')) {
      const file = await this.home.readText('hermes', this.home.pathIn(profile, '.env'));
      return file.status === 'present' ? variableIn(file.value, source.slice(4)) : undefined;
    }
    const [file, read] =
      source === 'claude_code'
        ? [
            await this.home.readJson('claude', '.credentials.json'),
            (content: Record<string, unknown>) => recordOf(content.claudeAiOauth).accessToken,
          ]
        : [
            await this.home.readJson('qwen', 'oauth_creds.json'),
            (content: Record<string, unknown>) => content.access_token,
          ];
    const token = file.status === 'present' ? read(file.value) : undefined;
    return typeof token === 'string' ? token : undefined;
  }
}

/** The last line that sets it wins, as Hermes' own reader has it. */
function variableIn(text: string, name: string): string | undefined {
  const line = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=\\s*(.*?)\\s*$`, 'gm');
  const found = [...text.replace(/^\uFEFF/, '').matchAll(line)].at(-1)?.[1];
  const quoted = found && /^(["'])(.*)\1/.exec(found);
  return quoted ? quoted[2] : found?.replace(/\s+#.*$/, '');
}

/** One bounded question. Redirects are not followed: the credential is for this address. */
export async function probe(
  { url, headers }: TestTarget,
  token: string,
  timeLimitMs = longestAnswerMs,
): Promise<AccountTest> {
  const agent = new Agent({ connect: { lookup: guardedLookup, timeout: timeLimitMs } });
  const begunAt = performance.now();
  const outcome = (fields: Omit<AccountTest, 'url' | 'durationMs' | 'at'>): AccountTest => ({
    url,
    durationMs: Math.round(performance.now() - begunAt),
    at: new Date().toISOString(),
    ...fields,
  });
  const none = { modelCount: null, models: [] };
  try {
    const signal = AbortSignal.timeout(timeLimitMs);
    const answer = await request(url, { dispatcher: agent, headers, signal });
    const status = answer.statusCode;
    const text = await readBounded(answer.body);
    if (text === undefined)
      return outcome({ ...none, isAccepted: false, status, message: 'Its answer is too large.' });
    const ids = status === 200 ? modelIds(text) : undefined;
    const isAccepted = status >= 200 && status < 300;
    return outcome({
      isAccepted,
      status,
      modelCount: ids?.length ?? null,
      models: (ids ?? []).slice(0, mostModels).map((id) => redact(id.slice(0, 200), [token])),
      message: messageOf(status, ids, redact(text, [token])),
    });
  } catch (error) {
    return outcome({ ...none, isAccepted: false, status: null, message: causeOf(error) });
  } finally {
    await agent.destroy();
  }
}

async function readBounded(body: AsyncIterable<Buffer>): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxListBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** `data` of OpenAI and Anthropic, `models` of Google and Codex. */
function modelIds(text: string): string[] | undefined {
  try {
    const { data, models } = recordOf(JSON.parse(text));
    const list = Array.isArray(data) ? data : Array.isArray(models) ? models : undefined;
    return list
      ?.map((each: unknown) => recordOf(each))
      .map(({ id, slug, name }) => id ?? slug ?? name)
      .filter((id) => typeof id === 'string');
  } catch {
    // A page of a proxy, for instance.
    return undefined;
  }
}

function messageOf(status: number, ids: readonly string[] | undefined, text: string): string {
  if (status >= 200 && status < 300)
    return ids === undefined ? 'It answered, but not with a list of models.' : 'It was accepted.';
  if (status >= 300 && status < 400) return 'It sends elsewhere, which is not followed.';
  return errorIn(text) ?? `It answered ${status}.`;
}

function errorIn(text: string): string | undefined {
  try {
    const { error, message, detail } = recordOf(JSON.parse(text));
    const words = recordOf(error).message ?? error ?? message ?? detail;
    return typeof words === 'string' ? words.slice(0, 300) : undefined;
  } catch {
    return undefined;
  }
}

function causeOf(error: unknown): string {
  const { code = '', name } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError' || code === 'UND_ERR_CONNECT_TIMEOUT')
    return 'It did not answer in time.';
  if (code === 'EREFUSEDADDRESS') return 'Its name leads to an address that is not called.';
  return /^E[A-Z_]+$/.test(code)
    ? `It could not be reached (${code}).`
    : 'It could not be reached.';
}
