import { recordOf, textOf, timeOf } from '../accounts/identity.ts';
import type { FolderList, StateFile } from '../state-file.ts';
import { sourceOf } from '../state-file.ts';
import type { HermesHome } from '../hermes-home.ts';
import type { McpToken } from './mcp.contract.ts';

export const tokenFolder = 'mcp-tokens';
const endings = ['.json', '.client.json', '.meta.json'] as const;
const mostBytes = 262_144;

/** How Hermes names the files of a server: what is neither letter, digit, `_` nor `-` becomes `_`. */
export function tokenStem(server: string): string {
  return server
    .replace(/[^\p{L}\p{N}_-]/gu, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 128);
}

/** The server's part of the name of a token file; nothing for another file. */
export function stemOf(file: string): string | undefined {
  return /^([^.]+)(?:\.client|\.meta)?\.json$/.exec(file)?.[1];
}

/** Names of the files that a server has in the folder. */
export function tokenFilesOf(server: string, folder: StateFile<FolderList>): string[] {
  const stem = tokenStem(server);
  const names = folder.status === 'present' ? folder.value.entries.map(({ name }) => name) : [];
  return stem === ''
    ? []
    : endings.map((ending) => stem + ending).filter((each) => names.includes(each));
}

/** What the tokens of a server say about themselves; never a token. */
export async function readToken(
  home: HermesHome,
  profile: string,
  server: string,
  folder: StateFile<FolderList>,
): Promise<McpToken> {
  const names = tokenFilesOf(server, folder);
  const read = await Promise.all(
    names.map(async (name) => {
      const file = home.pathIn(profile, `${tokenFolder}/${name}`);
      return { name, file, state: await home.readJson('hermes', file, mostBytes) };
    }),
  );
  const files = read.map(({ file, state }) => sourceOf(file, state));
  const main = read.find(({ name }) => name === `${tokenStem(server)}.json`)?.state;
  const none = { expiresAt: null, scope: null, files };
  if (main?.status === 'unreadable') return { state: 'unreadable', ...none };
  const token = recordOf(main?.status === 'present' ? main.value : {});
  if (textOf(token.access_token) === null) return { state: 'absent', ...none };
  const expiresAt = timeOf(token.expires_at);
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= Date.now();
  const canRenew = textOf(token.refresh_token) !== null;
  const state = !isOver
    ? expiresAt === null
      ? 'unknown'
      : 'valid'
    : canRenew
      ? 'renewable'
      : 'expired';
  return { state, expiresAt, scope: textOf(token.scope), files };
}
