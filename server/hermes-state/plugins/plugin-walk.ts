import { listConfined } from '../read-confined.ts';
import type { FolderEntry, FolderList, StateFile } from '../state-file.ts';

/** Loaded by registries of their own; `hermes plugins list` leaves them out. */
const ownRegistries = new Set(['memory', 'context_engine']);
const manifests = ['plugin.yaml', 'plugin.yml'];
const mostFolders = 3000;
const mostPlugins = 1000;
const mostProblems = 100;
/** Enough of a folder to find what makes it a plugin; a repository may have thousands of files. */
const mostEntries = 10_000;

export interface FoundPlugin {
  /** The folder's name, or `category/folder`. */
  readonly key: string;
  /** Below the root. */
  readonly folder: string;
  /** `plugin.yaml` or `plugin.yml`. */
  readonly manifest: FolderEntry;
  readonly entries: readonly FolderEntry[];
}

export interface PluginWalk {
  readonly plugins: readonly FoundPlugin[];
  readonly problems: readonly { readonly file: string; readonly reason: string }[];
  readonly isCut: boolean;
}

/**
 * Finds plugins as Hermes does: folders with a manifest, and one level deeper in folders without. Links are followed
 * within the root only. Of bundled plugins nothing is missed: folders there serve other ends too.
 */
export async function walkPlugins(
  root: string,
  path: string,
  isBundled = false,
): Promise<PluginWalk> {
  const plugins: FoundPlugin[] = [];
  const problems: { file: string; reason: string }[] = [];
  const top = await listConfined(root, path, mostEntries);
  if (top.status === 'unreadable') problems.push({ file: path, reason: top.reason });
  if (top.status !== 'present') return { plugins, problems, isCut: false };
  let { isCut } = top.value;
  let folders = 0;

  const visit = async (entry: FolderEntry, folder: string, category: string): Promise<boolean> => {
    if (++folders > mostFolders || plugins.length === mostPlugins) {
      isCut = true;
      return true;
    }
    const list = await listConfined(root, folder, mostEntries);
    const reason = problemOf(entry, list, top.value.place);
    if (reason !== undefined) problems.push({ file: folder, reason });
    if (reason !== undefined || list.status !== 'present') return true;
    const { entries } = list.value;
    const manifest = manifests
      .map((name) => entries.find((each) => each.name === name))
      .find((each) => each !== undefined);
    if (manifest !== undefined) {
      const key = category === '' ? entry.name : `${category}/${entry.name}`;
      plugins.push({ key, folder, manifest, entries });
      return true;
    }
    if (category !== '') return false;
    let isOfUse = false;
    for (const each of entries.filter(isVisited))
      isOfUse = (await visit(each, `${folder}/${each.name}`, entry.name)) || isOfUse;
    if (!isOfUse && !isBundled) problems.push({ file: folder, reason: 'no_manifest' });
    return isOfUse;
  };

  for (const entry of top.value.entries.filter(isVisited))
    if (!isBundled || !ownRegistries.has(entry.name))
      await visit(entry, path === '.' ? entry.name : `${path}/${entry.name}`, '');
  isCut ||= problems.length > mostProblems;
  return { plugins, problems: problems.slice(0, mostProblems), isCut };
}

/** Caches, and what an installation has under way. */
const isVisited = ({ name, kind }: FolderEntry): boolean =>
  (kind === 'folder' || kind === 'link') && !name.startsWith('.') && !name.startsWith('__');

function problemOf(
  { kind }: FolderEntry,
  list: StateFile<FolderList>,
  top: string,
): string | undefined {
  const isLink = kind === 'link';
  if (list.status === 'missing') return isLink ? 'broken_link' : undefined;
  // A link to a file concerns nobody.
  if (list.status === 'unreadable')
    return isLink && list.reason === 'not_regular' ? undefined : list.reason;
  const { place } = list.value;
  const leadsBack = place === '' || place === top || `${top}/`.startsWith(`${place}/`);
  return isLink && leadsBack ? 'circle' : undefined;
}
