import type { HermesHome } from '../hermes-home.ts';
import { tokenFolder } from './token-files.ts';

const mostTokenFiles = 300;
const mostBytes = 65_536;

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
