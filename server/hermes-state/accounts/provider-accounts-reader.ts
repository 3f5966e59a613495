import { Injectable } from '@nestjs/common';
import { HermesHome, type StateRoot } from '../hermes-home.ts';
import { maskSecret } from '../masked-secret.ts';
import { mapState, type StateFile } from '../state-file.ts';
import type { Account, Accounts, AccountSource } from './accounts.contract.ts';
import { readPools } from './hermes-pools.ts';
import { expiryOf, identityOf, nobody, recordOf, textOf, timeOf } from './identity.ts';

interface Found {
  readonly accounts: Account[];
  readonly problems: string[];
}

/** The accounts in the credential files of Hermes and its siblings. Reads only; each file stands for itself. */
@Injectable()
export class ProviderAccountsReader {
  constructor(private readonly home: HermesHome) {}

  /** Throws for a name that can be no profile's. */
  async read(profile: string): Promise<Accounts> {
    await this.home.requireProfile(profile);
    const path = this.home.pathIn(profile, 'auth.json');
    const auth = mapState(await this.home.readJson('hermes', path), (file) => readPools(file));
    const siblings = await Promise.all([this.codex(), this.claude(), this.gemini(), this.qwen()]);
    return {
      profile,
      activeProvider: auth.status === 'present' ? auth.value.activeProvider : null,
      sources: [sourceOf('hermes', path, auth), ...siblings],
    };
  }

  private async codex(): Promise<AccountSource> {
    const file = await this.home.readJson('codex', 'auth.json');
    const found = mapState(file, (content) => {
      const tokens = recordOf(content.tokens);
      const accounts: Account[] = [];
      if (tokens.access_token !== undefined)
        accounts.push(
          oauth('openai-codex', tokens.access_token, {
            identity: identityOf(tokens.id_token, tokens.access_token),
            expiresAt: expiryOf(tokens.access_token),
            canRefresh: typeof tokens.refresh_token === 'string',
          }),
        );
      if (typeof content.OPENAI_API_KEY === 'string' && content.OPENAI_API_KEY !== '')
        accounts.push(apiKey('openai', content.OPENAI_API_KEY));
      return { accounts, problems: [] };
    });
    return sourceOf('codex', 'auth.json', found);
  }

  private async claude(): Promise<AccountSource> {
    const profile = await this.claudeProfile();
    const file = await this.home.readJson('claude', '.credentials.json');
    const found = mapState(file, (content) => {
      const login = recordOf(content.claudeAiOauth);
      if (login.accessToken === undefined) return { accounts: [], problems: [] };
      const identity = {
        ...nobody,
        email: textOf(profile.emailAddress),
        name: textOf(profile.displayName),
        organisation: textOf(profile.organizationName),
        accountId: textOf(profile.accountUuid),
        plan: textOf(login.subscriptionType),
      };
      const account = oauth('anthropic', login.accessToken, {
        identity,
        expiresAt: timeOf(login.expiresAt),
        canRefresh: typeof login.refreshToken === 'string',
      });
      return { accounts: [account], problems: [] };
    });
    return sourceOf('claude', '.credentials.json', found);
  }

  /** Claude's tokens are opaque; who it is stands in a file beside the folder, or in it when the folder was moved. */
  private async claudeProfile(): Promise<Record<string, unknown>> {
    const places: StateRoot[] = ['claude', 'claude-parent'];
    for (const root of places) {
      const file = await this.home.readJson(root, '.claude.json');
      if (file.status === 'present') return recordOf(file.value.oauthAccount);
    }
    return {};
  }

  private async gemini(): Promise<AccountSource> {
    const known = await this.home.readJson('gemini', 'google_accounts.json');
    const active = known.status === 'present' ? textOf(known.value.active) : null;
    const file = await this.home.readJson('gemini', 'oauth_creds.json');
    return sourceOf(
      'gemini',
      'oauth_creds.json',
      mapState(file, (content) => googleStyle('gemini', content, active)),
    );
  }

  private async qwen(): Promise<AccountSource> {
    const file = await this.home.readJson('qwen', 'oauth_creds.json');
    return sourceOf(
      'qwen',
      'oauth_creds.json',
      mapState(file, (content) => googleStyle('qwen-oauth', content, null)),
    );
  }
}

/** Gemini's and Qwen's files have one form. */
function googleStyle(
  provider: string,
  content: Record<string, unknown>,
  email: string | null,
): Found {
  if (content.access_token === undefined) return { accounts: [], problems: [] };
  const identity = identityOf(content.id_token);
  const account = oauth(provider, content.access_token, {
    identity: { ...identity, email: email ?? identity.email },
    expiresAt: timeOf(content.expiry_date),
    canRefresh: typeof content.refresh_token === 'string',
  });
  return { accounts: [account], problems: [] };
}

function oauth(
  provider: string,
  token: unknown,
  about: Pick<Account, 'identity' | 'expiresAt'> & { readonly canRefresh: boolean },
): Account {
  const { identity, expiresAt, canRefresh } = about;
  const isOver = expiresAt !== null && new Date(expiresAt) <= new Date();
  return {
    provider,
    label: identity.email,
    kind: 'oauth',
    source: 'login',
    isBorrowed: false,
    status: typeof token !== 'string' ? 'unknown' : isOver && !canRefresh ? 'expired' : 'ok',
    reason: null,
    cooldownUntil: null,
    expiresAt,
    identity,
    isIdentityVerified: false,
    secret: maskSecret(token),
  };
}

function apiKey(provider: string, key: string): Account {
  const account = oauth(provider, key, { identity: nobody, expiresAt: null, canRefresh: false });
  return { ...account, kind: 'api_key' };
}

function sourceOf(
  owner: AccountSource['owner'],
  file: string,
  found: StateFile<Found>,
): AccountSource {
  return {
    owner,
    file,
    status: found.status,
    reason: found.status === 'unreadable' ? found.reason : null,
    accounts: found.status === 'present' ? found.value.accounts : [],
    problems: found.status === 'present' ? found.value.problems : [],
  };
}
