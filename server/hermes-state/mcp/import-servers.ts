import { getNodeValue, parseTree, type ParseError } from 'jsonc-parser';
import { isDeepStrictEqual } from 'node:util';
import { isRecord, recordOf } from '../accounts/identity.ts';
import {
  argsOf,
  connectionKeys,
  isEnabled,
  scalarText,
  transportOf,
  valuesOf,
} from './mcp-entry.ts';
import type { McpEntry } from './mcp-entry.ts';
import {
  mcpDraftSchema,
  mcpNameSchema,
  type ImportedServer,
  type McpTransport,
} from './mcp.contract.ts';
import { McpRefused } from './mcp.errors.ts';
import { maskedPart } from './masked-servers.ts';
import { secretsOf } from './mcp-secrets.ts';
import { dangerIn } from './dangerous-command.ts';

/** One server of an imported text. */
export interface Imported {
  readonly shown: ImportedServer;
  /** As it would stand in `config.yaml`; nothing when it is refused. */
  readonly entry: McpEntry | undefined;
}

const mostServers = 200;
/** What other programs call the same. */
const urlNames = ['url', 'serverUrl', 'httpUrl'] as const;
const read = new Set<string>([
  ...['command', 'args', 'env', 'headers', 'type', 'transport', 'disabled', 'enabled', 'timeout'],
  ...urlNames,
]);

/**
 * The servers in a text as Claude Desktop, Cursor and others have it: `{"mcpServers": {…}}`, `{"servers": {…}}`, or the
 * mapping itself; comments and commas at ends are taken. Throws {@link McpRefused} when there are none.
 */
export function importedServers(text: string, servers: McpEntry): Imported[] {
  const value = valueIn(text.replace(/^\uFEFF/, ''));
  if (!isRecord(value)) throw new McpRefused('The text is no JSON object.');
  const found = mappingIn(value);
  const names = Object.keys(found);
  if (names.length === 0) throw new McpRefused('The text names no MCP server.');
  if (names.length > mostServers)
    throw new McpRefused(`The text names more than ${mostServers} servers.`);
  return names.map((name) => importedServer(name, found[name], servers));
}

/** Objects without a prototype, so that no name can reach one; nothing for what is no JSON. */
function valueIn(text: string): unknown {
  const errors: ParseError[] = [];
  try {
    const tree = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
    return tree && errors.length === 0 ? getNodeValue(tree) : undefined;
  } catch (error) {
    // Too many brackets in one another.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function mappingIn(value: Record<string, unknown>): Record<string, unknown> {
  for (const key of ['mcpServers', 'mcp_servers', 'servers'])
    if (Object.hasOwn(value, key)) return recordOf(value[key]);
  const isBare = Object.values(value).every(
    (entry) => isRecord(entry) && [...read].some((key) => Object.hasOwn(entry, key)),
  );
  return isBare ? value : {};
}

function importedServer(name: string, value: unknown, servers: McpEntry): Imported {
  const given = recordOf(value);
  const url = urlNames.map((key) => scalarText(given[key])).find((text) => text) ?? '';
  const type = scalarText(given.type ?? given.transport) ?? '';
  const entry = entryOf(given, url, type);
  const transport = transportOf(entry);
  const reason = isRecord(value) ? refusalOf(name, entry, given) : 'It is no object.';
  const shown: ImportedServer = {
    name: name.slice(0, 100),
    action: reason !== null ? 'refused' : actionOf(entry, servers, name),
    reason,
    transport: transport === 'unknown' ? null : (transport satisfies McpTransport),
    target: targetOf(entry),
    env: valuesOf(entry.env).map(([key]) => key),
    headers: valuesOf(entry.headers).map(([key]) => key),
    isEnabled: isEnabled(entry),
    notes: notesOf(given),
  };
  return { shown, entry: reason === null ? entry : undefined };
}

function entryOf(given: Record<string, unknown>, url: string, type: string): McpEntry {
  const isSaid = typeof given.disabled === 'boolean' || typeof given.enabled === 'boolean';
  const isOff = given.disabled === true || given.enabled === false;
  const values = (key: 'env' | 'headers') => {
    const pairs = valuesOf(given[key]);
    return pairs.length > 0 ? { [key]: Object.fromEntries(pairs) } : {};
  };
  const connection =
    url === ''
      ? {
          command: scalarText(given.command) ?? '',
          ...(argsOf(given).length > 0 && { args: argsOf(given) }),
          ...values('env'),
        }
      : { url, ...(type === 'sse' && { transport: 'sse' }), ...values('headers') };
  const { timeout } = given;
  return {
    ...connection,
    ...(typeof timeout === 'number' && timeout > 0 && timeout <= 3600 && { timeout }),
    ...(isSaid && { enabled: !isOff }),
  };
}

function refusalOf(name: string, entry: McpEntry, given: Record<string, unknown>): string | null {
  if (!mcpNameSchema.safeParse(name).success)
    return 'Its name has other characters than letters, digits, _ and -, or more than 64.';
  const transport = transportOf(entry);
  if (transport === 'unknown') return 'It has neither a command nor a URL.';
  if (given.args !== undefined && !Array.isArray(given.args)) return 'Its "args" is no list.';
  for (const key of ['env', 'headers'] as const)
    if (given[key] !== undefined && !isRecord(given[key])) return `Its "${key}" is no object.`;
  if (JSON.stringify(given).includes('${input:'))
    return 'It asks for an input when it starts, which Hermes does not do. Put a value or ${NAME} there.';
  const pairs = (key: 'env' | 'headers') =>
    valuesOf(entry[key]).map(([each, value]) => ({ name: each, value }));
  const draft = mcpDraftSchema.safeParse({
    transport,
    command: entry.command,
    args: argsOf(entry),
    env: pairs('env'),
    url: entry.url,
    headers: pairs('headers'),
  });
  // Of what is wrong only the place is told: the rest may hold a value.
  const [issue] = draft.error?.issues ?? [];
  if (issue !== undefined)
    return `Its ${issue.path.join('.')} is ${issue.code === 'too_big' ? 'too long' : 'not accepted'}.`;
  const url = scalarText(entry.url);
  if (url && !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)))
    return 'Its URL begins neither with http:// nor with https://.';
  return dangerIn(scalarText(entry.command) ?? '', argsOf(entry));
}

function actionOf(entry: McpEntry, servers: McpEntry, name: string): ImportedServer['action'] {
  if (!Object.hasOwn(servers, name)) return 'add';
  const old = recordOf(servers[name]);
  const connection = (one: McpEntry) =>
    Object.fromEntries(connectionKeys.map((key) => [key, one[key]]));
  return isDeepStrictEqual(connection(old), connection(entry)) &&
    (entry.enabled === undefined || isEnabled(old) === isEnabled(entry))
    ? 'same'
    : 'replace';
}

function targetOf(entry: McpEntry): string {
  const secrets = secretsOf(entry);
  const words = [scalarText(entry.url) ?? '', scalarText(entry.command) ?? '', ...argsOf(entry)];
  const line = words.filter((word) => word !== '').map((word) => maskedPart(word, secrets));
  return line.join(' ').slice(0, 300);
}

function notesOf(given: Record<string, unknown>): string[] {
  const others = Object.keys(given).filter((key) => !read.has(key));
  return others.length === 0
    ? []
    : [
        `Left out, because Hermes has nothing like it: ${others.slice(0, 8).join(', ').slice(0, 300)}.`,
      ];
}
