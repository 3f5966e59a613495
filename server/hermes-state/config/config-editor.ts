import { Injectable } from '@nestjs/common';
import { versionOf } from '../files/file-version.ts';
import { HermesFileEditor, type EditedFile } from '../files/hermes-file-editor.ts';
import { maskedText, MaskUnknown, secretsInYaml, unmaskedText } from '../files/secret-masks.ts';
import { HermesHome } from '../hermes-home.ts';
import { sourceOf } from '../state-file.ts';
import { mergedConfig } from './config-merge.ts';
import { changedConfig, describeConfig } from './config-text.ts';
import type {
  Config,
  ConfigCheck,
  ConfigDraft,
  ConfigHistory,
  PastConfigText,
} from './config.contract.ts';

/** Reads and edits the `config.yaml` of a profile as a whole, also when it is broken. */
@Injectable()
export class ConfigEditor {
  constructor(
    private readonly home: HermesHome,
    private readonly editor: HermesFileEditor,
  ) {}

  /** Throws `NotFound` for a profile that is not there. */
  async read(profile: string): Promise<Config> {
    await this.home.requireProfile(profile);
    const path = this.home.pathIn(profile, 'config.yaml');
    const file = await this.home.readText('hermes', path);
    const text = file.status === 'present' ? file.value : undefined;
    return {
      profile,
      source: sourceOf(path, file),
      version: versionOf(text),
      ...describeConfig(masked(text ?? '')),
    };
  }

  /** What a draft says, after changes, or merged into the file as it is now. Nothing is written. */
  async check(
    profile: string,
    { text: written, changes, base }: ConfigCheck,
  ): Promise<ConfigDraft> {
    await this.home.requireProfile(profile);
    const now = await this.current(profile);
    const text = withLineEndsOf(now ?? '', written);
    const current = masked(now ?? '');
    // Masks are plain values: patching and merging go on with them as with any other text.
    const merged = base === undefined ? { text, conflicts: [] } : mergedConfig(base, text, current);
    const draft = changedConfig(merged.text, changes);
    return {
      ...describeConfig(draft),
      masked: masked(draft),
      current,
      version: versionOf(now),
      conflicts: merged.conflicts,
    };
  }

  /** Writes a draft with its masks replaced by what they stand for. Throws as `HermesFileEditor.edit` does. */
  async save(profile: string, draft: string, ifMatch: string): Promise<Config> {
    await this.home.requireProfile(profile);
    const now = await this.current(profile);
    const text = await this.unmasked(profile, withLineEndsOf(now ?? '', draft));
    await this.editor.edit(fileOf(profile), { ifMatch, isRaw: true, change: () => text });
    return this.read(profile);
  }

  async history(profile: string): Promise<ConfigHistory> {
    await this.home.requireProfile(profile);
    return { items: await this.editor.history(fileOf(profile)) };
  }

  /** Throws `NotFound`. */
  async past(profile: string, id: string): Promise<PastConfigText> {
    await this.home.requireProfile(profile);
    const text = await this.editor.pastText(fileOf(profile), id);
    const now = await this.current(profile);
    return { text: masked(text), current: masked(now ?? ''), version: versionOf(now) };
  }

  /** Writes what the file held before. Throws `NotFound`, and as `HermesFileEditor.edit` does. */
  async restore(profile: string, id: string, ifMatch: string): Promise<Config> {
    await this.home.requireProfile(profile);
    const text = await this.editor.pastText(fileOf(profile), id);
    await this.editor.edit(fileOf(profile), { ifMatch, isRaw: true, change: () => text });
    return this.read(profile);
  }

  private async current(profile: string): Promise<string | undefined> {
    const file = await this.home.readText('hermes', this.home.pathIn(profile, 'config.yaml'));
    return file.status === 'present' ? file.value : undefined;
  }

  /** The secrets are those of the file, or of what it held before: a draft may be older than the file. */
  private async unmasked(profile: string, draft: string): Promise<string> {
    const secrets = secretsInYaml((await this.current(profile)) ?? '');
    try {
      return unmaskedText(draft, secrets);
    } catch (error) {
      if (!(error instanceof MaskUnknown)) throw error;
    }
    for (const { id } of await this.editor.history(fileOf(profile)))
      secrets.push(...secretsInYaml(await this.editor.pastText(fileOf(profile), id)));
    return unmaskedText(draft, secrets);
  }
}

/** Editors in browsers know one line end only; a file with the other one keeps it. */
function withLineEndsOf(now: string, draft: string): string {
  const isOther = now.includes('\r\n') && !/(^|[^\r])\n/.test(now);
  return isOther && !draft.includes('\r') ? draft.replaceAll('\n', '\r\n') : draft;
}

function masked(text: string): string {
  return maskedText(text, secretsInYaml(text));
}

function fileOf(profile: string): EditedFile {
  return { profile, path: 'config.yaml', format: 'yaml' };
}
