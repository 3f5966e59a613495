import { join } from 'node:path';
import { basePathOf } from './http/base-path.ts';
import { settingOrigins, type SettingOrigin } from './setting-origins.ts';
import {
  secretNames,
  settingDefinitions,
  type Setting,
  type SettingValues,
} from './setting-definitions.ts';
import { problemsOfTrustedAuth, trustedAuthOf, type TrustedAuth } from './trusted-auth-settings.ts';

export { settingDefinitions, type SettingName } from './setting-definitions.ts';

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
  /** Takes the second factor from the administrator of these settings at the start. */
  readonly adminResetTotp: boolean;
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
  /** Profiles whose `hermes gateway run` this process keeps running. */
  readonly supervisedGateways: readonly string[];
  /** Absent means: Hermes' own dashboard is not passed on. */
  readonly dashboardUrl: string | undefined;
  /** What the dashboard knows its callers by, when its page does not say it. */
  readonly dashboardToken: string | undefined;
  /** Whether administrators may open a shell through the dashboard. */
  readonly dashboardTerminal: boolean;
  /** Addresses or CIDR ranges whose `X-Forwarded-For` is believed. */
  readonly trustProxy: readonly string[];
  /** Who may reach the console; none means everybody. */
  readonly allowedCidrs: readonly string[];
  /** Absent means: people sign in by themselves. */
  readonly trustedAuth: TrustedAuth | undefined;
  /** Without a slash at its end. */
  readonly publicUrl: string | undefined;
  /** The path of the public URL, such as `/hermes`; empty when the console has a host of its own. */
  readonly basePath: string;
  /** Absent means: metrics are for this machine only. */
  readonly metricsToken: string | undefined;
  readonly corsOrigins: readonly string[];
  readonly connectTimeoutMs: number;
  readonly firstByteTimeoutMs: number;
  readonly silenceTimeoutMs: number;
  readonly drainTimeoutMs: number;
  /** Between being not ready and refusing connections, so that a load balancer can notice. */
  readonly drainDelayMs: number;
  readonly spoolMaxBytes: number;
  /** Each setting with its source, for the console. */
  readonly origins: readonly SettingOrigin[];
}

/** The first that is set counts; the others are what Hermes and its Web UI call it. */
const cookieNameSettings = [
  'HERMES_SESSION_COOKIE_NAME',
  'HERMES_ADMIN_COOKIE_NAME',
  'HERMES_WEBUI_COOKIE_NAME',
] as const;

/** Every line names one setting, what was given and what is accepted. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/**
 * Reads and checks the environment. `envFile` is what the file `.env` says, and only tells where a value comes from. Throws
 * {@link SettingsError} with one line per problem.
 */
