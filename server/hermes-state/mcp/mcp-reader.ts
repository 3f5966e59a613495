import { Injectable } from '@nestjs/common';
import { isRecord, recordOf, textOf } from '../accounts/identity.ts';
import { HermesCommand } from '../commands/hermes-command.ts';
import { parseEnv } from '../files/env-file.ts';
import { versionOf } from '../files/file-version.ts';
import { composeYaml, type ParsedYaml } from '../files/yaml-text.ts';
import { HermesHome } from '../hermes-home.ts';
import { maskSecret } from '../masked-secret.ts';
import { sourceOf, type FolderList, type StateFile } from '../state-file.ts';
import { GatewayReader } from '../status/gateway-reader.ts';
import { maskedPart, maskedParts } from './masked-servers.ts';
import {
  argsOf,
  authOf,
  isEnabled,
  isReference,
  packageOf,
  problemsOf,
  refusalOf,
  scalarText,
  secondsOf,
  toolsOf,
  transportOf,
  valuesOf,
  type McpEntry,
} from './mcp-entry.ts';
import type { Mcp, McpServer, McpValue } from './mcp.contract.ts';
import { secretsOf } from './mcp-secrets.ts';
import { McpTestResults } from './mcp-test-results.ts';
import { readToken, stemOf, tokenFolder, tokenStem } from './token-files.ts';

const mostServers = 200;
/** Configurations that are kept as they were understood. */
const mostKept = 20;

/** What a configuration says, and what is shown of it. */
interface Understood {
  readonly text: string;
  readonly parsed: ParsedYaml;
  readonly yaml: ReadonlyMap<string, string>;
}

/** The MCP servers of a profile, read from its `config.yaml` and `mcp-tokens`. */
@Injectable()
export class McpReader {
  /** By path: understanding a large one takes long, and it is asked for more often than it changes. */
  private readonly known = new Map<string, Understood>();

  constructor(
    private readonly home: HermesHome,
    private readonly command: HermesCommand,
    private readonly gateways: GatewayReader,
    private readonly results: McpTestResults,
  ) {}

  /** Throws `NotFound` for a profile that is not there. */
  async read(profile: string): Promise<Mcp> {
    await this.home.requireProfile(profile);
    const path = this.home.pathIn(profile, 'config.yaml');
    const folderPath = this.home.pathIn(profile, tokenFolder);
    const [file, folder, environment, results, isGatewayBehind] = await Promise.all([
      this.home.readText('hermes', path),
      this.home.list('hermes', folderPath),
      this.variablesOf(profile),
      this.results.read(profile),
      this.isGatewayBehind(profile),
    ]);
    const text = file.status === 'present' ? file.value : '';
    const { parsed, yaml } = this.understood(path, text);
    const { value, problems, isBroken } = parsed;
    const section = recordOf(value).mcp_servers;
    const isStrange = section !== undefined && section !== null && !isRecord(section);
    const entries = Object.entries(recordOf(section));
    const servers = await Promise.all(
      entries.slice(0, mostServers).map(async ([name, entry]) => ({
        ...described(name, entry, environment),
        token: await readToken(this.home, profile, name, folder),
        yaml: yaml.get(name) ?? '',
        test: results.testOf(name, recordOf(entry)),
      })),
    );
    return {
      profile,
      source: sourceOf(path, file),
      version: versionOf(file.status === 'present' ? file.value : undefined),
      locked: lockedReason(path, file, isBroken, isStrange),
      problems: problems.map(({ message, line }) => `${path}, line ${line}: ${message}`),
      servers,
      isCut: entries.length > mostServers,
      tokenFolder: sourceOf(folderPath, folder),
      strayTokens: isBroken || file.status === 'unreadable' ? [] : strayIn(folder, entries),
      testsProblem: results.problem,
      unavailableReason: this.command.unavailableReason,
      isGatewayBehind,
    };
  }

  private understood(path: string, text: string): Understood {
    const known = this.known.get(path);
    if (known?.text === text) return known;
    const composed = composeYaml(text);
    const { value, problems, isBroken } = composed;
    const fresh = {
      text,
      parsed: { value, problems, isBroken },
      yaml: maskedParts(text, composed),
    };
    this.known.delete(path);
    this.known.set(path, fresh);
    for (const oldest of this.known.keys())
      if (this.known.size > mostKept) this.known.delete(oldest);
    return fresh;
  }

  private async variablesOf(profile: string): Promise<ReadonlySet<string>> {
    const file = await this.home.readText('hermes', this.home.pathIn(profile, '.env'));
    return new Set(file.status === 'present' ? parseEnv(file.value).values.keys() : []);
  }

  /** What was saved after it began is not what it uses. */
  private async isGatewayBehind(profile: string): Promise<boolean> {
    const facts = await this.home.facts('hermes', this.home.pathIn(profile, 'config.yaml'));
    if (facts.status !== 'present') return false;
    const { gateway } = await this.gateways.read(profile);
    if (gateway.verdict !== 'running' || gateway.startedAt === null) return false;
    return Date.parse(facts.value.modifiedAt) > Date.parse(gateway.startedAt);
  }
}

/** An entry as it may leave the server. */
function described(
  name: string,
  value: unknown,
  environment: ReadonlySet<string>,
): Omit<McpServer, 'token' | 'yaml' | 'test'> {
  const entry: McpEntry = recordOf(value);
  const secrets = secretsOf(entry);
  const shown = (text: unknown) => {
    const written = scalarText(text);
    return written === null || written === '' ? null : maskedPart(written, secrets);
  };
  const pair = ([key, text]: [string, string]): McpValue =>
    text !== '' && isReference(text)
      ? { name: key, reference: text, secret: null }
      : { name: key, reference: null, secret: maskSecret(text) };
  return {
    name,
    transport: transportOf(entry),
    command: shown(entry.command),
    args: argsOf(entry).map((arg) => maskedPart(arg, secrets)),
    url: shown(entry.url),
    package: packageOf(entry),
    isMapping: isRecord(value),
    isEnabled: isEnabled(entry),
    tools: toolsOf(entry),
    env: valuesOf(entry.env).map(pair),
    headers: valuesOf(entry.headers).map(pair),
    auth: authOf(entry),
    timeoutSeconds: secondsOf(entry.timeout),
    connectTimeoutSeconds: secondsOf(entry.connect_timeout),
    problems: problemsOf(value, environment),
    refusal: isRecord(value) ? refusalOf(entry) : 'It is no mapping.',
  };
}

function lockedReason(
  path: string,
  file: StateFile<string>,
  isBroken: boolean,
  isStrange: boolean,
): string | null {
  if (file.status === 'unreadable') return `${path} cannot be read: ${file.reason}.`;
  if (isBroken) return `${path} is not valid YAML. Repair it in the raw editor first.`;
  return isStrange ? `"mcp_servers" in ${path} is no mapping. Repair it in the raw editor.` : null;
}

function strayIn(
  folder: StateFile<FolderList>,
  entries: readonly (readonly [string, unknown])[],
): string[] {
  if (folder.status !== 'present') return [];
  const stems = new Set(entries.map(([name]) => tokenStem(name)));
  return folder.value.entries
    .map(({ name }) => name)
    .filter((name) => {
      const stem = stemOf(name);
      return stem !== undefined && !stems.has(stem);
    })
    .map((name) => textOf(name)!);
}
