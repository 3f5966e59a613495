import { DomainError } from '../../http/domain-error.ts';
import { recordOf } from '../accounts/identity.ts';
import { isRecord, valueAt } from '../files/plain-values.ts';
import { arrangeInYaml, removeInYaml, setInYaml, type YamlPath } from '../files/yaml-patch.ts';
import { parseYaml } from '../files/yaml-text.ts';
import { slugOf } from './model-credentials.ts';
import type { FallbackFields, ModelsChange } from './models.contract.ts';
import { routeIdentity, writtenFallback, writtenPrimary } from './written-models.ts';

/** A change of the models that makes no sense, in a sentence. */
export class ModelsChangeRefused extends DomainError {
  readonly code = 'models_change_refused';
  readonly status = 422;
}

type ChangeOf<Kind extends ModelsChange['kind']> = Extract<ModelsChange, { kind: Kind }>;

/** The configuration after all changes, each of them a minimal patch. Throws ModelsChangeRefused, YamlNotPatchable. */
export function changedModels(text: string | undefined, changes: readonly ModelsChange[]): string {
  return changes.reduce(changed, text ?? '');
}

function changed(text: string, change: ModelsChange): string {
  switch (change.kind) {
    case 'primary':
      return withPrimary(text, change);
    case 'fallback_order':
      return ordered(text, change.order);
    case 'fallback_add':
      return withFallback(text, undefined, change.entry);
    case 'fallback_edit':
      return withFallback(text, change.index, change.entry);
    case 'migrate':
      return migrated(text, change.what);
    case 'endpoint':
      return withEndpoint(text, change);
    case 'endpoint_remove':
      return withoutEndpoint(text, change.slug);
    case 'task':
      return withTask(text, change);
    case 'strategy':
      return put(text, ['credential_pool_strategies', change.provider], change.strategy);
  }
}

function configIn(text: string): Record<string, unknown> {
  return recordOf(parseYaml(text).value);
}

/** Absent: left as it is. Null or an empty text: taken away, where it stands. */
function put(text: string, path: YamlPath, value: string | number | boolean | null | undefined) {
  if (value === undefined) return text;
  if (value !== null && value !== '') return setInYaml(text, path, value);
  return valueAt(configIn(text), path) === undefined ? text : removeInYaml(text, path);
}

/** Several fields below one place. */
function putAll(
  text: string,
  path: YamlPath,
  fields: Readonly<Record<string, string | number | boolean | null | undefined>>,
): string {
  return Object.entries(fields).reduce(
    (kept, [name, value]) => put(kept, [...path, name], value),
    text,
  );
}

function withPrimary(text: string, change: ChangeOf<'primary'>): string {
  const { shape } = writtenPrimary(configIn(text));
  if (shape !== 'present' && shape !== 'unset')
    throw new ModelsChangeRefused(
      shape === 'unusable'
        ? 'What stands under "model" is neither a text nor a mapping. Repair it in the raw editor.'
        : 'The primary model is written in an older form. Rewrite it first.',
    );
  return putAll(text, ['model'], {
    provider: change.provider,
    default: change.model,
    base_url: change.baseUrl,
    api_mode: change.apiMode,
    context_length: change.contextLength,
  });
}

function ordered(text: string, order: readonly number[]): string {
  const path = ['fallback_providers'];
  const list = configIn(text).fallback_providers;
  if (!Array.isArray(list) || order.some((at) => at >= list.length))
    throw new ModelsChangeRefused('The fallback chain is another one by now. Load it again.');
  if (new Set(order).size !== order.length)
    throw new ModelsChangeRefused('An entry of the fallback chain would stand there twice.');
  return arrangeInYaml(
    text,
    path,
    order.map((keep) => ({ keep })),
  );
}

function withFallback(text: string, index: number | undefined, entry: FallbackFields): string {
  const config = configIn(text);
  const list = config.fallback_providers ?? [];
  if (!Array.isArray(list))
    throw new ModelsChangeRefused(
      '"fallback_providers" is no list, and Hermes ignores it. Repair it in the raw editor.',
    );
  if (index !== undefined && !isRecord(list[index]))
    throw new ModelsChangeRefused(
      'This entry is no provider and model. Remove it and add another.',
    );
  refuseRepetition(config, index, entry);
  const path = ['fallback_providers', index ?? list.length];
  const fields = {
    provider: entry.provider,
    model: entry.model,
    base_url: entry.baseUrl,
    api_mode: entry.apiMode,
    key_env: entry.keyEnv,
  };
  if (index !== undefined) return putAll(text, path, fields);
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value));
  return list.length === 0
    ? setInYaml(text, ['fallback_providers'], [given])
    : setInYaml(text, path, given);
}

/** Trying the same again is no fallback. */
function refuseRepetition(
  config: Readonly<Record<string, unknown>>,
  index: number | undefined,
  { provider, model, baseUrl }: FallbackFields,
): void {
  const wanted = routeIdentity(provider, model, baseUrl ?? null);
  const others = writtenFallback(config).filter(
    (other) => other.from !== 'fallback_providers' || other.index !== index,
  );
  if (others.some((other) => routeIdentity(other.provider, other.model, other.baseUrl) === wanted))
    throw new ModelsChangeRefused(`${model} via ${provider} stands in the chain already.`);
  const primary = writtenPrimary(config);
  const isSame =
    routeIdentity(primary.provider, primary.model) === routeIdentity(provider, model) &&
    (!baseUrl || baseUrl.toLowerCase() === primary.baseUrl?.toLowerCase());
  if (isSame)
    throw new ModelsChangeRefused(`${model} via ${provider} is the primary model itself.`);
}

