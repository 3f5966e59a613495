import { Injectable } from '@nestjs/common';
import { describeCall } from '../../admin-events/admin-call.ts';
import { changesBetween } from '../../admin-events/field-changes.ts';
import { HermesFileEditor } from '../files/hermes-file-editor.ts';
import { versionOf } from '../files/file-version.ts';
import { setInYaml } from '../files/yaml-patch.ts';
import { HermesHome } from '../hermes-home.ts';
import { sourceOf } from '../state-file.ts';
import type { Soul } from './profiles.contract.ts';
import { ProfilesReader } from './profiles-reader.ts';

const largestSoul = 1_048_576;

/** What is changed about profiles without the command: small files, written as Hermes writes them. */
@Injectable()
export class ProfileEdits {
  constructor(
    private readonly home: HermesHome,
    private readonly profiles: ProfilesReader,
    private readonly editor: HermesFileEditor,
  ) {}

  /** Commands without `-p` go to it from now on. Throws `NotFound` and as the editor does. */
  async use(name: string): Promise<void> {
    await this.home.requireProfile(name);
    const before = await this.profiles.active();
    await this.editor.edit(
      { profile: 'default', path: 'active_profile', format: 'text' },
      {
        change: () => `${name}\n`,
        changes: changesBetween({ active: before }, { active: name }),
      },
    );
    this.name(name);
  }

  /** Throws `NotFound` and as the editor does. */
  async describe(name: string, description: string): Promise<void> {
    const { description: before } = await this.profiles.one(name);
    await this.editor.edit(
      { profile: name, path: 'profile.yaml', format: 'yaml' },
      {
        change: (text) => described(text ?? '', description),
        changes: changesBetween({ description: before }, { description }),
      },
    );
    this.name(name);
  }

  /** Throws `NotFound`. */
  async soul(name: string): Promise<Soul> {
    await this.home.requireProfile(name);
    const path = this.home.pathIn(name, 'SOUL.md');
    const file = await this.home.readText('hermes', path, largestSoul);
    const text = file.status === 'present' ? file.value : undefined;
    return {
      profile: name,
      source: sourceOf(path, file),
      text: text ?? '',
      version: versionOf(text),
    };
  }

  /** Throws `NotFound` and as the editor does. */
  async changeSoul(name: string, text: string, version: string): Promise<Soul> {
    await this.home.requireProfile(name);
    await this.editor.edit(
      { profile: name, path: 'SOUL.md', format: 'text' },
      { ifMatch: version, change: () => text },
    );
    return this.soul(name);
  }

  private name(profile: string): void {
    describeCall({ target: { kind: 'hermes_profile', id: profile, name: profile } });
  }
}

/** A description that a person wrote is not replaced by an automatic one. */
function described(text: string, description: string): string {
  return setInYaml(setInYaml(text, ['description'], description), ['description_auto'], false);
}
