import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Every name below a folder with mode, time of the last change and what it holds: equal only when nothing happened there. */
export async function folderState(folder: string): Promise<Record<string, string>> {
  const state: Record<string, string> = {};
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    const found = await lstat(join(folder, name));
    const content = found.isFile() ? await readFile(join(folder, name)) : '';
    const hash = createHash('sha256').update(content).digest('hex');
    state[name] = `${found.mode} ${found.mtimeMs} ${found.size} ${hash}`;
  }
  return state;
}
