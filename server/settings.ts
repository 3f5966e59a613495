import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/** The two gateways. The name is also a scope of an API key. */
export const gatewayNames = ['pre', 'post'] as const;
export type GatewayName = (typeof gatewayNames)[number];

/** What differs between the two gateways before anything runs. */
export interface GatewaySettings {
  readonly name: GatewayName;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Provider name handed to `hermes proxy start --provider`. */
  readonly provider: string;
  /** Base URL without `/v1`. Absent: supervised Hermes proxy, else demo. */
  readonly upstreamUrl: string | undefined;
  readonly upstreamApiKey: string | undefined;
}

/** Everything the process can be told from outside, read once at start-up. */
export interface Settings {
  readonly production: boolean;
  /** Absent means: run the embedded PostgreSQL. */
  readonly databaseUrl: string | undefined;
  readonly adminUsername: string;
  /** Absent means: generate one on first start (never in production). */
  readonly adminPassword: string | undefined;
  readonly sessionTtlHours: number;
  readonly sessionCookieName: string;
  readonly logRetentionDays: number;
  /** Largest stored part of each body, in bytes. */
  readonly auditMaxBytes: number;
  readonly gateways: Readonly<Record<GatewayName, GatewaySettings>>;
  readonly consolePort: number;
  readonly bindHost: string;
  readonly dataDir: string;
  readonly hermesHome: string;
  readonly codexHome: string;
  readonly claudeConfigDir: string;
  readonly geminiHome: string;
  /** Set explicitly, or where the installer puts it; then `hermes` on the PATH is the last resort. */
  readonly hermesBin: string;
  /** Addresses or CIDR ranges whose `X-Forwarded-For` is believed. */
  readonly trustProxy: readonly string[];
  readonly publicUrl: string | undefined;
  readonly corsOrigins: readonly string[];
  readonly connectTimeoutMs: number;
  readonly firstByteTimeoutMs: number;
  readonly silenceTimeoutMs: number;
  readonly drainTimeoutMs: number;
  readonly spoolMaxBytes: number;
}

const secretNames = new Set([
  'DATABASE_URL',
  'HERMES_ADMIN_PASSWORD',
  'HERMES_PRE_UPSTREAM_API_KEY',
  'HERMES_POST_UPSTREAM_API_KEY',
]);

const port = z.coerce.number().int().min(0).max(65535);
const seconds = z.coerce.number().min(0.05).max(3600);
const httpUrl = z
  .url({ protocol: /^https?$/ })
  .transform((url) => url.replace(/\/+$/, '').replace(/\/v1$/, ''));
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const path = z.string().transform((text) => resolve(text.replace(/^~(?=\/|$)/, homedir())));
/** A cookie name is a token (RFC 6265, 4.1.1). */
const cookieName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/);

/** An address or an address range such as `10.0.0.0/8`. */
function isAddressRange(text: string): boolean {
  const [address, bits, ...rest] = text.split('/');
  const version = isIP(address ?? '');
  if (version === 0 || rest.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
  );
}

interface Setting {
  readonly schema: z.ZodType;
  /** What the start says when the value is refused. */
  readonly accepts: string;
  /** As shown in the README and `.env.example`; empty when there is none. */
  readonly default: string;
}