export function readSettings(
  environment: NodeJS.ProcessEnv,
  envFile: NodeJS.Dict<string> = {},
): Settings {
  const cookieNameSetting = cookieNameSettings.find((name) => environment[name]);
  const given: NodeJS.ProcessEnv = {
    ...environment,
    HERMES_SESSION_COOKIE_NAME: cookieNameSetting && environment[cookieNameSetting],
  };
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries<Setting>(settingDefinitions)) {
    // Compose files pass unset variables as empty strings.
    const text = given[name] || definition.default;
    if (text === '') continue;
    const result = definition.schema.safeParse(text);
    if (result.success) values[name] = result.data;
    else {
      const source = name === cookieNameSettings[0] ? (cookieNameSetting ?? name) : name;
      problems.push(`${source}: got ${shown(name, text)}, accepted: ${definition.accepts}`);
    }
  }
  const v = values as SettingValues;
  const isBad = (name: string) => problems.some((line) => line.startsWith(`${name}:`));
  if (v.NODE_ENV === 'production') {
    for (const name of ['DATABASE_URL', 'HERMES_ADMIN_PASSWORD'] as const) {
      if (v[name] === undefined && !isBad(name))
        problems.push(
          `${name}: not set, accepted: ${settingDefinitions[name].accepts} (required in production)`,
        );
    }
  }
  // A browser takes such a cookie for the root of a host only (RFC 6265bis, 4.1.3.2).
  if (
    basePathOf(v.HERMES_PUBLIC_URL) !== '' &&
    /^__Host-/i.test(v.HERMES_SESSION_COOKIE_NAME ?? '')
  )
    problems.push(
      `HERMES_SESSION_COOKIE_NAME: got ${shown('HERMES_SESSION_COOKIE_NAME', v.HERMES_SESSION_COOKIE_NAME!)}, accepted: a name without __Host-, because HERMES_PUBLIC_URL has a path`,
    );
  problems.push(...problemsOfTrustedAuth(v, isBad));
  const ports = [v.HERMES_CONSOLE_PORT, v.HERMES_PRE_AI_API_PORT, v.HERMES_POST_AI_API_PORT];
  const fixedPorts = ports.filter((number) => number !== undefined && number !== 0);
  if (new Set(fixedPorts).size !== fixedPorts.length)
    problems.push(
      `HERMES_CONSOLE_PORT, HERMES_PRE_AI_API_PORT, HERMES_POST_AI_API_PORT: got ${ports.join(', ')}, accepted: three different ports`,
    );
  if (problems.length > 0) throw new SettingsError(problems);
  return { ...toSettings(v), origins: settingOrigins(given, envFile) };
}

function toSettings(v: SettingValues): Omit<Settings, 'origins'> {
  // Settings with a default are never undefined here.
  return {
    production: v.NODE_ENV === 'production',
    databaseUrl: v.DATABASE_URL,
    adminUsername: v.HERMES_ADMIN_USERNAME!,
    adminPassword: v.HERMES_ADMIN_PASSWORD,
    adminResetTotp: v.HERMES_ADMIN_RESET_TOTP!,
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
    supervisedGateways: v.HERMES_SUPERVISED_GATEWAYS ?? [],
    dashboardUrl: v.HERMES_DASHBOARD_URL,
    dashboardToken: v.HERMES_DASHBOARD_TOKEN,
    dashboardTerminal: v.HERMES_DASHBOARD_TERMINAL!,
    trustProxy: v.HERMES_TRUST_PROXY ?? [],
    allowedCidrs: v.HERMES_ALLOWED_CIDRS ?? [],
    trustedAuth: trustedAuthOf(v),
    publicUrl: v.HERMES_PUBLIC_URL,
    basePath: basePathOf(v.HERMES_PUBLIC_URL),
    metricsToken: v.HERMES_METRICS_TOKEN,
    corsOrigins: v.HERMES_CORS_ORIGINS ?? [],
    connectTimeoutMs: v.HERMES_UPSTREAM_CONNECT_TIMEOUT_SECONDS! * 1000,
    firstByteTimeoutMs: v.HERMES_UPSTREAM_FIRST_BYTE_TIMEOUT_SECONDS! * 1000,
    silenceTimeoutMs: v.HERMES_UPSTREAM_SILENCE_TIMEOUT_SECONDS! * 1000,
    drainTimeoutMs: v.HERMES_DRAIN_TIMEOUT_SECONDS! * 1000,
    drainDelayMs: v.HERMES_DRAIN_DELAY_SECONDS! * 1000,
    spoolMaxBytes: v.HERMES_SPOOL_MAX_BYTES!,
  };
}

/** Where Hermes' installer puts the command; whether it is there is looked up when it is needed. */
function installedHermes(hermesHome: string): string {
  return join(hermesHome, 'hermes-agent', 'venv', 'bin', 'hermes');
}

function shown(name: string, text: string): string {
  if (secretNames.has(name)) return `${text.length} characters (hidden)`;
  // People put keys and passwords into addresses, too.
  return JSON.stringify(
    text
      .replace(/\/\/.*@/s, '//[hidden]@')
      .replace(/(?<=:\/\/.*)[?#].+$/s, (rest) => `${rest[0]}[hidden]`),
  );
}
