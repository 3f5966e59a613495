import type { HermesHome } from '../hermes-home.ts';
import type { SourceFile } from '../hermes.contract.ts';
import { sourceOf, type FolderList, type StateFile } from '../state-file.ts';

/** Below the profile's home. The second is where earlier versions keep them; where both are, the first counts. */
const folders = ['platforms/pairing', 'pairing'];
const mostFiles = 200;
const mostEntries = 5000;
const dataFile = /^([^_].*)-(pending|approved)\.json$/;

export type Entries = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** What the files of pairing hold, platform by platform. */
export interface PairingFiles {
  readonly pending: ReadonlyMap<string, Entries>;
  readonly approved: ReadonlyMap<string, Entries>;
  readonly limits: Readonly<Record<string, unknown>>;
  readonly files: readonly SourceFile[];
  readonly isCut: boolean;
}

/** Reads them for a profile that is there. Never throws. */
export async function readPairingFiles(home: HermesHome, profile: string): Promise<PairingFiles> {
  const pending = new Map<string, Map<string, Readonly<Record<string, unknown>>>>();
  const approved: typeof pending = new Map();
  const sources: SourceFile[] = [];
  let limits: Readonly<Record<string, unknown>> = {};
  let isCut = false;
  for (const name of folders.toReversed()) {
    const folder = home.pathIn(profile, name);
    const list = await home.list('hermes', folder);
    if (list.status === 'unreadable' || name === folders[0]) sources.push(sourceOf(folder, list));
    const names = namesIn(list);
    isCut ||= names.length > mostFiles || (list.status === 'present' && list.value.isCut);
    for (const file of names.slice(0, mostFiles)) {
      const read = await home.readJson('hermes', `${folder}/${file}`);
      sources.push(sourceOf(`${folder}/${file}`, read));
      if (read.status !== 'present') continue;
      const [, platform, kind] = dataFile.exec(file) ?? [];
      if (platform === undefined) limits = { ...limits, ...read.value };
      else isCut = gather(kind === 'pending' ? pending : approved, platform, read.value) || isCut;
    }
  }
  return { pending, approved, limits, files: sources.reverse(), isCut };
}

function namesIn(list: StateFile<FolderList>): string[] {
  if (list.status !== 'present') return [];
  return list.value.entries
    .filter(({ kind }) => kind === 'file' || kind === 'link')
    .map(({ name }) => name)
    .filter((name) => dataFile.test(name) || name === '_rate_limits.json');
}

/** Answers whether there was more than is kept. */
function gather(
  into: Map<string, Map<string, Readonly<Record<string, unknown>>>>,
  platform: string,
  found: Readonly<Record<string, unknown>>,
): boolean {
  const entries = into.get(platform) ?? new Map<string, Readonly<Record<string, unknown>>>();
  into.set(platform, entries);
  const all = Object.entries(found);
  for (const [id, entry] of all.slice(0, mostEntries))
    if (typeof entry === 'object' && entry !== null && !Array.isArray(entry))
      entries.set(id, entry as Readonly<Record<string, unknown>>);
  return all.length > mostEntries;
}
