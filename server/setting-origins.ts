import { redact } from './redaction.ts';
import { secretNames, settingDefinitions, type SettingName } from './setting-definitions.ts';

/** Where the value of a setting comes from, as the console shows it. */
export interface SettingOrigin {
  readonly name: SettingName;
  readonly source: 'environment' | '.env' | 'default';
  /** As given. Of a secret only whether it is set; `null` when there is no value. */
  readonly value: string | null;
  readonly isSecret: boolean;
}

/**
 * Settings in force with their sources. The start puts what `.env` says into the environment, unless it is there already,
 * so a value that both agree on counts as the file's.
 */
export function settingOrigins(
  given: NodeJS.ProcessEnv,
  envFile: NodeJS.Dict<string>,
): readonly SettingOrigin[] {
  return (Object.keys(settingDefinitions) as SettingName[]).map((name) => {
    const text = given[name] || undefined;
    const isSecret = secretNames.has(name);
    const source = text === undefined ? 'default' : envFile[name] === text ? '.env' : 'environment';
    return { name, source, isSecret, value: shown(text, name, isSecret) };
  });
}

function shown(text: string | undefined, name: SettingName, isSecret: boolean): string | null {
  if (isSecret) return text === undefined ? 'not set' : 'set';
  // An address may carry a password of its own.
  return redact(text ?? settingDefinitions[name].default) || null;
}
