import { Injectable } from '@nestjs/common';
import { recordOf } from '../accounts/identity.ts';
import { HermesFileEditor, type EditedFile } from '../files/hermes-file-editor.ts';
import { maskedText, secretsInYaml } from '../files/secret-masks.ts';
import { parseYaml } from '../files/yaml-text.ts';
import { HermesHome } from '../hermes-home.ts';
import { notTried, tryRoute } from './model-test.ts';
import { routeOf } from './model-route.ts';
import { changedModels } from './models-edits.ts';
import { ModelsReader } from './models-reader.ts';
import type { Models, ModelsChange, ModelsPreview, ModelTestResult } from './models.contract.ts';

/** Changes which models a profile uses, and tries whether they answer. */
@Injectable()
export class ModelsEditor {
  constructor(
    private readonly home: HermesHome,
    private readonly editor: HermesFileEditor,
    private readonly reader: ModelsReader,
  ) {}

  /** What changes would make of `config.yaml`, with secrets masked. Nothing is written. */
  async preview(
    profile: string,
    changes: readonly ModelsChange[],
    ifMatch: string,
  ): Promise<ModelsPreview> {
    await this.home.requireProfile(profile);
    const { before, after, version } = await this.editor.preview(fileOf(profile), {
      ifMatch,
      change: (text) => changedModels(text, changes),
    });
    const secrets = [...secretsInYaml(before ?? ''), ...secretsInYaml(after)];
    const models = await this.reader.readText(profile, after);
    return {
      // The file itself is as it was: saving is matched against that.
      models: { ...models, version },
      before: maskedText(before ?? '', secrets),
      after: maskedText(after, secrets),
    };
  }

  /** Writes them. Throws as `HermesFileEditor.edit` does. */
  async save(profile: string, changes: readonly ModelsChange[], ifMatch: string): Promise<Models> {
    await this.home.requireProfile(profile);
    await this.editor.edit(fileOf(profile), {
      ifMatch,
      change: (text) => changedModels(text, changes),
    });
    return this.reader.read(profile);
  }

  /** Calls where a row of the file leads. */
  async test(profile: string, row: string): Promise<ModelTestResult> {
    const { environment } = await this.reader.surroundings(profile);
    const [config, auth] = await Promise.all([
      this.home.readText('hermes', this.home.pathIn(profile, 'config.yaml')),
      this.home.readJson('hermes', this.home.pathIn(profile, 'auth.json')),
    ]);
    const { value } = parseYaml(config.status === 'present' ? config.value : '');
    const route = routeOf(recordOf(value), row, {
      environment,
      auth: auth.status === 'present' ? auth.value : {},
    });
    return typeof route === 'string' ? notTried(route) : tryRoute(route);
  }
}

function fileOf(profile: string): EditedFile {
  return { profile, path: 'config.yaml', format: 'yaml' };
}
