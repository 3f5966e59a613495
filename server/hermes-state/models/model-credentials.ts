import type { Account } from '../accounts/accounts.contract.ts';
import { recordOf, textOf } from '../accounts/identity.ts';
import { knownProvider } from './known-providers.ts';
import type { Credential } from './models.contract.ts';
import type { WrittenEndpoint } from './written-models.ts';

/** What signing in can be judged by. */
export interface Known {
  /** Of the profile's `.env`. */
  readonly environment: ReadonlyMap<string, string>;
  /** Of the profile's `auth.json`. */
  readonly accounts: readonly Account[];
  readonly endpoints: readonly WrittenEndpoint[];
}

/** What a row says about where it leads. */
export interface Route {
  readonly provider: string | null;
  readonly baseUrl: string | null;
  readonly keyEnv: string | null;
  readonly hasInlineKey: boolean;
}

/** The endpoint that `custom:<slug>` names. */
export function endpointOf(provider: string, known: Known): WrittenEndpoint | undefined {
  const slug = /^custom:(.+)$/i.exec(provider)?.[1]?.toLowerCase();
  if (slug === undefined) return undefined;
  return known.endpoints.find(
    (endpoint) => endpoint.slug.toLowerCase() === slug || slugOf(endpoint.name) === slug,
  );
}

/** As Hermes refers to an endpoint by its name. */
export function slugOf(name: string): string {
  return name.trim().toLowerCase().replaceAll(' ', '-');
}

/** Whether a row can sign in, as far as files tell. Nothing is called. */
export function credentialOf(route: Route, known: Known): Credential {
  if (route.hasInlineKey) return { state: 'ready', detail: 'A key in config.yaml.' };
  if (route.keyEnv !== null) return fromEnvironment([route.keyEnv], known);
  const provider = route.provider ?? '';
  if (provider === '' || provider === 'auto')
    return { state: 'unknown', detail: 'Hermes chooses the provider.' };
  const endpoint = endpointOf(provider, known);
  if (endpoint) return ofEndpoint(endpoint, known);
  if (/^custom(:|$)/i.test(provider))
    return provider.includes(':')
      ? { state: 'missing', detail: `There is no custom endpoint ${provider.slice(7)}.` }
      : { state: 'unknown', detail: 'An endpoint of its own, without a key.' };
  return ofProvider(provider, known);
}

export function ofEndpoint(endpoint: WrittenEndpoint, known: Known): Credential {
  if (endpoint.hasInlineKey) return { state: 'ready', detail: 'A key in config.yaml.' };
  if (endpoint.keyEnv !== null) return fromEnvironment([endpoint.keyEnv], known);
  return { state: 'unknown', detail: 'No key is named; a server at home may need none.' };
}

function ofProvider(id: string, known: Known): Credential {
  const provider = knownProvider(id);
  const accounts = known.accounts.filter((account) => account.provider === id);
  const usable = accounts.filter(({ status }) => status === 'ok');
  if (usable.length > 0)
    return {
      state: 'ready',
      detail: `${usable.length} of ${accounts.length} credentials in auth.json can be used.`,
    };
  if (accounts.length > 0 && accounts.every(({ status }) => status === 'cooldown'))
    return { state: 'exhausted', detail: 'Every credential waits for its provider.' };
  const variables = provider?.keys ?? [];
  const set = variables.find((name) => known.environment.get(name));
  if (set) return { state: 'ready', detail: `${set} in .env.` };
  if (accounts.length > 0) return { state: 'missing', detail: 'Its login has to be renewed.' };
  if (!provider) return { state: 'unknown', detail: 'A provider this console does not know.' };
  if (variables.length > 0)
    return { state: 'missing', detail: `${variables.join(' or ')} is not set in .env.` };
  return provider.auth === 'oauth'
    ? { state: 'missing', detail: 'Nobody is signed in there.' }
    : { state: 'unknown', detail: 'It is signed in to outside of Hermes.' };
}

function fromEnvironment(names: readonly string[], { environment }: Known): Credential {
  const set = names.find((name) => environment.get(name));
  return set
    ? { state: 'ready', detail: `${set} in .env.` }
    : { state: 'missing', detail: `${names.join(' or ')} is not set in .env.` };
}

/** A key that is written in a configuration itself; a reference such as `${KEY}` is one too. */
export function inlineKey(entry: unknown): string | null {
  const record = recordOf(entry);
  return textOf(record.api_key) ?? textOf(record.apiKey);
}
