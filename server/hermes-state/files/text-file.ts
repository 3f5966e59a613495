import { InvalidRequest } from '../../http/refusals.ts';
import type { HermesHome } from '../hermes-home.ts';
import { sourceOf } from '../state-file.ts';
import { versionOf } from './file-version.ts';
import { largestEdited } from './hermes-file-editor.ts';
import type { TextChange, TextFile } from './text-file.contract.ts';

/** A file of a profile as it lies there, if the editor could change it. */
export async function readTextFile(
  home: HermesHome,
  profile: string,
  path: string,
): Promise<TextFile> {
  const file = home.pathIn(profile, path);
  const [read, facts] = await Promise.all([
    home.readText('hermes', file, largestEdited),
    home.facts('hermes', file),
  ]);
  const text = read.status === 'present' ? read.value : null;
  return {
    ...sourceOf(file, read),
    text,
    version: read.status === 'unreadable' ? null : versionOf(text ?? undefined),
    bytes: facts.status === 'present' ? facts.value.bytes : null,
    modifiedAt: facts.status === 'present' ? facts.value.modifiedAt : null,
  };
}

/** Throws {@link InvalidRequest} for a stretch that is not in the text. */
export function changeText(text: string, change: TextChange): string {
  if (change.end > text.length)
    throw new InvalidRequest([{ path: 'end', message: 'It lies behind the end of the text.' }]);
  const after = text.slice(0, change.start) + change.text + text.slice(change.end);
  // A place between the halves of a character would leave both of them behind.
  if (!after.isWellFormed())
    throw new InvalidRequest([{ path: 'start', message: 'It lies within a character.' }]);
  return after;
}
