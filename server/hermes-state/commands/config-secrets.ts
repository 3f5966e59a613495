import { setImmediate as breathe } from 'node:timers/promises';
import { recordOf } from '../accounts/identity.ts';
import { secretsInYaml } from '../files/secret-masks.ts';
import { parseYaml } from '../files/yaml-text.ts';
import type { HermesHome } from '../hermes-home.ts';
import { secretsOfServers } from '../mcp/mcp-secrets.ts';

/** Shorter values of an MCP server's variables are ordinary words, which would be taken out of every text. */
const shortestOfServer = 12;
const mostKept = 50;
/** In characters. Others can go on between two pieces; what a cut goes through is whole in the next one. */
const pieceLength = 65_536;
const overlap = 4096;
/** The part about MCP servers, which may parse when the rest does not, or is too large. */
const serversPart = /^mcp_servers[ \t]*:[^\n]*(?:\n(?:[ \t#\r][^\n]*)?)*/m;

/** By the path of the configuration: it is read often and changes seldom. */
const found = new Map<
  string,
  { readonly text: string; readonly secrets: Promise<readonly string[]> }
>();

/**
 * What the `config.yaml` of a home keeps secret, those of MCP servers first; also when it does not parse. `folder` is the
 * home, below the Hermes root.
 */
export async function configSecretsIn(
  home: HermesHome,
  folder: string,
): Promise<readonly string[]> {
  const path = `${folder}/config.yaml`;
  const file = await home.readText('hermes', path);
  if (file.status !== 'present') return [];
  const key = `${home.rootOf('hermes')}/${path}`;
  const known = found.get(key);
  if (known?.text === file.value) return known.secrets;
  const secrets = secretsIn(file.value);
  found.delete(key);
  found.set(key, { text: file.value, secrets });
  for (const oldest of found.keys()) if (found.size > mostKept) found.delete(oldest);
  return secrets;
}

async function secretsIn(text: string): Promise<readonly string[]> {
  const parsed = parseYaml(text);
  const { value } = parsed.isBroken ? parseYaml(serversPart.exec(text)?.[0] ?? '') : parsed;
  const secrets = new Set(
    secretsOfServers(recordOf(value).mcp_servers)
      .flatMap((secret) => [secret, secret.replace(/^(Bearer|Basic|Token)\s+/i, '')])
      .filter((secret) => secret.length >= shortestOfServer),
  );
  for (const secret of secretsInYaml('', parsed)) secrets.add(secret);
  for (let from = 0; from < text.length; from += pieceLength - overlap) {
    const piece = text.slice(from, from + pieceLength);
    for (const secret of secretsInYaml(piece, unparsed)) secrets.add(secret);
    if (from + pieceLength >= text.length) break;
    await breathe();
  }
  return [...secrets];
}

const unparsed = { value: null, problems: [], isBroken: true } as const;
