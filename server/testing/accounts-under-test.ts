import type { AccountPreview } from '../hermes-state/accounts/account-changes.contract.ts';
import type {
  Account,
  AccountPlace,
  Accounts,
} from '../hermes-state/accounts/accounts.contract.ts';
import { providerVersion } from '../hermes-state/accounts/auth-store.ts';
import { createHermesHome, type HermesHomeFixture } from './hermes-home-fixture.ts';
import { adminPassword, startTestProduct, type TestProduct } from './test-product.ts';

/** A token of a login, as far as anybody looks into it. */
export const jwt = (claims: object) =>
  `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2lnbmF0dXJl`;
/** Every complete secret of {@link authStoreText}, and one to be added. */
export const accountSecrets = {
  home: 'sk-or-v1-0a1b2c3d4e5f60718293a4b5c6d7e8f9',
  work: 'sk-or-v1-9f8e7d6c5b4a39281706f5e4d3c2b1a0',
  nous: jwt({ email: 'ada@example.org', exp: 4_102_444_800 }),
  nousRefresh: 'rt-nous-9f8e7d6c5b4a39281706f5e4d3c2b1a0',
  codex: jwt({ email: 'grace@example.org', exp: 4_102_444_800 }),
  added: 'sk-or-v1-ffffeeeeddddccccbbbbaaaa99998888',
};

interface Store {
  readonly active_provider: string | null;
  readonly updated_at: string;
  readonly providers: Record<string, Record<string, unknown>>;
  readonly credential_pool: Record<string, Record<string, unknown>[]>;
  readonly suppressed_sources: Record<string, string[]>;
}

/** A console over a home of Hermes with an `auth.json`, and what the specs of the accounts ask of both. */
export class AccountsUnderTest {
  private cookie: string | undefined;

  private constructor(
    readonly fixture: HermesHomeFixture,
    readonly product: TestProduct,
  ) {}

  static async start(): Promise<AccountsUnderTest> {
    const fixture = await createHermesHome();
    const product = await startTestProduct({
      HERMES_HOME: fixture.at('.hermes'),
      CODEX_HOME: fixture.at('.codex'),
      CLAUDE_CONFIG_DIR: fixture.at('.claude'),
      GEMINI_HOME: fixture.at('.gemini'),
    });
    return new AccountsUnderTest(fixture, product);
  }

  async stop(): Promise<void> {
    await this.product.stop();
    await this.fixture.remove();
  }

  putStore = (content: unknown = authStoreText) => this.fixture.put('.hermes/auth.json', content);
  storeText = () => this.fixture.text('.hermes/auth.json');
  store = async () => JSON.parse(await this.storeText()) as Store;

  async send(route: string, body: object, version: string, profile = 'default') {
    const answer = await fetch(
      `${this.product.consoleUrl}/api/admin/hermes/accounts/${route}?profile=${profile}`,
      {
        method: 'POST',
        headers: {
          cookie: await this.signedIn(),
          'content-type': 'application/json',
          'if-match': `"${version}"`,
        },
        body: JSON.stringify(body),
      },
    );
    return { answer, text: await answer.text() };
  }

  /** From the version that is there now. */
  async change(route: string, provider: string, body: object) {
    return this.send(route, body, await this.versionOf(provider));
  }

  async read(profile = 'default'): Promise<Accounts> {
    const answer = await this.product.api('GET', `/api/admin/hermes/accounts?profile=${profile}`);
    return (await answer.json()) as Accounts;
  }

  /** The pool of a provider, in turn. */
  async accounts(provider = 'openrouter'): Promise<Account[]> {
    const { sources } = await this.read();
    return sources[0]!.accounts.filter(
      (account) => account.provider === provider && account.shape === 'pool',
    );
  }

  async placeOf(provider: string, label: string): Promise<AccountPlace> {
    const found = await this.accounts(provider);
    return found.find((account) => account.label === label)!.place!;
  }

  async poolOf(provider: string, profile?: string) {
    return (await this.read(profile)).pools.find((pool) => pool.provider === provider);
  }

  async versionOf(provider: string): Promise<string> {
    return (await this.poolOf(provider))?.version ?? providerVersion({}, provider);
  }

  async previewOf(body: object, profile = 'default'): Promise<AccountPreview> {
    const path = `/api/admin/hermes/accounts/preview?profile=${profile}`;
    return (await (await this.product.api('POST', path, body)).json()) as AccountPreview;
  }

  /** What was recorded of it all. */
  async events(): Promise<string> {
    return (await this.product.api('GET', '/api/admin/events?limit=200')).text();
  }

  private async signedIn(): Promise<string> {
    if (this.cookie !== undefined) return this.cookie;
    const answer = await fetch(`${this.product.consoleUrl}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: adminPassword }),
    });
    this.cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    return this.cookie;
  }
}

/** The code of a refusal. */
export const codeIn = (text: string): string =>
  (JSON.parse(text) as { error: { code: string } }).error.code;

const entry = (id: string, label: string, priority: number, source: string, more: object) => ({
  id,
  label,
  auth_type: 'api_key',
  priority,
  source,
  ...more,
});
/** With entries of several kinds, a field that nobody knows and a number that JavaScript cannot hold. */
export const authStoreText = `${JSON.stringify(
  {
    version: 1,
    providers: {
      nous: { access_token: accountSecrets.nous, refresh_token: accountSecrets.nousRefresh },
    },
    credential_pool: {
      openrouter: [
        entry('a4c29d', 'home key', 0, 'manual', {
          access_token: accountSecrets.home,
          last_status: 'exhausted',
          last_error_code: 429,
          last_error_reset_at: 4_102_358_400,
          future: 'BIG',
        }),
        entry('b7e05a', 'OPENROUTER_API_KEY', 1, 'env:OPENROUTER_API_KEY', {
          secret_fingerprint: 'sha256:31542b1ff9a10c48',
        }),
        entry('a66f4a', 'work key', 2, 'manual', { access_token: accountSecrets.work }),
      ],
      nous: [
        entry('9e8480', 'ada@example.org', 0, 'device_code', {
          auth_type: 'oauth',
          access_token: accountSecrets.nous,
        }),
      ],
      'openai-codex': [
        entry('c0de02', 'grace@example.org', 0, 'manual:device_code', {
          auth_type: 'oauth',
          access_token: accountSecrets.codex,
          refresh_token: 'rt-codex',
        }),
      ],
    },
    updated_at: '2026-11-21T00:33:43.957590+00:00',
    active_provider: 'nous',
    suppressed_sources: { copilot: ['gh_cli'] },
  },
  null,
  2,
).replace('"BIG"', '12345678901234567890')}\n`;
