import { isDeepStrictEqual } from 'node:util';
import { recordOf } from '../accounts/identity.ts';
import { versionOf } from '../files/file-version.ts';
import type { HermesFileEditor } from '../files/hermes-file-editor.ts';
import { removeInYaml, setInYaml } from '../files/yaml-patch.ts';
import { parseYaml } from '../files/yaml-text.ts';
import type { HermesHome } from '../hermes-home.ts';

/**
 * Hermes writes `config.yaml` anew when it changes the lists of plugins, and loses comments, quotes and anchors. This puts
 * what it said about plugins into the text as it was before, if nothing else differs. Answers what became of it, in words;
 * empty when there was nothing to do. Never throws.
 */
export async function putWritingBack(
  home: HermesHome,
  editor: HermesFileEditor,
  profile: string,
  before: string | undefined,
): Promise<string> {
  if (before === undefined) return '';
  const file = await home.readText('hermes', home.pathIn(profile, 'config.yaml'));
  if (file.status !== 'present' || file.value === before) return '';
  const wanted = patched(before, file.value);
  if (wanted === file.value) return '';
  const lost =
    'Hermes wrote config.yaml anew; as it was before, it is in the history of the configuration.';
  if (wanted === undefined) return lost;
  try {
    await editor.edit(
      { profile, path: 'config.yaml', format: 'yaml' },
      { ifMatch: versionOf(file.value), change: () => wanted },
    );
    return 'Comments in config.yaml are where they were.';
  } catch {
    // Somebody else was faster, or it cannot be written.
    return lost;
  }
}

/** The old text with the new lists; nothing when it would not say the same as the new text. */
function patched(before: string, now: string): string | undefined {
  const [old, fresh] = [parseYaml(before), parseYaml(now)];
  if (old.isBroken || fresh.isBroken) return undefined;
  try {
    const { plugins } = recordOf(fresh.value);
    const text =
      plugins === undefined
        ? removeInYaml(before, ['plugins'])
        : setInYaml(before, ['plugins'], plugins);
    return isDeepStrictEqual(parseYaml(text).value, fresh.value) ? text : undefined;
  } catch {
    // An anchor or unusual writing stands in the way.
    return undefined;
  }
}
