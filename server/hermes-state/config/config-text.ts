import { isMap, isScalar, LineCounter, type Node } from 'yaml';
import { isRecord, valueAt } from '../files/plain-values.ts';
import { removeInYaml, setInYaml } from '../files/yaml-patch.ts';
import { composeYaml } from '../files/yaml-text.ts';
import { keyName } from '../files/yaml-value.ts';
import { configFields, configFieldsByPath } from './config-fields.ts';
import type { ConfigChange, ConfigProblem, ConfigText } from './config.contract.ts';

/** Sections whose names are chosen by people, and old forms that Hermes still reads. */
const open = new Set([
  ...['model', 'providers', 'fallback_providers', 'fallback_model', 'custom_providers'],
  ...['credential_pool_strategies', 'plugins', 'mcp', 'mcp_servers', 'platform_toolsets'],
  ...['known_plugin_toolsets', 'platforms', 'hooks', 'personalities', 'quick_commands'],
  ...['platform_hints', 'skills', 'secrets', 'lsp', 'onboarding', 'honcho', 'whatsapp', 'moa'],
  ...['auxiliary', 'dashboard', 'gateway', 'model_catalog', 'goals', 'tts', 'stt'],
]);
/** Names at the root that belong to no section. */
const rootNames = new Set([
  ...['_config_version', 'provider', 'base_url', 'api_base', 'api_mode', 'context_length'],
  ...['max_turns', 'command_allowlist', 'hooks_auto_accept', 'prefill_messages_file', 'timezone'],
]);
const sections = new Set(configFields.map(({ path }) => path.split('.')[0]!));
const holders = new Set(
  configFields.flatMap(({ path }) => {
    const steps = path.split('.');
    return steps.slice(0, -1).map((_, at) => steps.slice(0, at + 1).join('.'));
  }),
);
/** Places below which names are chosen by people. */
const openBelow =
  /(^|\.)(extra_body|channel_prompts|docker_env|.*_overrides|model_thresholds|status_phrases|env|config)$/;
const mostProblems = 100;

/** What a text sets and what is wrong with it. Never throws. */
export function describeConfig(text: string): ConfigText {
  const { document, value, problems, isBroken } = composeYaml(text);
  const known = problems.map(({ kind, message, line }) => ({ kind, message, line }));
  if (isBroken || !document) return { text, isBroken, problems: known, values: {} };
  if (value !== null && !isRecord(value)) {
    const message = 'The file as a whole is no mapping, and Hermes ignores it.';
    return { text, isBroken: true, problems: [{ kind: 'error', message, line: 1 }], values: {} };
  }
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1))
    lines.addNewLine(at + 1);
  const found: ConfigProblem[] = [];
  lookAt(document.contents, [], (path, node) => {
    const { line } = lines.linePos(node.range?.[0] ?? 0);
    const message = problemAt(path, valueAt(value, path));
    if (message && found.length < mostProblems) found.push({ ...message, line: Math.max(1, line) });
  });
  return { text, isBroken, problems: [...known, ...found], values: valuesIn(value) };
}

function lookAt(
  node: Node | null,
  path: readonly string[],
  see: (path: readonly string[], key: Node) => void,
): void {
  if (!isMap(node) || path.length > 6) return;
  for (const { key, value } of node.items) {
    const name = keyName(key);
    if (name === undefined || name === '<<' || !isScalar(key)) continue;
    const inner = [...path, name];
    see(inner, key);
    if (holders.has(inner.join('.'))) lookAt(value as Node | null, inner, see);
  }
}

function problemAt(
  path: readonly string[],
  value: unknown,
): Pick<ConfigProblem, 'kind' | 'message'> | undefined {
  const name = path.join('.');
  const field = configFieldsByPath.get(name);
  if (field) {
    const isFine = value === null || field.default === null || fits(field.type, value);
    return isFine
      ? undefined
      : { kind: 'wrong_type', message: `${name} should be a ${words[field.type]}.` };
  }
  if (path.length === 1) {
    if (open.has(name) || rootNames.has(name) || sections.has(name)) return undefined;
  } else if (open.has(path[0]!) || holders.has(name) || path.some((step) => openBelow.test(step)))
    return undefined;
  return {
    kind: 'unknown_key',
    message: `${name} is not among the known settings of Hermes 0.19.`,
  };
}

const words = {
  string: 'text',
  number: 'number',
  boolean: 'yes or no',
  list: 'list',
  select: 'text',
} as const;

function fits(type: keyof typeof words, value: unknown): boolean {
  if (type === 'list') return Array.isArray(value);
  if (type === 'number') return typeof value === 'number' || isReference(value);
  if (type === 'boolean') return typeof value === 'boolean' || isReference(value);
  return typeof value !== 'object';
}

/** `${KEY}` is put in by Hermes when it reads the file. */
function isReference(value: unknown): boolean {
  return typeof value === 'string' && value.includes('${');
}

function valuesIn(value: unknown): Record<string, unknown> {
  return Object.fromEntries(
    configFields.flatMap(({ path }) => {
      const found = valueAt(value, path.split('.'));
      return found === undefined ? [] : [[path, found]];
    }),
  );
}

/** Each change as a minimal patch. Throws YamlNotPatchable. */
export function changedConfig(text: string, changes: readonly ConfigChange[]): string {
  return changes.reduce(
    (kept, { path, value }) =>
      value === undefined ? removeInYaml(kept, path) : setInYaml(kept, path, value),
    text,
  );
}
