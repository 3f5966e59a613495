import { recordOf } from '../accounts/identity.ts';
import { parseEnv } from '../files/env-file.ts';
import type { HermesHome, YamlFile } from '../hermes-home.ts';
import type { SourceFile } from '../hermes.contract.ts';
import { sourceOf, type StateFile } from '../state-file.ts';

const usualPort = 8644;
const usualRatePerMinute = 30;
const usualBodyBytes = 1_048_576;
const mostRoutes = 500;
const truths = new Set(['true', '1', 'yes', 'on']);
/** Hermes takes them for the same machine. */
const localHosts = new Set(['127.0.0.1', 'localhost', '::1', 'ip6-localhost', 'ip6-loopback']);

/** What `config.yaml` and `.env` say of the webhook platform of the gateway that answers for a profile. */
export interface PlatformSettings {
  readonly isEnabled: boolean;
  readonly enabledBy: 'config.yaml' | '.env' | null;
  /** `null`: every address of the machine. */
  readonly host: string | null;
  readonly port: number;
  /** Of routes that have none. */
  readonly secret: string | null;
  readonly ratePerMinute: number;
  readonly mostBodyBytes: number;
  /** Of `config.yaml`; they come before subscriptions of the same name. */
  readonly routes: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** The variables that values of `config.yaml` may refer to. */
  readonly environment: ReadonlyMap<string, string>;
  /** Whose gateway it is. */
  readonly owner: string;
  readonly isShared: boolean;
  readonly files: readonly SourceFile[];
}

/** Reads them for a profile that is there. Never throws. */
export async function readPlatform(home: HermesHome, profile: string): Promise<PlatformSettings> {
  const root = await readConfig(home, 'default');
  const isShared =
    profile !== 'default' && recordOf(root.values.gateway).multiplex_profiles === true;
  const owner = isShared ? 'default' : profile;
  const { values, source } = owner === 'default' ? root : await readConfig(home, owner);
  const path = home.pathIn(owner, '.env');
  const variables = await home.readText('hermes', path);
  const environment = parseEnv(variables.status === 'present' ? variables.value : '').values;
  const platform = recordOf(recordOf(values.platforms).webhook);
  const extra = recordOf(platform.extra);
  const isOnInFile = isTrue(platform.enabled);
  const isOnInEnvironment = isTrue(environment.get('WEBHOOK_ENABLED'));
  const over = (name: string) => (isOnInEnvironment ? environment.get(name) : undefined);
  return {
    isEnabled: isOnInFile || isOnInEnvironment,
    enabledBy: isOnInFile ? 'config.yaml' : isOnInEnvironment ? '.env' : null,
    host: textOf(referred(extra.host, environment)),
    port: portOf(over('WEBHOOK_PORT') ?? referred(extra.port, environment)),
    secret: textOf(over('WEBHOOK_SECRET') ?? referred(extra.secret, environment)),
    ratePerMinute: positive(extra.rate_limit) ?? usualRatePerMinute,
    mostBodyBytes: positive(extra.max_body_bytes) ?? usualBodyBytes,
    routes: routesIn(extra.routes),
    environment,
    owner,
    isShared,
    files: [source, sourceOf(path, variables)],
  };
}

/** `${KEY}` and `${env:KEY}` stand for a variable. */
export function referred(value: unknown, environment: ReadonlyMap<string, string>): unknown {
  const name = typeof value === 'string' && /^\$\{(?:env:)?(\w+)\}$/.exec(value)?.[1];
  return name ? environment.get(name) : value;
}

/** Whether only the machine itself reaches a listener on this host. */
export const isLocalHost = (host: string | null): boolean =>
  host !== null && localHosts.has(host.trim().toLowerCase());

/** As Hermes prints it: an address of every network is `localhost`. */
export function baseUrlOf({ host, port }: Pick<PlatformSettings, 'host' | 'port'>): string {
  const isEvery = host === null || host === '0.0.0.0' || host === '::';
  return `http://${isEvery ? 'localhost' : bracketed(host)}:${port}`;
}

/** Where the gateway is called from here; `undefined` when the host is none. */
export function calledUrl(
  { host, port }: Pick<PlatformSettings, 'host' | 'port'>,
  path: string,
): string | undefined {
  const near = host === '::' ? '::1' : host === null || host === '0.0.0.0' ? '127.0.0.1' : host;
  if (!/^[\w.:-]+$/.test(near)) return undefined;
  const url = `http://${bracketed(near)}:${port}${path}`;
  return URL.canParse(url) ? url : undefined;
}

/** The path of a route; a profile that shares the gateway has a prefix. */
export function pathOf(name: string, profile: string | null): string {
  const prefix = profile === null ? '' : `/p/${encodeURIComponent(profile)}`;
  return `${prefix}/webhooks/${encodeURIComponent(name)}`;
}

async function readConfig(
  home: HermesHome,
  profile: string,
): Promise<{ values: Readonly<Record<string, unknown>>; source: SourceFile }> {
  const path = home.pathIn(profile, 'config.yaml');
  const file = await home.readYaml('hermes', path);
  return {
    values: file.status === 'present' ? file.value.value : {},
    source: sourceOf(path, stateOf(file)),
  };
}

function stateOf(file: StateFile<YamlFile>): StateFile<unknown> {
  return file.status === 'present' && file.value.isBroken
    ? { status: 'unreadable', reason: 'not_yaml' }
    : file;
}

function routesIn(value: unknown): PlatformSettings['routes'] {
  const routes = Object.entries(recordOf(value)).slice(0, mostRoutes);
  return new Map(routes.map(([name, route]) => [name, recordOf(route)]));
}

const isTrue = (value: unknown): boolean =>
  value === true || (typeof value === 'string' && truths.has(value.trim().toLowerCase()));

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 1000) : null;

const positive = (value: unknown): number | undefined => {
  const number = Number(value);
  return value !== null && value !== '' && Number.isInteger(number) && number > 0
    ? number
    : undefined;
};

function portOf(value: unknown): number {
  const port = positive(value);
  return port !== undefined && port < 65_536 ? port : usualPort;
}

const bracketed = (host: string): string =>
  host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
