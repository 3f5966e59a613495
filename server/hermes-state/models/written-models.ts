import { recordOf, textOf } from '../accounts/identity.ts';
import { redact } from '../../redaction.ts';
import { isRecord } from '../files/plain-values.ts';
import { inlineKey, slugOf } from './model-credentials.ts';
import type { FallbackEntry, Primary, TaskModel } from './models.contract.ts';

type Config = Readonly<Record<string, unknown>>;

export type WrittenPrimary = Omit<Primary, 'credential'>;
export type WrittenFallback = Omit<FallbackEntry, 'credential'>;

/** A custom endpoint as it stands in the file. */
export interface WrittenEndpoint {
  readonly slug: string;
  readonly name: string;
  readonly from: 'providers' | 'custom_providers';
  readonly baseUrl: string | null;
  readonly keyEnv: string | null;
  readonly hasInlineKey: boolean;
  readonly apiMode: string | null;
  readonly model: string | null;
  readonly models: string[];
  readonly isEnabled: boolean;
  readonly ignored: 'not_a_mapping' | 'no_url' | 'no_name' | null;
}

/** The tasks that have a model of their own in Hermes 0.19. */
export const auxiliaryTasks = [
  'vision',
  'web_extract',
  'compression',
  'skills_hub',
  'approval',
  'mcp',
  'title_generation',
  'triage_specifier',
  'kanban_decomposer',
  'profile_describer',
  'curator',
] as const;

/** `model` in any of the forms Hermes takes: a mapping, one with old names, or a bare text. */
export function writtenPrimary(config: Config): WrittenPrimary {
  const { model } = config;
  const isText = typeof model === 'string' && model.trim() !== '';
  const inner = isText ? { default: model } : recordOf(model);
  // What stands at the root completes a bare text.
  const read = (...names: string[]) =>
    names.map((name) => textOf(inner[name])).find((found) => found !== null) ??
    (isText
      ? (names.map((name) => textOf(config[name])).find((found) => found !== null) ?? null)
      : null);
  const length = inner.context_length ?? (isText ? config.context_length : undefined);
  return {
    provider: textOf(inner.provider) ?? (isText ? textOf(config.provider) : null),
    model: textOf(inner.default) ?? textOf(inner.name) ?? textOf(inner.model),
    baseUrl: read('base_url', 'api_base'),
    apiMode: read('api_mode'),
    contextLength: typeof length === 'number' ? length : null,
    shape: shapeOf(model),
    hasInlineKey: inlineKey(inner) !== null,
  };
}

function shapeOf(model: unknown): Primary['shape'] {
  if (model === undefined || model === null || model === '') return 'unset';
  if (typeof model === 'string') return 'text';
  if (!isRecord(model)) return 'unusable';
  const isOld = ['name', 'model', 'api_base'].some((name) => Object.hasOwn(model, name));
  return isOld ? 'old_names' : 'present';
}

/** Every entry in the order it is tried, with the reason why Hermes passes over some. */
export function writtenFallback(config: Config): WrittenFallback[] {
  const primary = writtenPrimary(config);
  const seen = new Set<string>();
  const listed = [
    ...entriesIn(config.fallback_providers, 'fallback_providers'),
    ...entriesIn(config.fallback_model, 'fallback_model'),
  ];
  return listed.map(({ entry, index, from, isStray }) => {
    const record = recordOf(entry);
    const [provider, model, baseUrl] = [record.provider, record.model, record.base_url].map(textOf);
    const identity = routeIdentity(provider!, model!, baseUrl!);
    const ignored = isStray
      ? 'not_a_list'
      : !isRecord(entry)
        ? 'not_a_mapping'
        : provider === null || model === null
          ? 'incomplete'
          : seen.has(identity)
            ? 'duplicate'
            : null;
    if (ignored === null) seen.add(identity);
    return {
      index,
      from,
      provider: provider!,
      model: model!,
      baseUrl: baseUrl!,
      apiMode: textOf(record.api_mode),
      keyEnv: textOf(record.key_env) ?? textOf(record.api_key_env),
      hasInlineKey: inlineKey(record) !== null,
      ignored,
      isPrimary:
        provider?.toLowerCase() === (primary.provider ?? '').toLowerCase() &&
        model?.toLowerCase() === (primary.model ?? '').toLowerCase() &&
        (baseUrl === null || baseUrl?.toLowerCase() === primary.baseUrl?.toLowerCase()),
      written: isRecord(entry) ? null : shortened(entry),
    };
  });
}

