import { Injectable } from '@nestjs/common';
import { ProviderAccountsReader } from '../accounts/provider-accounts-reader.ts';
import { recordOf } from '../accounts/identity.ts';
import { parseEnv } from '../files/env-file.ts';
import { versionOf } from '../files/file-version.ts';
import { parseYaml } from '../files/yaml-text.ts';
import { HermesHome } from '../hermes-home.ts';
import { sourceOf } from '../state-file.ts';
import type { Models } from './models.contract.ts';
import { modelsIn, type ModelsSurroundings } from './models-view.ts';

/** Which models a profile uses, read from its `config.yaml`, `.env` and `auth.json`. */
@Injectable()
export class ModelsReader {
  constructor(
    private readonly home: HermesHome,
    private readonly accounts: ProviderAccountsReader,
  ) {}

  /** Throws `NotFound` for a profile that is not there. */
  async read(profile: string): Promise<Models> {
    const surroundings = await this.surroundings(profile);
    const path = this.home.pathIn(profile, 'config.yaml');
    const file = await this.home.readText('hermes', path);
    const text = file.status === 'present' ? file.value : undefined;
    const shown = this.show(profile, text, surroundings);
    if (file.status !== 'unreadable') return shown;
    return {
      ...shown,
      source: sourceOf(path, file),
      locked: `${path} cannot be read: ${file.reason}.`,
    };
  }

  /** What the pane shows for a text that is not written yet. */
  async readText(profile: string, text: string): Promise<Models> {
    return this.show(profile, text, await this.surroundings(profile));
  }

  /** Throws `NotFound` for a profile that is not there. */
  async surroundings(profile: string): Promise<ModelsSurroundings> {
    const { sources } = await this.accounts.read(profile);
    const file = await this.home.readText('hermes', this.home.pathIn(profile, '.env'));
    return {
      environment: file.status === 'present' ? parseEnv(file.value).values : new Map(),
      accounts: sources.find(({ owner }) => owner === 'hermes')?.accounts ?? [],
    };
  }

  private show(
    profile: string,
    text: string | undefined,
    surroundings: ModelsSurroundings,
  ): Models {
    const path = this.home.pathIn(profile, 'config.yaml');
    const { value, problems, isBroken } = parseYaml(text ?? '');
    return {
      profile,
      source: { file: path, status: text === undefined ? 'missing' : 'present', reason: null },
      version: versionOf(text),
      locked: isBroken ? `${path} is not valid YAML. Repair it in the raw editor first.` : null,
      problems: problems.map(({ message, line }) => ({ message, line })),
      ...modelsIn(recordOf(value), surroundings),
    };
  }
}
