import type { HermesHome, StateRoot } from '../hermes-home.ts';
import type { FileFacts, StateFile } from '../state-file.ts';

/** A file or folder nobody but its owner should get at. */
export interface GuardedFile {
  readonly root: StateRoot;
  /** Below the root, `.` being the root itself. */
  readonly path: string;
  /** As it is named to people. */
  readonly name: string;
  readonly isFolder: boolean;
}

export interface GuardedState extends GuardedFile {
  readonly state: StateFile<FileFacts>;
}

/** Files that belong together in one check. */
export interface GuardedGroup {
  readonly id: string;
  readonly title: string;
  /** Why nobody else should read it, for the middle of a sentence. */
  readonly holds: string;
  readonly files: readonly GuardedState[];
  /** A folder of theirs that could not be listed, or not wholly. */
  readonly problem?: { readonly file: string; readonly state: StateFile<unknown> } | undefined;
}

/** The mode each should have, in octal digits. */
export const wantedMode = ({ isFolder }: GuardedFile): number => (isFolder ? 0o700 : 0o600);
const mostInFolder = 500;

const singles = [
  { path: 'auth.json', holds: 'the tokens of all accounts' },
  { path: '.anthropic_oauth.json', holds: 'a login of Anthropic' },
  { path: '.env', holds: 'API keys and tokens of bots' },
  { path: 'config.yaml', holds: 'settings and maybe keys' },
  { path: 'webhook_subscriptions.json', holds: 'the secrets of webhooks' },
  { path: 'shell-hooks-allowlist.json', holds: 'which commands may run unasked' },
] as const;

const folders = [
  { path: 'mcp-tokens', holds: 'the tokens of MCP servers', names: /./ },
  { path: 'platforms/pairing', holds: 'who may talk to the agent', names: /\.json$/ },
  { path: 'pairing', holds: 'who may talk to the agent', names: /\.json$/ },
  { path: 'shared', holds: 'logins that profiles share', names: /\.json$/ },
  { path: 'backups', holds: 'copies of everything', names: /./ },
] as const;

/** Logins of other programs that Hermes borrows. */
const borrowed: readonly (readonly [StateRoot, string, string])[] = [
  ['codex', 'auth.json', 'Codex'],
  ['claude', '.credentials.json', 'Claude Code'],
  ['gemini', 'oauth_creds.json', 'Gemini CLI'],
  ['qwen', 'oauth_creds.json', 'Qwen'],
];

/** Every group of a profile, with what is there. Reads no content. */
export async function readGuardedGroups(
  home: HermesHome,
  profile: string,
): Promise<GuardedGroup[]> {
  const at = (path: string) => home.pathIn(profile, path);
  return Promise.all([
    homeGroup(home, profile),
    ...singles.map(async ({ path, holds }): Promise<GuardedGroup> => {
      const file = await stateOf(home, fileIn(at(path)));
      return { id: `files.${path}`, title: `Mode of ${path}`, holds, files: [file] };
    }),
    ...folders.map(({ path, holds, names }) => folderGroup(home, at(path), { path, holds, names })),
    copiesGroup(home, profile),
    ...borrowed.map(async ([root, path, program]): Promise<GuardedGroup> => {
      const name = `${home.rootOf(root)}/${path}`;
      const file = await stateOf(home, { root, path, name, isFolder: false });
      const title = `Mode of the login of ${program}`;
      return { id: `files.${root}`, title, holds: `a login of ${program}`, files: [file] };
    }),
  ]);
}

async function homeGroup(home: HermesHome, profile: string): Promise<GuardedGroup> {
  const path = home.profilePath(profile);
  const folder = { root: 'hermes', path, name: home.homeOf(profile), isFolder: true } as const;
  return {
    id: 'files.home',
    title: profile === 'default' ? 'Mode of the Hermes home' : 'Mode of the profile’s home',
    holds: 'sessions, memory and everything else',
    files: [await stateOf(home, folder)],
  };
}

async function folderGroup(
  home: HermesHome,
  path: string,
  about: { readonly path: string; readonly holds: string; readonly names: RegExp },
): Promise<GuardedGroup> {
  const group = { id: `files.${about.path}`, title: `Modes in ${about.path}`, holds: about.holds };
  const folder = await stateOf(home, { root: 'hermes', path, name: path, isFolder: true });
  if (folder.state.status !== 'present') return { ...group, files: [folder] };
  const list = await home.list('hermes', path, mostInFolder);
  if (list.status !== 'present')
    return { ...group, files: [folder], problem: { file: path, state: list } };
  const files = list.value.entries
    .filter(({ name }) => about.names.test(name))
    .flatMap(({ kind, ...facts }): GuardedState[] => {
      const file = fileIn(`${path}/${facts.name}`);
      if (kind === 'file') return [{ ...file, state: { status: 'present', value: facts } }];
      // Where a link leads is not looked at.
      return kind === 'folder'
        ? []
        : [{ ...file, state: { status: 'unreadable', reason: 'not_regular' } }];
    });
  const cut: StateFile<unknown> = { status: 'unreadable', reason: 'too_large' };
  const problem = list.value.isCut ? { file: path, state: cut } : undefined;
  return { ...group, files: [folder, ...files], problem };
}

/** What editors and Hermes itself leave beside files that hold secrets. */
async function copiesGroup(home: HermesHome, profile: string): Promise<GuardedGroup> {
  const path = home.profilePath(profile);
  const list = await home.list('hermes', path);
  const entries = list.status === 'present' ? list.value.entries : [];
  const files = entries
    .filter(({ kind, name }) => kind === 'file' && isCopyName(name))
    .map(({ kind: _, ...facts }): GuardedState => ({
      ...fileIn(home.pathIn(profile, facts.name)),
      state: { status: 'present', value: facts },
    }));
  return {
    id: 'files.copies',
    title: 'Modes of copies of secret files',
    holds: 'secrets as they once were',
    files,
    problem: list.status === 'unreadable' ? { file: path, state: list } : undefined,
  };
}

const isCopyName = (name: string): boolean =>
  /^(\.env|auth\.json|config\.yaml|webhook_subscriptions\.json)[._~-]/.test(name) &&
  !/^auth\.json\.lock$|\.example$/.test(name);

const fileIn = (path: string): GuardedFile => ({
  root: 'hermes',
  path,
  name: path,
  isFolder: false,
});

async function stateOf(home: HermesHome, file: GuardedFile): Promise<GuardedState> {
  const opened = await openGuarded(home, file);
  if (opened.status !== 'present') return { ...file, state: opened };
  await opened.value.handle.close();
  return { ...file, state: { status: 'present', value: opened.value.facts } };
}

/** The file or folder itself; the caller closes the handle. */
export function openGuarded(
  home: HermesHome,
  { root, path, isFolder }: GuardedFile,
): ReturnType<HermesHome['open']> {
  return isFolder ? home.openFolder(root, path) : home.open(root, path);
}
