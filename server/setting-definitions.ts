import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import pg from 'pg';
import { z } from 'zod';

/** Never shown, not even in an error. */
export const secretNames = new Set([
  'DATABASE_URL',
  'HERMES_ADMIN_PASSWORD',
  'HERMES_DASHBOARD_TOKEN',
  'HERMES_METRICS_TOKEN',
  'HERMES_PRE_UPSTREAM_API_KEY',
  'HERMES_POST_UPSTREAM_API_KEY',
]);

const port = z.coerce.number().int().min(0).max(65535);
const seconds = z.coerce.number().min(0.05).max(3600);
const httpUrl = z
  .url({ protocol: /^https?$/ })
  .transform((url) => url.replace(/\/+$/, '').replace(/\/v1$/, ''));
/** What a credential is sent with belongs into a setting that is never shown. */
const upstreamUrl = z
  .url({ protocol: /^https?$/ })
  .refine((text) => {
    const { username, password } = URL.canParse(text) ? new URL(text) : {};
    return !username && !password && !/[?#]/.test(text);
  })
  .pipe(httpUrl);
const acceptedUpstreamUrl = (keyName: string) =>
  `an http(s) URL without user, query and fragment; a key goes into ${keyName}`;
/** It becomes part of a header (RFC 6750, 2.1 allows even less). */
const upstreamKey = z.string().regex(/^[\x21-\x7e]+$/);
/** What cannot be seen cannot be told apart or typed: blanks inside, but no control, format or filling characters. */
const adminUsername = z
  .string()
  .trim()
  .max(80)
  .regex(/^(?:[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]| )+$/u);
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const path = z.string().transform((text) => resolve(text.replace(/^~(?=\/|$)/, homedir())));
/** A cookie name is a token (RFC 6265, 4.1.1). */
const cookieName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/);

/** Whether the drivers understand it: they say no by throwing. One of them takes a lone `%`, the other does not. */
function isDatabaseUrl(text: string): boolean {
  try {
    decodeURIComponent(text);
    new pg.Client({ connectionString: text });
    return /^postgres(ql)?:\/\//.test(text);
  } catch {
    return false;
  }
}

/** An address or an address range such as `10.0.0.0/8`. */
function isAddressRange(text: string): boolean {
  const [address, bits, ...rest] = text.split('/');
  const version = isIP(address ?? '');
  if (version === 0 || rest.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
  );
}

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
    schema: list.refine((ranges) => ranges.every(isAddressRange)),
    accepts: 'addresses or CIDR ranges, comma-separated',
    default: '',
  },
  HERMES_PUBLIC_URL: { schema: httpUrl, accepts: 'an http(s) URL', default: '' },
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