function entriesIn(value: unknown, from: FallbackEntry['from']) {
  if (value === undefined || value === null || value === '') return [];
  if (Array.isArray(value))
    return value.map((entry: unknown, index) => ({ entry, index, from, isStray: false }));
  const isStray = from === 'fallback_providers' || !isRecord(value);
  return [{ entry: value, index: 0, from, isStray }];
}

/** Two entries of the same provider, model and address are one to Hermes, whatever their letters' case. */
export function routeIdentity(...parts: readonly (string | null)[]): string {
  return JSON.stringify(parts.map((part) => (part ?? '').toLowerCase()));
}

export function writtenEndpoints(config: Config): WrittenEndpoint[] {
  const modern = Object.entries(recordOf(config.providers)).map(([slug, entry]) =>
    endpoint(slug, entry, 'providers'),
  );
  const old = Array.isArray(config.custom_providers) ? (config.custom_providers as unknown[]) : [];
  const legacy = old.map((entry, index) => {
    const name = textOf(recordOf(entry).name);
    return endpoint(name === null ? `#${index + 1}` : slugOf(name), entry, 'custom_providers');
  });
  return [...modern, ...legacy];
}

function endpoint(slug: string, entry: unknown, from: WrittenEndpoint['from']): WrittenEndpoint {
  const record = recordOf(entry);
  const pick = (...names: string[]) =>
    names.map((name) => textOf(record[name])).find((found) => found !== null) ?? null;
  const baseUrl =
    ['base_url', 'baseUrl', 'url', 'api']
      .map((name) => textOf(record[name]))
      .find((found) => found !== null && /^https?:\/\//i.test(found)) ?? null;
  const name = pick('name');
  return {
    slug,
    name: name ?? slug,
    from,
    baseUrl,
    keyEnv: pick('key_env', 'api_key_env', 'keyEnv', 'apiKeyEnv'),
    hasInlineKey: inlineKey(record) !== null,
    apiMode: pick('transport', 'api_mode', 'apiMode'),
    model: pick('default_model', 'defaultModel', 'model'),
    models: modelNames(record.models),
    isEnabled: record.enabled !== false,
    ignored: !isRecord(entry)
      ? 'not_a_mapping'
      : baseUrl === null
        ? 'no_url'
        : from === 'custom_providers' && name === null
          ? 'no_name'
          : null,
  };
}

/** A mapping from names, a list of names, or a list of mappings with `id`. */
function modelNames(value: unknown): string[] {
  const names = Array.isArray(value)
    ? value.map((item: unknown) => textOf(item) ?? textOf(recordOf(item).id))
    : Object.keys(recordOf(value));
  return names.filter((name) => name !== null).slice(0, 200);
}

export function writtenTask(task: string, value: unknown): TaskModel {
  const record = recordOf(value);
  const [provider, model, baseUrl] = [record.provider, record.model, record.base_url].map(textOf);
  return {
    task,
    provider: provider!,
    model: model!,
    baseUrl: baseUrl!,
    timeoutSeconds: typeof record.timeout === 'number' ? record.timeout : null,
    hasInlineKey: inlineKey(record) !== null,
    isDefault: (provider ?? 'auto') === 'auto' && model === null && baseUrl === null,
  };
}

function shortened(value: unknown): string {
  // A list that was stored as one text may hold a key.
  return JSON.stringify(typeof value === 'string' ? redact(value) : value).slice(0, 120);
}
