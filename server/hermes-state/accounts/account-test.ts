import { Injectable } from '@nestjs/common';
import { DomainError, NotFound } from '../../http/domain-error.ts';
import { redact } from '../../redaction.ts';
import { parseEnv } from '../files/env-file.ts';
import { FileChanged, FileUnusable } from '../files/file.errors.ts';
import { HermesHome } from '../hermes-home.ts';
import { askProvider, errorTextIn, failureIn, modelNamesIn } from '../provider-call.ts';
import type { AccountTest } from './account-changes.contract.ts';
import type { AccountPlace } from './accounts.contract.ts';
import { authFile, isPlace, poolIn } from './auth-store.ts';
import { recordOf, textOf } from './identity.ts';
import { testTarget, untestableReason, type TestTarget } from './test-target.ts';

const longestAnswerMs = 10_000;
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
      return file.status === 'present'
        ? parseEnv(file.value).values.get(source.slice(4))
        : undefined;
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

/** Asks once; redirects are not followed. */
export async function probe(
  { url, headers }: TestTarget,
  token: string,
  timeLimitMs = longestAnswerMs,
): Promise<AccountTest> {
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
    const { status, text, isCut } = await askProvider(url, { headers, signal });
    if (isCut)
      return outcome({ ...none, isAccepted: false, status, message: 'Its answer is too large.' });
    const names = status === 200 ? modelNamesIn(text) : undefined;
    return outcome({
      isAccepted: status >= 200 && status < 300,
      status,
      modelCount: names?.length ?? null,
      models: (names ?? []).slice(0, mostModels).map((name) => redact(name, [token])),
      message: messageOf(status, names, redact(text, [token])),
    });
  } catch (error) {
    return outcome({ ...none, isAccepted: false, status: null, message: failureIn(error) });
  }
}

function messageOf(status: number, names: readonly string[] | undefined, text: string): string {
  if (status >= 200 && status < 300)
    return names === undefined ? 'It answered, but not with a list of models.' : 'It was accepted.';
  if (status >= 300 && status < 400) return 'It sends elsewhere, which is not followed.';
  return errorTextIn(text) ?? `It answered ${status}.`;
}
