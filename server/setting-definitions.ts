import { z } from 'zod';
import {
  acceptedHeaderName,
  acceptedUpstreamUrl,
  adminUsername,
  cookieName,
  groupName,
  headerName,
  holdsClients,
  isAddressRange,
  isDatabaseUrl,
  isEverybody,
  list,
  path,
  port,
  publicUrl,
  seconds,
  upstreamKey,
  upstreamUrl,
} from './setting-schemas.ts';

/** Never shown, not even in an error. */
export const secretNames = new Set([
  'DATABASE_URL',
  'HERMES_ADMIN_PASSWORD',
  'HERMES_DASHBOARD_TOKEN',
  'HERMES_METRICS_TOKEN',
  'HERMES_PRE_UPSTREAM_API_KEY',
  'HERMES_POST_UPSTREAM_API_KEY',
  'HERMES_TRUSTED_AUTH_SECRET',
]);

/** How one setting is checked and described. */
export interface Setting {
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
    schema: z.string().refine(isDatabaseUrl),
    accepts:
      'a postgres:// URL such as postgres://user:password@host:5432/name, other characters than letters and digits in its parts percent-encoded',
    default: '',
  },
  HERMES_ADMIN_USERNAME: {
    schema: adminUsername,
    accepts: '1 to 80 visible characters',
    default: 'admin',
  },
  HERMES_ADMIN_PASSWORD: {
    schema: z.string().min(16).max(256),
    accepts: '16 to 256 characters',
    default: '',
  },
  HERMES_ADMIN_RESET_TOTP: {
    schema: z.stringbool({ truthy: ['true'], falsy: ['false'] }),
    accepts: 'true or false',
    default: 'false',
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
  HERMES_PRE_UPSTREAM_URL: {
    schema: upstreamUrl,
    accepts: acceptedUpstreamUrl('HERMES_PRE_UPSTREAM_API_KEY'),
    default: '',
  },
  HERMES_PRE_UPSTREAM_API_KEY: {
    schema: upstreamKey,
    accepts: 'a key: visible ASCII characters without blanks',
    default: '',
  },
  HERMES_POST_AI_API_PORT: { schema: port, accepts: 'a port, 0 to 65535', default: '8646' },
  HERMES_POST_AI_PROVIDER: {
    schema: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/),
    accepts: 'a provider name such as nous or xai',
    default: 'nous',
  },
  HERMES_POST_UPSTREAM_URL: {
    schema: upstreamUrl,
    accepts: acceptedUpstreamUrl('HERMES_POST_UPSTREAM_API_KEY'),
    default: '',
  },
  HERMES_POST_UPSTREAM_API_KEY: {
    schema: upstreamKey,
    accepts: 'a key: visible ASCII characters without blanks',
    default: '',
  },
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
  HERMES_SUPERVISED_GATEWAYS: {
    schema: list.refine(
      (names) =>
        names.length <= 50 &&
        new Set(names).size === names.length &&
        names.every((name) => /^[a-zA-Z0-9][\w.-]{0,63}$/.test(name)),
    ),
    accepts: 'different names of profiles such as default,coder, at most 50',
    default: '',
  },
  HERMES_DASHBOARD_URL: {
    schema: upstreamUrl,
    accepts: acceptedUpstreamUrl('HERMES_DASHBOARD_TOKEN'),
    default: '',
  },
  HERMES_DASHBOARD_TOKEN: {
    schema: upstreamKey,
    accepts: 'a token: visible ASCII characters without blanks',
    default: '',
  },
  HERMES_DASHBOARD_TERMINAL: {
    schema: z.stringbool({ truthy: ['true'], falsy: ['false'] }),
    accepts: 'true or false',
    default: 'false',
  },
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
  HERMES_ALLOWED_CIDRS: {
    schema: list.refine(
      (ranges) => ranges.every(isAddressRange) && ranges.some((range) => holdsClients(range)),
    ),
    accepts:
      'addresses or CIDR ranges, comma-separated, at least one of which a client can come from; 0.0.0.0/0 and ::/0 are everybody',
    default: '',
  },
  HERMES_PUBLIC_URL: {
    schema: publicUrl,
    accepts:
      'an http(s) URL without user, query and fragment, such as https://host.example/hermes; a path of letters, digits and . _ ~ -, and not below /api, /health, /metrics or /hermes-dashboard',
    default: '',
  },
  HERMES_TRUSTED_AUTH_HEADER: { schema: headerName, accepts: acceptedHeaderName, default: '' },
  HERMES_TRUSTED_AUTH_CIDRS: {
    schema: list.refine(
      (ranges) =>
        ranges.length > 0 && ranges.every((range) => isAddressRange(range) && !isEverybody(range)),
    ),
    accepts: 'addresses or CIDR ranges of the proxy, comma-separated, and not /0',
    default: '',
  },
  HERMES_TRUSTED_AUTH_SECRET: {
    schema: z.string().regex(/^[\x21-\x7e]{16,256}$/),
    accepts: '16 to 256 characters without spaces',
    default: '',
  },
  HERMES_TRUSTED_AUTH_GROUPS_HEADER: {
    schema: headerName,
    accepts: acceptedHeaderName.replace('User', 'Groups'),
    default: '',
  },
  HERMES_TRUSTED_AUTH_ADMIN_GROUP: {
    schema: groupName,
    accepts: 'the name of a group, without comma and bar',
    default: '',
  },
  HERMES_TRUSTED_AUTH_VIEWER_GROUP: {
    schema: groupName,
    accepts: 'the name of a group, without comma and bar',
    default: '',
  },
  HERMES_TRUSTED_AUTH_SIGN_OUT_URL: {
    schema: z.string().regex(/^(?:https?:\/\/[^/\\\s]|\/(?![/\\]))[^\\\s]*$/),
    accepts: 'a path such as /oauth2/sign_out, or an http(s) URL',
    default: '',
  },
  HERMES_METRICS_TOKEN: {
    schema: z.string().regex(/^[\x21-\x7e]{16,256}$/),
    accepts: '16 to 256 characters without spaces',
    default: '',
  },
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
  HERMES_DRAIN_DELAY_SECONDS: {
    schema: z.coerce.number().min(0).max(60),
    accepts: 'seconds, 0 to 60',
    default: '0',
  },
  HERMES_SPOOL_MAX_BYTES: {
    schema: z.coerce.number().int().min(1_000_000),
    accepts: 'bytes, at least 1000000',
    default: '1073741824',
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settingDefinitions;
export type SettingValues = {
  [Name in SettingName]: z.infer<(typeof settingDefinitions)[Name]['schema']> | undefined;
};
