import { recordOf } from '../accounts/identity.ts';
import { FileUnusable } from '../files/file.errors.ts';
import { isRecord, valueAt } from '../files/plain-values.ts';
import { removeInYaml, setInYaml, type YamlPath } from '../files/yaml-patch.ts';
import { parseYaml } from '../files/yaml-text.ts';
import type { HookChange, HookDraft } from './hooks.contract.ts';
import { HookChanged, HookRefused } from './hooks.errors.ts';
import { readShellHooks } from './hook-settings.ts';

/**
 * The configuration after a change of its hooks; all else stays as it stands there. Throws `YamlNotPatchable`,
 * {@link FileUnusable}, {@link HookRefused} or {@link HookChanged}.
 */
export function changedHooks(text: string | undefined, change: HookChange): string {
  const before = text ?? '';
  const { hooks } = configIn(before);
  if (hooks !== undefined && hooks !== null && !isRecord(hooks))
    throw new FileUnusable('config.yaml', 'unexpected_shape');
  switch (change.kind) {
    case 'add':
      return added(before, change.hook);
    case 'remove':
      return removed(before, change.event, change.index);
    case 'change':
      return changed(before, change.event, change.index, change.hook);
  }
}

const configIn = (text: string): Record<string, unknown> => recordOf(parseYaml(text).value);

function added(
  text: string,
  hook: HookDraft,
  others: Readonly<Record<string, unknown>> = {},
): string {
  const { event, command, matcher, timeoutSeconds } = hook;
  if (command === undefined) throw new HookRefused('A hook needs a command.');
  const entry = {
    ...(matcher !== null && { matcher }),
    command,
    ...(timeoutSeconds !== null && { timeout: timeoutSeconds }),
    ...others,
  };
  const { hooks } = configIn(text);
  const list = valueAt(hooks, [event]);
  if (list !== undefined && list !== null && !Array.isArray(list))
    throw new HookRefused(
      `What stands under hooks.${event} is no list. Repair it in the raw editor of the configuration first.`,
    );
  if (list?.some((each: unknown) => isSame(each, entry)))
    throw new HookRefused(`This command stands under ${event} already, with the same matcher.`);
  if (hooks === undefined || hooks === null)
    return setInYaml(text, ['hooks'], { [event]: [entry] });
  return list === undefined || list === null || list.length === 0
    ? setInYaml(text, ['hooks', event], [entry])
    : setInYaml(text, ['hooks', event, list.length], entry);
}

/** Hermes registers it once. */
function isSame(
  each: unknown,
  { command, matcher }: { command: string; matcher?: string },
): boolean {
  const { command: other, matcher: otherMatcher } = recordOf(each);
  return (
    typeof other === 'string' &&
    other.trim() === command &&
    (typeof otherMatcher === 'string' ? otherMatcher.trim() : '') === (matcher ?? '')
  );
}

/** The names around an entry go with the last one. */
function removed(text: string, event: string, index: number): string {
  const { hooks } = configIn(text);
  const list = valueAt(hooks, [event]);
  if (!Array.isArray(list) || index >= list.length) throw new HookChanged();
  if (list.length > 1) return removeInYaml(text, ['hooks', event, index]);
  const isLast = Object.keys(recordOf(hooks)).length === 1;
  return removeInYaml(text, isLast ? ['hooks'] : ['hooks', event]);
}

function changed(text: string, event: string, index: number, hook: HookDraft): string {
  const config = configIn(text);
  const entry = valueAt(config, ['hooks', event, index]);
  const before = readShellHooks(config).hooks.find(
    (each) => each.event === event && each.index === index,
  );
  if (!isRecord(entry) || before === undefined) throw new HookChanged();
  const command = hook.command ?? before.command;
  if (command === undefined) throw new HookRefused('A hook needs a command.');
  if (event !== hook.event) {
    const others = Object.fromEntries(
      Object.entries(entry).filter(([name]) => before.otherNames.includes(name)),
    );
    return removed(added(text, { ...hook, command }, others), event, index);
  }
  const path = ['hooks', event, index];
  let after = text;
  if (command !== before.command) after = setInYaml(after, [...path, 'command'], command);
  if (hook.matcher !== before.matcher) after = put(after, [...path, 'matcher'], hook.matcher);
  const seconds = before.isTimeoutGiven ? before.timeoutSeconds : null;
  if (hook.timeoutSeconds !== seconds || !isWhole(entry.timeout))
    after = put(after, [...path, 'timeout'], hook.timeoutSeconds);
  return after;
}

/** Whether Hermes takes the timeout as it is written. */
const isWhole = (timeout: unknown): boolean =>
  timeout === undefined || (typeof timeout === 'number' && timeout >= 1 && timeout <= 300);

function put(text: string, path: YamlPath, value: string | number | null): string {
  if (value !== null) return setInYaml(text, path, value);
  return valueAt(configIn(text), path) === undefined ? text : removeInYaml(text, path);
}
