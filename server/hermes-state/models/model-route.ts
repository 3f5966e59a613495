import { recordOf, textOf } from '../accounts/identity.ts';
import { isRecord } from '../files/plain-values.ts';
import { knownProvider } from './known-providers.ts';
import { endpointOf, inlineKey } from './model-credentials.ts';
import { writtenEndpoints, writtenPrimary, type WrittenEndpoint } from './written-models.ts';

/** Where a row of the configuration leads, ready to be called. Holds a secret. */
export interface ModelRoute {
  readonly baseUrl: string;
  readonly key: string | null;
  readonly isAnthropic: boolean;
  readonly model: string | null;
}

/** What is needed to find a key. */
export interface RouteSources {
  readonly environment: ReadonlyMap<string, string>;
  /** The profile's `auth.json`. */
  readonly auth: Readonly<Record<string, unknown>>;
}

interface Row {
  readonly provider: string | null;
  readonly model: string | null;
  readonly baseUrl: string | null;
  readonly apiMode: string | null;
  readonly keyEnv: string | null;
  readonly key: string | null;
}

/** The route of a row such as `primary` or `fallback_providers:0`, or why there is none to call, in a sentence. */
export function routeOf(
  config: Readonly<Record<string, unknown>>,
  row: string,
  sources: RouteSources,
): ModelRoute | string {
  const endpoints = writtenEndpoints(config);
  const { environment } = sources;
  const found = rowIn(config, row, endpoints, environment);
  if (typeof found === 'string') return found;
  const provider = (found.provider ?? '').toLowerCase();
  const known = { environment, accounts: [], endpoints };
  const endpoint = endpointOf(provider, known);
  const registered = knownProvider(provider);
  if (registered && registered.auth !== 'api_key' && provider !== 'nous')
    return `${provider} is signed in to in its own way; Hermes has to call it.`;
  const baseUrl =
    found.baseUrl ??
    endpoint?.baseUrl ??
    (registered?.baseUrlKey ? environment.get(registered.baseUrlKey) : undefined) ??
    registered?.baseUrl;
  if (!baseUrl || !URL.canParse(baseUrl)) return 'There is no address to call.';
  const key =
    found.key ??
    (found.keyEnv === null ? undefined : environment.get(found.keyEnv)) ??
    (endpoint ? keyOfEndpoint(config, endpoint, environment) : undefined) ??
    registered?.keys.map((name) => environment.get(name)).find((value) => value) ??
    (registered ? storedKey(provider, sources.auth) : undefined);
  if (registered && !key) return `There is no key for ${provider}.`;
  const mode = found.apiMode ?? endpoint?.apiMode;
  return {
    baseUrl: baseUrl.replace(/\/+$/, ''),
    key: key ?? null,
    isAnthropic: mode === 'anthropic_messages' || (provider === 'anthropic' && mode === null),
    model: found.model,
  };
}

function rowIn(
  config: Readonly<Record<string, unknown>>,
  row: string,
  endpoints: readonly WrittenEndpoint[],
  environment: ReadonlyMap<string, string>,
): Row | string {
  if (row === 'primary') {
    const primary = writtenPrimary(config);
    return { ...primary, keyEnv: null, key: referred(inlineKey(config.model), environment) };
  }
  const [list, name = ''] = [row.slice(0, row.indexOf(':')), row.slice(row.indexOf(':') + 1)];
  if (list === 'endpoint') {
    const endpoint = endpoints.find(({ slug }) => slug === name);
    if (!endpoint) return 'This endpoint is not in the file (any more).';
    const { model, models, ...rest } = endpoint;
    return { ...rest, provider: `custom:${name}`, model: model ?? models[0] ?? null, key: null };
  }
  const entry =
    list === 'task'
      ? name === 'delegation'
        ? config.delegation
        : recordOf(config.auxiliary)[name]
      : [config[list]].flat()[Number(name)];
  if (!isRecord(entry)) return 'This row is not in the file (any more).';
  return {
    provider: textOf(entry.provider),
    model: textOf(entry.model),
    baseUrl: textOf(entry.base_url),
    apiMode: textOf(entry.api_mode),
    keyEnv: textOf(entry.key_env) ?? textOf(entry.api_key_env),
    key: referred(inlineKey(entry), environment),
  };
}

function keyOfEndpoint(
  config: Readonly<Record<string, unknown>>,
  { slug, from, keyEnv, name }: WrittenEndpoint,
  environment: ReadonlyMap<string, string>,
): string | undefined {
  const entry =
    from === 'providers'
      ? recordOf(config.providers)[slug]
      : [config.custom_providers].flat().find((each) => recordOf(each).name === name);
  const key = referred(inlineKey(entry), environment);
  return key ?? (keyEnv === null ? undefined : environment.get(keyEnv));
}

/** The first usable token of the pool, else that of the login. */
function storedKey(provider: string, auth: Readonly<Record<string, unknown>>): string | undefined {
  const pool = recordOf(auth.credential_pool)[provider];
  const entries = Array.isArray(pool) ? (pool as unknown[]).map(recordOf) : [];
  const usable = entries.filter(({ last_status: status }) => status !== 'dead');
  const tokens = [...usable, recordOf(recordOf(auth.providers)[provider])].map(
    (entry) => textOf(entry.agent_key) ?? textOf(entry.access_token),
  );
  return tokens.find((token) => token !== null) ?? undefined;
}

/** `${KEY}` and `${env:KEY}` stand for a variable. */
function referred(key: string | null, environment: ReadonlyMap<string, string>): string | null {
  const name = /^\$\{(?:env:)?(\w+)\}$/.exec(key ?? '')?.[1];
  return name === undefined ? key : (environment.get(name) ?? null);
}
