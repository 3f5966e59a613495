import type { Stats } from 'node:fs';
import { lstat, opendir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';

/** A file or link that was found; what is neither (pipes, sockets) is counted and has no size. */
export interface Found {
  /** Directly in the folder that is walked. */
  readonly top: string;
  /** Bytes of a file, as its length says. */
  readonly bytes: number;
  readonly isLink: boolean;
}

export interface WalkLimits {
  readonly mostEntries: number;
  readonly deepest: number;
}

/** How a walk ended. */
export interface WalkEnd {
  /** A limit was met, or somebody stopped it. */
  readonly isCut: boolean;
  /** Folders that could not be read, as paths below the one that was walked; the first few. */
  readonly unreadable: readonly string[];
}

const mostNamed = 20;
const breatheEvery = 200;

/**
 * Goes through a folder and all in it, links not followed, one entry after the other with pauses for everybody else.
 * `skip` names entries directly in the folder that are left out. Throws when the folder itself cannot be read.
 */
export async function walkFolder(
  folder: string,
  limits: WalkLimits,
  note: (found: Found) => void,
  skip: (top: string) => boolean = () => false,
): Promise<WalkEnd> {
  const root = await realpath(folder);
  const unreadable: string[] = [];
  const waiting: { readonly path: string; readonly top: string; readonly depth: number }[] = [];
  let [entries, isCut] = [0, false];
  const look = async (path: string, top: string, depth: number) => {
    const place = path === '' ? root : join(root, path);
    // A folder that became a link since it was seen leads somewhere else.
    if ((await realpath(place)) !== place) return;
    for await (const { name } of await opendir(place)) {
      if (entries === limits.mostEntries) {
        isCut = true;
        return;
      }
      if (path === '' && skip(name)) continue;
      if (++entries % breatheEvery === 0) await breathe();
      const found = await lstat(join(place, name)).catch(() => undefined);
      if (!found) continue;
      const below = join(path, name);
      const origin = path === '' ? name : top;
      if (!found.isDirectory()) note(noted(origin, found));
      else if (depth === limits.deepest) isCut = true;
      else waiting.push({ path: below, top: origin, depth: depth + 1 });
    }
  };
  await look('', '', 0);
  for (let next = waiting.pop(); next && entries < limits.mostEntries; next = waiting.pop()) {
    const { path, top, depth } = next;
    await look(path, top, depth).catch(() => {
      if (unreadable.length < mostNamed) unreadable.push(path);
    });
  }
  return { isCut: isCut || waiting.length > 0, unreadable };
}

function noted(top: string, found: Stats): Found {
  return { top, bytes: found.isFile() ? found.size : 0, isLink: found.isSymbolicLink() };
}
