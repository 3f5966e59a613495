import { createHash } from 'node:crypto';
import type { HermesHome } from '../hermes-home.ts';
import type { StateFile } from '../state-file.ts';
import { charactersRead } from './skill-frontmatter.ts';

const mostFiles = 500;
const deepest = 5;
/** UTF-8 takes up to four bytes for a character. */
const beginningBytes = charactersRead * 4;
const largestCompared = 1_048_576;

export interface FolderFile {
  /** Below the folder, with slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedAt: string;
}

export interface FolderFiles {
  readonly files: readonly FolderFile[];
  /** There are more, or links that were not followed. */
  readonly isCut: boolean;
}

/** The files in a folder and below, in the order in which Python sorts paths. */
export async function filesIn(home: HermesHome, folder: string): Promise<FolderFiles> {
  const files: FolderFile[] = [];
  let isCut = false;
  const visit = async (below: string, depth: number): Promise<void> => {
    const list = await home.list('hermes', below === '' ? folder : `${folder}/${below}`);
    if (list.status !== 'present') return;
    isCut ||= list.value.isCut;
    for (const { name, kind, bytes, modifiedAt } of list.value.entries) {
      const path = below === '' ? name : `${below}/${name}`;
      if (kind === 'file' && files.length < mostFiles) files.push({ path, bytes, modifiedAt });
      else if (kind === 'folder' && depth < deepest) await visit(path, depth + 1);
      else isCut = true;
    }
  };
  await visit('', 0);
  files.sort((one, other) => compareParts(one.path, other.path));
  return { files, isCut };
}

/** Enough of a text to find its frontmatter. */
export async function readBeginning(home: HermesHome, file: string): Promise<StateFile<string>> {
  const opened = await home.open('hermes', file);
  if (opened.status !== 'present') return opened;
  const { handle } = opened.value;
  try {
    const { bytesRead, buffer } = await handle.read(
      Buffer.alloc(beginningBytes),
      0,
      beginningBytes,
      0,
    );
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    // The last character may be cut in two.
    const value = decoder.decode(buffer.subarray(0, bytesRead), { stream: true });
    return { status: 'present', value };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isBadText = code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
    return { status: 'unreadable', reason: isBadText ? 'not_utf8' : 'io_error' };
  } finally {
    await handle.close();
  }
}

/**
 * The MD5 by which Hermes 0.19 recognises a bundled skill that somebody changed: of every path and content. `null` when
 * it cannot be told without reading too much.
 */
export async function hashOf(
  home: HermesHome,
  folder: string,
  { files, isCut }: FolderFiles,
): Promise<string | null> {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (isCut || bytes > largestCompared) return null;
  const hash = createHash('md5');
  for (const { path } of files) {
    const opened = await home.open('hermes', `${folder}/${path}`);
    if (opened.status !== 'present') return null;
    const { handle } = opened.value;
    try {
      hash.update(path).update(await handle.readFile());
    } finally {
      await handle.close();
    }
  }
  return hash.digest('hex');
}

function compareParts(one: string, other: string): number {
  const [a, b] = [one.split('/'), other.split('/')];
  const at = a.findIndex((part, index) => part !== b[index]);
  if (at === -1) return a.length - b.length;
  return b[at] === undefined || a[at]! > b[at] ? 1 : -1;
}
