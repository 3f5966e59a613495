import { recordOf } from '../accounts/identity.ts';
import { parseYaml } from '../files/yaml-text.ts';
import type { HermesHome } from '../hermes-home.ts';
import { secretsOfServers } from './mcp-secrets.ts';
import { tokenFolder } from './token-files.ts';

/** Shorter values of variables are ordinary words, which would be taken out of every text. */
const shortestValue = 12;
const mostTokenFiles = 300;
const mostBytes = 65_536;
const mostKept = 50;

/** By the path of the configuration: it is read often and changes seldom. */
const found = new Map<string, { readonly text: string; readonly secrets: readonly string[] }>();

/** What the MCP servers of a home keep secret, in its `config.yaml`. `folder` is the home, below the Hermes root. */
export async function mcpSecretsIn(home: HermesHome, folder: string): Promise<readonly string[]> {
  const path = `${folder}/config.yaml`;
  const file = await home.readText('hermes', path);
  if (file.status !== 'present' || !file.value.includes('mcp_servers')) return [];
  const key = `${home.rootOf('hermes')}/${path}`;
  const known = found.get(key);
  if (known?.text === file.value) return known.secrets;
  const servers = recordOf(parseYaml(file.value).value).mcp_servers;
  const secrets = secretsOfServers(servers)
    .flatMap((secret) => [secret, secret.replace(/^(Bearer|Basic|Token)\s+/i, '')])
    .filter((secret) => secret.length >= shortestValue);
  found.delete(key);
  found.set(key, { text: file.value, secrets });
  for (const oldest of found.keys()) if (found.size > mostKept) found.delete(oldest);
  return secrets;
}

/** What lies in the token files of a home, as records. */
export async function mcpTokensIn(home: HermesHome, folder: string): Promise<unknown[]> {
  const list = await home.list('hermes', `${folder}/${tokenFolder}`, mostTokenFiles);
  if (list.status !== 'present') return [];
  const names = list.value.entries.map(({ name }) => name).filter((name) => /\.json$/.test(name));
  const files = await Promise.all(
    names.map((name) => home.readJson('hermes', `${folder}/${tokenFolder}/${name}`, mostBytes)),
  );
  return files.flatMap((file) => (file.status === 'present' ? [file.value] : []));
}
