import { isRecord, recordOf } from '../accounts/identity.ts';
import { unmaskedText } from '../files/secret-masks.ts';
import { dangerIn } from './dangerous-command.ts';
import { argsOf, connectionKeys, scalarText, type McpEntry } from './mcp-entry.ts';
import { longestMcpText, type McpDraft } from './mcp.contract.ts';
import { McpRefused } from './mcp.errors.ts';
import { secretsOf } from './mcp-secrets.ts';

type Values = McpDraft['env'];

/**
 * The entry a draft describes. Of the old one it keeps what no form shows, and the values that were not typed anew.
 * Throws {@link McpRefused}, and `MaskUnknown` for a mask that stands for nothing in the old entry.
 */
export function wantedEntry(old: McpEntry | undefined, draft: McpDraft): McpEntry {
  const before = old ?? {};
  const connection =
    draft.transport === 'stdio' ? commandOf(before, draft) : addressOf(before, draft);
  return withOrderOf(before, {
    ...withoutConnection(before),
    ...connection,
    ...secondsAs('timeout', before, draft.timeoutSeconds),
    ...secondsAs('connect_timeout', before, draft.connectTimeoutSeconds),
    ...(old === undefined && { enabled: true }),
  });
}

/** How Hermes treats a server, without what leads to it. */
export function withoutConnection(entry: McpEntry): McpEntry {
  const connection: readonly string[] = connectionKeys;
  return Object.fromEntries(Object.entries(entry).filter(([name]) => !connection.includes(name)));
}

/** Throws {@link McpRefused} for a command that Hermes would not save. */
export function refuseDanger(entry: McpEntry): void {
  const command = scalarText(entry.command);
  const danger = command ? dangerIn(command, argsOf(entry)) : null;
  if (danger !== null) throw new McpRefused(danger);
}

function commandOf(before: McpEntry, draft: McpDraft): McpEntry {
  const secrets = secretsOf(before);
  const command = unmaskedText(draft.command.trim(), secrets);
  if (command === '') throw new McpRefused('A server that is started needs a command.');
  const args = draft.args.map((arg) => unmaskedText(arg, secrets));
  // As they stand there: a number stays one.
  const isSame = JSON.stringify(args) === JSON.stringify(argsOf(before));
  refuseLong([command, ...(isSame ? [] : args)]);
  return {
    command,
    ...((args.length > 0 || before.args !== undefined) && { args: isSame ? before.args : args }),
    ...valuesAs('env', before.env, draft.env),
  };
}

/** With a mask in it, a text that is longer than what is read of it looks like a short one. */
function refuseLong(texts: readonly string[]): void {
  if (texts.some((text) => text.length > longestMcpText))
    throw new McpRefused(
      `A part of it is longer than ${longestMcpText} characters. Change it in the raw editor.`,
    );
}

function addressOf(before: McpEntry, draft: McpDraft): McpEntry {
  const url = unmaskedText(draft.url.trim(), secretsOf(before));
  if (!/^\$\{/.test(url) && !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)))
    throw new McpRefused('The URL has to begin with http:// or https://.');
  refuseLong([url]);
  const isSse = draft.transport === 'sse';
  const kept = before.transport === 'sse' ? undefined : before.transport;
  return {
    url,
    ...(isSse ? { transport: 'sse' } : kept !== undefined && { transport: kept }),
    ...valuesAs('headers', before.headers, draft.headers),
    ...authAs(before, draft),
  };
}

function authAs(before: McpEntry, { auth, oauth }: McpDraft): McpEntry {
  if (auth !== 'oauth')
    // A header alone says it too: what was not written is not added.
    return auth === 'header' && before.auth === 'header' ? { auth } : {};
  const old = recordOf(before.oauth);
  const fields: Record<string, unknown> = { ...old };
  const set = (name: string, text: string) => {
    if (text === '') delete fields[name];
    else fields[name] = text;
  };
  set('scope', oauth.scope);
  set('client_id', oauth.clientId);
  if (oauth.clientSecret !== null) set('client_secret', oauth.clientSecret);
  return { auth, ...(Object.keys(fields).length > 0 && { oauth: fields }) };
}

function valuesAs(key: 'env' | 'headers', before: unknown, wanted: Values): McpEntry {
  const old = recordOf(before);
  const seen = new Set<string>();
  const entries = wanted.map(({ name, value }): [string, unknown] => {
    if (seen.has(name)) throw new McpRefused(`${name} is given twice.`);
    seen.add(name);
    if (value !== null) return [name, value];
    if (!Object.hasOwn(old, name)) throw new McpRefused(`Type the value of ${name}.`);
    return [name, old[name]];
  });
  // An empty mapping that stands there stays; one that would become empty goes.
  if (entries.length === 0)
    return isRecord(before) && Object.keys(old).length === 0 ? { [key]: before } : {};
  return { [key]: Object.fromEntries(entries) };
}

/** A number that means the same stays as it is written. */
function secondsAs(name: string, before: McpEntry, wanted: number | null): McpEntry {
  if (wanted === null) return { [name]: undefined };
  return { [name]: Number(before[name]) === wanted ? before[name] : wanted };
}

/** Keys in their old order, new ones behind; those without a value are left out. */
function withOrderOf(before: McpEntry, entry: McpEntry): McpEntry {
  const names = [...new Set([...Object.keys(before), ...Object.keys(entry)])];
  return Object.fromEntries(
    names.filter((name) => entry[name] !== undefined).map((name) => [name, entry[name]]),
  );
}