function withEndpoint(text: string, change: ChangeOf<'endpoint'>): string {
  const path = ['providers', change.slug];
  const before = valueAt(configIn(text), path);
  const old = recordOf(before);
  if (before === undefined && !change.baseUrl)
    throw new ModelsChangeRefused('An endpoint needs an address.');
  // A value stays under the name it has.
  const nameOf = (...names: string[]) =>
    names.find((name) => Object.hasOwn(old, name)) ?? names[0]!;
  const fields = {
    name: change.name,
    [nameOf('base_url', 'url', 'api')]: change.baseUrl,
    [nameOf('key_env', 'api_key_env')]: change.keyEnv,
    [nameOf('transport', 'api_mode')]: change.apiMode,
    [nameOf('default_model', 'model')]: change.model,
  };
  const written = putAll(text, path, fields);
  const isEnabled = old.enabled !== false;
  return change.isEnabled === isEnabled
    ? written
    : put(written, [...path, 'enabled'], change.isEnabled);
}

function withoutEndpoint(text: string, slug: string): string {
  if (!Object.hasOwn(recordOf(configIn(text).providers), slug))
    throw new ModelsChangeRefused(`There is no endpoint ${slug} under "providers".`);
  return removeInYaml(text, ['providers', slug]);
}

function withTask(text: string, change: ChangeOf<'task'>): string {
  const path = change.task === 'delegation' ? ['delegation'] : ['auxiliary', change.task];
  return putAll(text, path, {
    provider: change.provider,
    model: change.model,
    base_url: change.baseUrl,
    timeout: change.timeoutSeconds,
  });
}

function migrated(text: string, what: ChangeOf<'migrate'>['what']): string {
  const config = configIn(text);
  if (what === 'primary') return migratedPrimary(text, config);
  if (what === 'fallback_model') return migratedFallback(text, config);
  return migratedEndpoints(text, config);
}

/** One mapping with the present names; what stood at the root for it goes in. */
function migratedPrimary(text: string, config: Record<string, unknown>): string {
  const written = writtenPrimary(config);
  if (written.shape !== 'text' && written.shape !== 'old_names') return text;
  const old = isRecord(config.model) ? config.model : {};
  const others = Object.entries(old).filter(
    ([name]) => !['name', 'model', 'default', 'api_base', 'base_url', 'provider'].includes(name),
  );
  const value = Object.fromEntries(
    [
      ['provider', written.provider],
      ['default', written.model],
      ['base_url', written.baseUrl],
      ...(written.shape === 'text'
        ? [
            ['api_mode', written.apiMode],
            ['context_length', written.contextLength],
          ]
        : []),
      ...others,
    ].filter(([, field]) => field !== null),
  ) as Record<string, unknown>;
  const kept = setInYaml(text, ['model'], value);
  if (written.shape !== 'text') return kept;
  return ['provider', 'base_url', 'api_base', 'api_mode', 'context_length']
    .filter((name) => Object.hasOwn(config, name))
    .reduce((rest, name) => removeInYaml(rest, [name]), kept);
}

/** What counts of the old entries goes to the end of the list. */
function migratedFallback(text: string, config: Record<string, unknown>): string {
  const old = config.fallback_model;
  const entries = Array.isArray(old) ? (old as unknown[]) : [old];
  const counted = writtenFallback(config)
    .filter(({ from, ignored }) => from === 'fallback_model' && ignored === null)
    .map(({ index }) => entries[index]);
  const list: unknown = config.fallback_providers ?? [];
  if (!Array.isArray(list))
    throw new ModelsChangeRefused('"fallback_providers" is no list. Repair it in the raw editor.');
  const joined = setInYaml(text, ['fallback_providers'], [...(list as unknown[]), ...counted]);
  return removeInYaml(joined, ['fallback_model']);
}

/** Each named entry goes below `providers`; a name that is taken there stops it. */
function migratedEndpoints(text: string, config: Record<string, unknown>): string {
  const old = Array.isArray(config.custom_providers) ? (config.custom_providers as unknown[]) : [];
  const moved = old.reduce<string>((kept, entry) => {
    const { name } = recordOf(entry);
    if (!isRecord(entry) || typeof name !== 'string')
      throw new ModelsChangeRefused('An old endpoint has no name. Repair it in the raw editor.');
    const slug = slugOf(name);
    if (Object.hasOwn(recordOf(configIn(kept).providers), slug))
      throw new ModelsChangeRefused(`There is an endpoint ${slug} under "providers" already.`);
    const { model, api_mode: transport, ...others } = entry;
    return setInYaml(kept, ['providers', slug], {
      ...others,
      ...(model !== undefined && { default_model: model }),
      ...(transport !== undefined && { transport }),
    });
  }, text);
  return removeInYaml(moved, ['custom_providers']);
}
