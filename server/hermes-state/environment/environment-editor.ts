import { Injectable } from '@nestjs/common';
import type { FieldChange } from '../../admin-events/admin-events.contract.ts';
import { redact } from '../../redaction.ts';
import { parseEnv, removeFromEnv, setInEnv, type EnvEntry } from '../files/env-file.ts';
import { versionOf } from '../files/file-version.ts';
import { HermesFileEditor, type EditedFile } from '../files/hermes-file-editor.ts';
import { isSecretName } from '../files/secret-masks.ts';
import { HermesHome } from '../hermes-home.ts';
import { maskSecret } from '../masked-secret.ts';
import { sourceOf } from '../state-file.ts';
import type { Environment, EnvironmentChange, EnvironmentEntry } from './environment.contract.ts';
import { knownKeys, knownKeysByName } from './known-keys.ts';

/** The `.env` of a profile: its values can be replaced and never read. */
@Injectable()
export class EnvironmentEditor {
  constructor(
    private readonly home: HermesHome,
    private readonly editor: HermesFileEditor,
  ) {}

  /** Throws `NotFound` for a profile that is not there. */
  async read(profile: string): Promise<Environment> {
    await this.home.requireProfile(profile);
    const path = this.home.pathIn(profile, '.env');
    const file = await this.home.readText('hermes', path);
    const text = file.status === 'present' ? file.value : undefined;
    const { entries, unparsable, values } = parseEnv(text ?? '');
    return {
      profile,
      source: sourceOf(path, file),
      version: versionOf(text),
      entries: entries.map(shown),
      unparsable: [...unparsable],
      unset: knownKeys.filter(({ key }) => !values.has(key)),
    };
  }

  /** Sets and removes variables, with every other byte kept. Throws as `HermesFileEditor.edit` does. */
  async save(
    profile: string,
    changes: readonly EnvironmentChange[],
    ifMatch: string,
  ): Promise<Environment> {
    await this.home.requireProfile(profile);
    const fields: FieldChange[] = [];
    await this.editor.edit(fileOf(profile), {
      ifMatch,
      change: (text = '') => {
        const before = parseEnv(text).values;
        fields.push(...changes.map((change) => fieldChange(change, before.get(change.key))));
        return changes.reduce(changed, text);
      },
      changes: fields,
    });
    return this.read(profile);
  }
}

function changed(text: string, { key, value }: EnvironmentChange): string {
  return value === null ? removeFromEnv(text, key) : setInEnv(text, key, value.trim());
}

/** Secrets are told apart by fingerprint only. */
function fieldChange({ key, value }: EnvironmentChange, before: string | undefined): FieldChange {
  const print = (text: string | null | undefined) => maskSecret(text)?.fingerprint;
  return {
    field: key,
    ...(before !== undefined && { before: print(before) ?? '' }),
    ...(value !== null && { after: print(value.trim()) ?? '' }),
    secret: true,
  };
}

function shown({ key, value, line, isOverridden }: EnvEntry): EnvironmentEntry {
  const known = knownKeysByName.get(key) ?? null;
  const secret = maskSecret(value);
  // What is not known to be harmless is not shown, whatever its name.
  const isHarmless = known !== null && !known.isSecret && !isSecretName(key);
  const isShown = secret === null || (isHarmless && redact(value!) === value);
  return {
    key,
    line,
    value: isShown ? value : (secret?.masked ?? null),
    isMasked: !isShown,
    fingerprint: isShown ? null : (secret?.fingerprint ?? null),
    isEmpty: value === null || value === '',
    isOverridden,
    known,
  };
}

function fileOf(profile: string): EditedFile {
  return { profile, path: '.env', format: 'env' };
}
