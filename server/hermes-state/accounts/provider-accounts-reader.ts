import { homedir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { redact } from '../../redaction.ts';
import { HermesHome, type StateRoot } from '../hermes-home.ts';
import { maskSecret } from '../masked-secret.ts';
import { mapState, type StateFile } from '../state-file.ts';
import type { Account, AccountPool, Accounts, AccountSource } from './accounts.contract.ts';
import { authFile, poolsIn, type AuthStore } from './auth-store.ts';
import { customUrlsIn } from './custom-urls.ts';
import { blankAccount, readPools, type PoolContents } from './hermes-pools.ts';
import { expiryOf, identityOf, nobody, recordOf, textOf, timeOf } from './identity.ts';
import { factsOf, keyProviders, loginProviders } from './provider-facts.ts';

interface Found {
  readonly accounts: Account[];
  readonly problems: string[];
}

interface HermesStore {
  readonly store: AuthStore;
  readonly contents: PoolContents | undefined;
  readonly source: AccountSource;
}

/** The accounts in the credential files of Hermes and its siblings. Reads only; each file stands for itself. */
@Injectable()
export class ProviderAccountsReader {
  constructor(private readonly home: HermesHome) {}

  /** Throws `NotFound` for a profile that is not there. */
  async read(profile: string): Promise<Accounts> {
    await this.home.requireProfile(profile);
    const [own, root, strategies, customUrls, ...siblings] = await Promise.all([
      this.hermes(profile),
      profile === 'default' ? undefined : this.hermes('default'),
      this.strategies(profile),
      customUrlsIn(this.home, profile),
      this.codex(),
      this.claude(),
      this.gemini(),
      this.qwen(),
    ]);
    const context = {
      strategies,
      loginCommand: (provider: string) =>
        loginCommand(this.home.rootOf('hermes'), profile, provider),
    };
    const pools = poolsIn(own.store, context);
    const taken = new Set(pools.filter(isTaken).map(({ provider }) => provider));
    const inherited = root && fallbackOf(root, taken, context);
    return {
      profile,
      activeProvider: own.contents?.activeProvider ?? inherited?.activeProvider ?? null,
      updatedAt: own.contents?.updatedAt ?? null,
      pools: [...pools, ...(inherited?.pools ?? [])],
      sources: [own.source, ...(inherited ? [inherited.source] : []), ...siblings],
      keyProviders: [
        ...keyProviders,
        ...[...customUrls].map(([id, baseUrl]) => ({ id, name: id, baseUrl: redact(baseUrl) })),
      ],
      logins: loginProviders.map((provider) => ({
        provider,
        name: factsOf(provider)?.name ?? provider,
        command: context.loginCommand(provider),
      })),
    };
  }

  private async hermes(profile: string): Promise<HermesStore> {
    const path = this.home.pathIn(profile, authFile);
    const file = await this.home.readJson('hermes', path);
    const found = mapState(file, (store) => readPools(store));
    return {
      store: file.status === 'present' ? file.value : {},
      contents: found.status === 'present' ? found.value : undefined,
      source: sourceOf('hermes', path, found),
    };
  }

  private async strategies(profile: string): Promise<Record<string, unknown>> {
    const file = await this.home.readYaml('hermes', this.home.pathIn(profile, 'config.yaml'));
    return file.status === 'present' ? recordOf(file.value.value.credential_pool_strategies) : {};
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

/** A profile with nothing of its own for a provider uses the root's, and never writes there. */
function fallbackOf(
  { store, source }: HermesStore,
  taken: ReadonlySet<string>,
  context: Parameters<typeof poolsIn>[1],
) {
  const isFree = ({ provider }: { readonly provider: string }) => !taken.has(provider);
  return {
    activeProvider: textOf(store.active_provider),
    pools: poolsIn(store, context)
      .filter((pool) => isFree(pool) && isTaken(pool))
      .map((pool) => ({ ...pool, isFallback: true })),
    source: { ...source, accounts: source.accounts.filter(isFree), isFallback: true },
  };
}

function isTaken({ hasLogin, hasPool }: AccountPool): boolean {
  return hasLogin || hasPool;
}

/** What to type in a terminal for an interactive login. */
function loginCommand(root: string, profile: string, provider: string): string {
  const isUsual = root === join(homedir(), '.hermes');
  const home = isUsual ? '' : `HERMES_HOME=${quoted(root)} `;
  return `${home}hermes -p ${profile} auth add ${provider}`;
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
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
    ...blankAccount,
    provider,
    label: identity.email,
    kind: 'oauth',
    shape: 'file',
    source: 'login',
    status: typeof token !== 'string' ? 'unknown' : isOver && !canRefresh ? 'expired' : 'ok',
    expiresAt,
    canRefresh,
    identity,
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
    isFallback: false,
  };
}
