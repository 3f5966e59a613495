import { isRecord, recordOf, textOf } from '../accounts/identity.ts';
import { dangerIn } from './dangerous-command.ts';
import { longestMcpText, type McpServer, type McpToolMode } from './mcp.contract.ts';

export type McpEntry = Readonly<Record<string, unknown>>;

/** Longer than what may be written: what was cut to it is refused, and never written in place of the whole. */
const longestText = longestMcpText + 1;
/** Settings of an entry that Hermes 0.19 knows. */
const known = new Set([
  ...['command', 'args', 'env', 'url', 'headers', 'transport', 'auth', 'oauth', 'enabled'],
  ...['timeout', 'connect_timeout', 'keepalive_interval', 'idle_timeout_seconds'],
  ...['max_lifetime_seconds', 'lifecycle', 'supports_parallel_tool_calls', 'skip_preflight'],
  ...['sampling', 'tools', 'preset'],
]);

/** What leads to the server; everything else is how Hermes treats it. */
export const connectionKeys = [
  ...['command', 'args', 'env', 'url', 'headers', 'transport', 'auth', 'oauth'],
] as const;

/** A scalar as the text that Hermes makes of it; `null` for a list, a mapping or nothing. */
export function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return value.slice(0, longestText);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

export function transportOf(entry: McpEntry): McpServer['transport'] {
  if (scalarText(entry.url)) return entry.transport === 'sse' ? 'sse' : 'http';
  return scalarText(entry.command) ? 'stdio' : 'unknown';
}

/** On unless it is said otherwise; also as one of the texts that Hermes takes for no. */
export function isEnabled(entry: McpEntry): boolean {
  const { enabled } = entry;
  if (typeof enabled === 'boolean') return enabled;
  if (typeof enabled === 'number') return enabled !== 0;
  return typeof enabled !== 'string' || !/^\s*(false|no|0|off)\s*$/i.test(enabled);
}

export const argsOf = (entry: McpEntry): string[] =>
  Array.isArray(entry.args) ? (entry.args as unknown[]).map((arg) => scalarText(arg) ?? '') : [];

/** Names and values of a mapping such as `env`; a value that is no scalar is empty. */
export const valuesOf = (mapping: unknown): [string, string][] =>
  Object.entries(recordOf(mapping)).map(([name, value]) => [name, scalarText(value) ?? '']);

/** `${NAME}` once or several times and nothing that could be a secret around it. */
export const isReference = (text: string): boolean =>
  /^(?:(?:Bearer|Basic|Token) )?(?:\$\{[\w:.-]+\}[\s,;:]*)+$/.test(text);

/** Which tools are offered. An empty list of included ones counts as none given: all are offered. */
export function toolsOf(entry: McpEntry): { mode: McpToolMode; names: string[] } {
  const tools = recordOf(entry.tools);
  const include = namesIn(tools.include);
  if (include.length > 0) return { mode: 'include', names: include };
  const exclude = namesIn(tools.exclude);
  return exclude.length > 0 ? { mode: 'exclude', names: exclude } : { mode: 'all', names: [] };
}

function namesIn(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.flatMap((item) => scalarText(item) ?? []).slice(0, 2000);
}

export function authOf(entry: McpEntry): McpServer['auth'] {
  const oauth = recordOf(entry.oauth);
  const hasHeader = valuesOf(entry.headers).some(([name]) => /^authorization$/i.test(name));
  return {
    kind:
      entry.auth === 'oauth' ? 'oauth' : entry.auth === 'header' || hasHeader ? 'header' : 'none',
    scope: textOf(oauth.scope),
    clientId: textOf(oauth.client_id),
    hasClientSecret: textOf(oauth.client_secret) !== null,
  };
}

/** A whole number of seconds or a fraction, also where it was written as text. */
export function secondsOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : null;
}

/** The package a runner fetches, with the version it is held to: `npx -y name@1.2`, `uvx name==1.2`. */
export function packageOf(entry: McpEntry): McpServer['package'] {
  const runner = scalarText(entry.command)?.split(/[/\\]/).at(-1) ?? '';
  const runners = /^(npx|bunx|pnpx|uvx|pipx)(\.cmd|\.exe)?$/.exec(runner);
  if (!runners) return null;
  const words = argsOf(entry).filter((word) => word !== 'run' && word !== 'dlx');
  const named = words.findIndex((word) => word === '--from' || word === '--package');
  const written = named === -1 ? words.find((word) => !word.startsWith('-')) : words[named + 1];
  const found = /^((?:@[\w.-]+\/)?[\w.-]+)(?:(?:@|==)([\w.+-]+))?$/.exec(written ?? '');
  if (!found) return null;
  const version = found[2] === 'latest' ? null : (found[2] ?? null);
  return { name: found[1]!, version };
}

export function refusalOf(entry: McpEntry): string | null {
  const command = scalarText(entry.command);
  return command ? dangerIn(command, argsOf(entry)) : null;
}

/** What is wrong with an entry, one sentence each. `environment`: the variables of `.env`. */
export function problemsOf(value: unknown, environment: ReadonlySet<string>): string[] {
  if (!isRecord(value))
    return ['It is no mapping. Hermes cannot list its servers while it stands there: remove it.'];
  const transport = transportOf(value);
  const tools = recordOf(value.tools);
  const given = (name: string) => value[name] !== undefined && value[name] !== null;
  const strange = Object.keys(value).filter((name) => !known.has(name));
  const missing = [...valuesOf(value.env), ...valuesOf(value.headers)]
    .flatMap(([, text]) => [...text.matchAll(/\$\{(?:env:)?(\w+)\}/g)].map(([, name]) => name!))
    .filter((name) => !environment.has(name));
  const checks: [boolean, string][] = [
    [transport === 'unknown', 'It has neither a command nor a URL.'],
    [given('command') && given('url'), 'It has both a command and a URL; the URL counts.'],
    [
      transport === 'http' && !/^https?:\/\/|^\$\{/i.test(scalarText(value.url) ?? ''),
      'Its URL begins neither with http:// nor with https://.',
    ],
    [given('args') && !Array.isArray(value.args), 'Its "args" is no list.'],
    [given('env') && !isRecord(value.env), 'Its "env" is no mapping.'],
    [given('headers') && !isRecord(value.headers), 'Its "headers" is no mapping.'],
    [given('tools') && !isRecord(value.tools), 'Its "tools" is no mapping.'],
    [
      Array.isArray(tools.include) && tools.include.length === 0,
      'Its list of included tools is empty, which lets all of them through.',
    ],
    [
      tools.include !== undefined && tools.exclude !== undefined,
      'Both tools.include and tools.exclude are given. Keep one of them.',
    ],
    [
      missing.length > 0,
      `Not set in .env: ${[...new Set(missing)].join(', ')}. Unless Hermes gets it from elsewhere, nothing is put in.`,
    ],
    [
      strange.length > 0,
      `Not among the known settings of Hermes 0.19: ${strange.slice(0, 5).join(', ')}.`,
    ],
  ];
  return checks.filter(([isWrong]) => isWrong).map(([, text]) => text);
}