/** Every setting by its name in the environment. The README and `.env.example` are tested against this. */
export const settingDefinitions = {
  NODE_ENV: { schema: z.string(), accepts: '`production` or anything else', default: '' },
  DATABASE_URL: {
    schema: z.string().regex(/^postgres(ql)?:\/\//),
    accepts: 'a postgres:// URL',
    default: '',
  },
  HERMES_ADMIN_USERNAME: {
    schema: z.string().max(80),
    accepts: '1 to 80 characters',
    default: 'admin',
  },
  HERMES_ADMIN_PASSWORD: {
    schema: z.string().min(16).max(256),
    accepts: '16 to 256 characters',
    default: '',
  },
  HERMES_ADMIN_SESSION_TTL_HOURS: {
    schema: z.coerce.number().min(0.1).max(8760),
    accepts: 'hours, 0.1 to 8760',
    default: '8',
  },
  HERMES_LOG_RETENTION_DAYS: {
    schema: z.coerce.number().int().min(1).max(3650),
    accepts: 'whole days, 1 to 3650',
    default: '90',
  },
  HERMES_AUDIT_MAX_BYTES: {
    schema: z.coerce.number().int().min(256).max(10_000_000),
    accepts: 'bytes, 256 to 10000000',
    default: '65536',
  },
  HERMES_PRE_AI_API_PORT: { schema: port, accepts: 'a port, 0 to 65535', default: '8645' },
  HERMES_PRE_AI_PROVIDER: {
    schema: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/),
    accepts: 'a provider name such as nous or xai',
    default: 'nous',
  },
  HERMES_PRE_UPSTREAM_URL: { schema: httpUrl, accepts: 'an http(s) URL', default: '' },
  HERMES_PRE_UPSTREAM_API_KEY: { schema: z.string(), accepts: 'a key', default: '' },
  HERMES_POST_AI_API_PORT: { schema: port, accepts: 'a port, 0 to 65535', default: '8646' },
  HERMES_POST_AI_PROVIDER: {
    schema: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/),
    accepts: 'a provider name such as nous or xai',
    default: 'nous',
  },
  HERMES_POST_UPSTREAM_URL: { schema: httpUrl, accepts: 'an http(s) URL', default: '' },
  HERMES_POST_UPSTREAM_API_KEY: { schema: z.string(), accepts: 'a key', default: '' },
  HERMES_CONSOLE_PORT: { schema: port, accepts: 'a port, 0 to 65535', default: '7843' },
  HERMES_BIND_HOST: {
    schema: z.string(),
    accepts: 'an address to listen on',
    default: '127.0.0.1',
  },
  HERMES_DATA_DIR: { schema: path, accepts: 'a folder', default: './data' },
  HERMES_HOME: { schema: path, accepts: 'a folder', default: '~/.hermes' },
  CODEX_HOME: { schema: path, accepts: 'a folder', default: '~/.codex' },
  CLAUDE_CONFIG_DIR: { schema: path, accepts: 'a folder', default: '~/.claude' },
  GEMINI_HOME: { schema: path, accepts: 'a folder', default: '~/.gemini' },
  HERMES_BIN: { schema: path, accepts: 'the path of the hermes command', default: '' },
  HERMES_SESSION_COOKIE_NAME: {
    schema: cookieName,
    accepts: 'a cookie name',
    default: 'hermes_session',
  },
  HERMES_TRUST_PROXY: {
    schema: list.refine((ranges) => ranges.every(isAddressRange)),
    accepts: 'addresses or CIDR ranges, comma-separated',
    default: '',
  },
  HERMES_PUBLIC_URL: { schema: httpUrl, accepts: 'an http(s) URL', default: '' },
  HERMES_CORS_ORIGINS: {
    schema: list.refine((origins) => origins.every((origin) => /^https?:\/\/[^/]+$/.test(origin))),
    accepts: 'origins such as https://app.example, comma-separated',
    default: '',
  },
  HERMES_UPSTREAM_CONNECT_TIMEOUT_SECONDS: {
    schema: seconds,
    accepts: 'seconds, 0.05 to 3600',
    default: '5',
  },
  HERMES_UPSTREAM_FIRST_BYTE_TIMEOUT_SECONDS: {
    schema: seconds,
    accepts: 'seconds, 0.05 to 3600',
    default: '300',
  },
  HERMES_UPSTREAM_SILENCE_TIMEOUT_SECONDS: {
    schema: seconds,
    accepts: 'seconds, 0.05 to 3600',
    default: '120',
  },
  HERMES_DRAIN_TIMEOUT_SECONDS: {
    schema: seconds,
    accepts: 'seconds, 0.05 to 3600',
    default: '30',
  },
  HERMES_SPOOL_MAX_BYTES: {
    schema: z.coerce.number().int().min(1_000_000),
    accepts: 'bytes, at least 1000000',
    default: '1073741824',
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settingDefinitions;
type SettingValues = {
  [Name in SettingName]: z.infer<(typeof settingDefinitions)[Name]['schema']> | undefined;
};

/** Every line names one setting, what was given and what is accepted. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** Reads and checks the environment. Throws {@link SettingsError} with one line per problem. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const given: NodeJS.ProcessEnv = {
    ...environment,
    HERMES_SESSION_COOKIE_NAME:
      environment.HERMES_SESSION_COOKIE_NAME || environment.HERMES_WEBUI_COOKIE_NAME,
  };
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries<Setting>(settingDefinitions)) {
    // Compose files pass unset variables as empty strings.
    const text = given[name] || definition.default;
    if (text === '') continue;
    const result = definition.schema.safeParse(text);
    if (result.success) values[name] = result.data;
    else problems.push(`${name}: got ${shown(name, text)}, accepted: ${definition.accepts}`);
  }
  const v = values as SettingValues;
  if (v.NODE_ENV === 'production') {
    for (const name of ['DATABASE_URL', 'HERMES_ADMIN_PASSWORD'] as const) {
      if (v[name] === undefined && !problems.some((line) => line.startsWith(`${name}:`)))
        problems.push(
          `${name}: not set, accepted: ${settingDefinitions[name].accepts} (required in production)`,
        );
    }
  }
  const ports = [v.HERMES_CONSOLE_PORT, v.HERMES_PRE_AI_API_PORT, v.HERMES_POST_AI_API_PORT];
  const fixedPorts = ports.filter((number) => number !== undefined && number !== 0);
  if (new Set(fixedPorts).size !== fixedPorts.length)
    problems.push(
      `HERMES_CONSOLE_PORT, HERMES_PRE_AI_API_PORT, HERMES_POST_AI_API_PORT: got ${ports.join(', ')}, accepted: three different ports`,
    );
  if (problems.length > 0) throw new SettingsError(problems);
  return toSettings(v);
}

function toSettings(v: SettingValues): Settings {
  // Settings with a default are never undefined here.
  return {
    production: v.NODE_ENV === 'production',
    databaseUrl: v.DATABASE_URL,
    adminUsername: v.HERMES_ADMIN_USERNAME!,
    adminPassword: v.HERMES_ADMIN_PASSWORD,
    sessionTtlHours: v.HERMES_ADMIN_SESSION_TTL_HOURS!,
    sessionCookieName: v.HERMES_SESSION_COOKIE_NAME!,
    logRetentionDays: v.HERMES_LOG_RETENTION_DAYS!,
    auditMaxBytes: v.HERMES_AUDIT_MAX_BYTES!,
    gateways: {
      pre: {
        name: 'pre',
        port: v.HERMES_PRE_AI_API_PORT!,
        provider: v.HERMES_PRE_AI_PROVIDER!,
        upstreamUrl: v.HERMES_PRE_UPSTREAM_URL,
        upstreamApiKey: v.HERMES_PRE_UPSTREAM_API_KEY,
      },
      post: {
        name: 'post',
        port: v.HERMES_POST_AI_API_PORT!,
        provider: v.HERMES_POST_AI_PROVIDER!,
        upstreamUrl: v.HERMES_POST_UPSTREAM_URL,
        upstreamApiKey: v.HERMES_POST_UPSTREAM_API_KEY,
      },
    },
    consolePort: v.HERMES_CONSOLE_PORT!,
    bindHost: v.HERMES_BIND_HOST!,
    dataDir: v.HERMES_DATA_DIR!,
    hermesHome: v.HERMES_HOME!,
    codexHome: v.CODEX_HOME!,
    claudeConfigDir: v.CLAUDE_CONFIG_DIR!,
    geminiHome: v.GEMINI_HOME!,
    hermesBin: v.HERMES_BIN ?? installedHermes(v.HERMES_HOME!),
    trustProxy: v.HERMES_TRUST_PROXY ?? [],
    publicUrl: v.HERMES_PUBLIC_URL,
    corsOrigins: v.HERMES_CORS_ORIGINS ?? [],
    connectTimeoutMs: v.HERMES_UPSTREAM_CONNECT_TIMEOUT_SECONDS! * 1000,
    firstByteTimeoutMs: v.HERMES_UPSTREAM_FIRST_BYTE_TIMEOUT_SECONDS! * 1000,
    silenceTimeoutMs: v.HERMES_UPSTREAM_SILENCE_TIMEOUT_SECONDS! * 1000,
    drainTimeoutMs: v.HERMES_DRAIN_TIMEOUT_SECONDS! * 1000,
    spoolMaxBytes: v.HERMES_SPOOL_MAX_BYTES!,
  };
}

/** Where Hermes' installer puts the command; whether it is there is looked up when it is needed. */
function installedHermes(hermesHome: string): string {
  return join(hermesHome, 'hermes-agent', 'venv', 'bin', 'hermes');
}

function shown(name: string, text: string): string {
  return secretNames.has(name) ? `${text.length} characters (hidden)` : JSON.stringify(text);
}
