import { isMetadataUrl } from '../../http/metadata-address.ts';
import { expiryOf, textOf } from './identity.ts';
import { factsOf } from './provider-facts.ts';

/** Where a credential is tried, and how it is shown there. */
export interface TestTarget {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Programs that keep the token of a borrowed entry where this console reads it as well. */
const readableElsewhere = /^(env:[A-Za-z_]\w*|claude_code|qwen-cli)$/;

/** Why an entry cannot be tried from here; `null` when it can. */
export function untestableReason(
  provider: string,
  entry: Readonly<Record<string, unknown>>,
): string | null {
  const source = textOf(entry.source) ?? 'manual';
  if (typeof entry.access_token !== 'string' && !readableElsewhere.test(source))
    return 'Its token is not in a file that this console reads.';
  const base = baseUrlOf(provider, entry);
  if (base === null) return 'It has no address to ask.';
  if (!URL.canParse(base) || !/^https?:$/.test(new URL(base).protocol))
    return 'Its address is no http or https address.';
  const { username, password } = new URL(base);
  if (username !== '' || password !== '') return 'Its address holds a user name or password.';
  return isMetadataUrl(base) ? 'Its address is one that no provider has; it is not called.' : null;
}

/** The list of models of an entry's provider. Only for entries without an {@link untestableReason}. */
export function testTarget(
  provider: string,
  entry: Readonly<Record<string, unknown>>,
  token: string,
): TestTarget {
  const base = new URL(baseUrlOf(provider, entry)!);
  base.hash = '';
  base.search = '';
  const path = base.pathname.replace(/\/+$/, '');
  const isAnthropic = base.hostname.endsWith('anthropic.com') || path.endsWith('/anthropic');
  base.pathname = isAnthropic && !path.endsWith('/v1') ? `${path}/v1/models` : `${path}/models`;
  return { url: base.href, headers: { accept: 'application/json', ...credential() } };

  function credential(): Record<string, string> {
    if (isAnthropic) {
      const version = { 'anthropic-version': '2023-06-01' };
      return isOauth(entry, token)
        ? { ...version, authorization: `Bearer ${token}`, 'anthropic-beta': 'oauth-2025-04-20' }
        : { ...version, 'x-api-key': token };
    }
    // Never in the address, where logs keep it.
    if (base.hostname === 'generativelanguage.googleapis.com') return { 'x-goog-api-key': token };
    return { authorization: `Bearer ${token}` };
  }
}

function isOauth(entry: Readonly<Record<string, unknown>>, token: string): boolean {
  return entry.auth_type === 'oauth' || token.startsWith('sk-ant-oat') || expiryOf(token) !== null;
}

function baseUrlOf(provider: string, entry: Readonly<Record<string, unknown>>): string | null {
  const of = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  return of(entry.inference_base_url) ?? of(entry.base_url) ?? factsOf(provider)?.baseUrl ?? null;
}
