import { isRecord, recordOf } from '../accounts/identity.ts';
import type { FieldChange } from '../../admin-events/admin-events.contract.ts';
import { removeInYaml, setInYaml } from '../files/yaml-patch.ts';
import { parseYaml } from '../files/yaml-text.ts';
import { importedServers } from './import-servers.ts';
import { isEnabled, refusalOf, toolsOf, type McpEntry } from './mcp-entry.ts';
import type { McpChange } from './mcp.contract.ts';
import { McpRefused } from './mcp.errors.ts';
import { refuseDanger, wantedEntry, withoutConnection } from './wanted-entry.ts';

type ChangeOf<Kind extends McpChange['kind']> = Extract<McpChange, { kind: Kind }>;

const section = 'mcp_servers';
const mostServers = 200;

/** What a change makes of `config.yaml`: a minimal patch. Throws {@link McpRefused}, `MaskUnknown`, `YamlNotPatchable`. */
export function changedServers(text: string | undefined, change: McpChange): string {
  const before = text ?? '';
  const servers = serversIn(before);
  switch (change.kind) {
    case 'add':
      refuseTaken(servers, change.name);
      return put(before, servers, change.name, wantedEntry(undefined, change.draft));
    case 'change': {
      const old = required(servers, change.name);
      return put(before, servers, change.name, wantedEntry(recordOf(old), change.draft));
    }
    case 'duplicate':
      refuseTaken(servers, change.as);
      return put(before, servers, change.as, mappingOf(servers, change.name));
    case 'enable':
      return enabled(before, servers, change);
    case 'tools':
      return withTools(before, servers, change);
    case 'remove':
      required(servers, change.name);
      return removeInYaml(before, [section, change.name]);
    case 'import':
      return imported(before, servers, change);
  }
}

/** The entries of a configuration. Throws {@link McpRefused} when there is something else in their place. */
export function serversIn(text: string): McpEntry {
  const servers = recordOf(parseYaml(text).value)[section];
  if (servers === undefined || servers === null) return {};
  if (!isRecord(servers))
    throw new McpRefused(`"${section}" is no mapping. Repair it in the raw editor first.`);
  return servers;
}

/** For the event; nothing of it is secret. */
export function eventChanges(change: McpChange): FieldChange[] {
  switch (change.kind) {
    case 'enable': {
      const field = `${section}.${change.name}.enabled`;
      return [{ field, before: !change.isEnabled, after: change.isEnabled }];
    }
    case 'tools':
      return [{ field: `${section}.${change.name}.tools`, after: { [change.mode]: change.names } }];
    case 'duplicate':
      return [{ field: `${section}.${change.as}`, after: `as ${change.name}` }];
    case 'remove':
      return [{ field: `${section}.${change.name}`, before: 'present' }];
    case 'import':
      return change.names.map((name) => ({ field: `${section}.${name}`, after: 'imported' }));
    case 'add':
    case 'change': {
      const { transport, env, headers } = change.draft;
      const typed = [...env, ...headers].filter(({ value }) => value !== null);
      return [
        { field: `${section}.${change.name}.transport`, after: transport },
        ...typed.map(({ name }) => ({
          field: `${section}.${change.name}.${transport === 'stdio' ? 'env' : 'headers'}.${name}`,
          after: 'a new value',
        })),
      ];
    }
  }
}

function required(servers: McpEntry, name: string): unknown {
  if (!Object.hasOwn(servers, name)) throw new McpRefused(`There is no MCP server ${name}.`);
  return servers[name];
}

function mappingOf(servers: McpEntry, name: string): McpEntry {
  const entry = required(servers, name);
  if (!isRecord(entry)) throw new McpRefused(`${name} is no mapping. Edit or remove it first.`);
  return entry;
}

function refuseTaken(servers: McpEntry, name: string): void {
  if (Object.hasOwn(servers, name))
    throw new McpRefused(`There is an MCP server ${name} already. Choose another name.`);
  if (Object.keys(servers).length >= mostServers)
    throw new McpRefused(`More than ${mostServers} servers are not managed here.`);
}

function put(text: string, servers: McpEntry, name: string, entry: McpEntry): string {
  refuseDanger(entry);
  return Object.keys(servers).length === 0
    ? setInYaml(text, [section], { [name]: entry })
    : setInYaml(text, [section, name], entry);
}

function enabled(text: string, servers: McpEntry, change: ChangeOf<'enable'>): string {
  const entry = mappingOf(servers, change.name);
  const danger = change.isEnabled ? refusalOf(entry) : null;
  if (danger !== null) throw new McpRefused(danger);
  if (isEnabled(entry) === change.isEnabled) return text;
  return setInYaml(text, [section, change.name, 'enabled'], change.isEnabled);
}

function withTools(text: string, servers: McpEntry, change: ChangeOf<'tools'>): string {
  const { name, mode } = change;
  const entry = mappingOf(servers, name);
  const names = [...new Set(change.names)];
  if (mode === 'include' && names.length === 0)
    throw new McpRefused(
      'An empty list of included tools would let all of them through. Switch the server off instead.',
    );
  const tools = recordOf(entry.tools);
  const others = Object.entries(tools).filter(([key]) => key !== 'include' && key !== 'exclude');
  const lists = mode === 'all' || names.length === 0 ? [] : [[mode, names] as const];
  const wanted = Object.fromEntries([...others, ...lists]);
  const old = toolsOf(entry);
  if (mode === old.mode && JSON.stringify(names) === JSON.stringify(old.names)) return text;
  const path = [section, name, 'tools'];
  return Object.keys(wanted).length === 0
    ? removeInYaml(text, path)
    : setInYaml(text, path, wanted);
}

/** What Hermes does with a server that is replaced stays; what leads to it is the imported. */
function imported(text: string, servers: McpEntry, change: ChangeOf<'import'>): string {
  const found = importedServers(change.text, servers);
  return [...new Set(change.names)].reduce((kept, name) => {
    const one = found.find((each) => each.shown.name === name);
    if (one === undefined) throw new McpRefused(`There is no server ${name} in the text.`);
    if (one.entry === undefined) throw new McpRefused(`${name}: ${one.shown.reason}`);
    const now = serversIn(kept);
    const isNew = !Object.hasOwn(now, name);
    if (isNew) refuseTaken(now, name);
    const old = isNew ? {} : withoutConnection(recordOf(now[name]));
    const last = isNew && one.entry.enabled === undefined ? { enabled: true } : {};
    return put(kept, now, name, { ...old, ...one.entry, ...last });
  }, text);
}
