import { parseTree, type Node } from 'jsonc-parser';
import { redact } from '../../redaction.ts';
import { maskSecret } from '../masked-secret.ts';

/** Texts that people need to see; whatever else is text is masked, also under names that nobody knows yet. */
const shown = new Set([
  'account_id',
  'active_provider',
  'agent_key_expires_at',
  'agent_key_obtained_at',
  'at',
  'auth_mode',
  'auth_type',
  'base_url',
  'client_id',
  'code',
  'expires_at',
  'id',
  'inference_base_url',
  'label',
  'last_error_message',
  'last_error_reason',
  'last_error_reset_at',
  'last_refresh',
  'last_status',
  'last_status_at',
  'message',
  'obtained_at',
  'portal_base_url',
  'provider',
  'reason',
  'region',
  'scope',
  'secret_fingerprint',
  'secret_source',
  'source',
  'token_type',
  'updated_at',
]);

/** The text of an `auth.json` with every secret masked and the layout as it is. */
export function maskStore(text: string): string {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const json = text.slice(mark.length);
  const tree = parseTree(json);
  const parts: string[] = [];
  let end = 0;
  if (tree)
    for (const { node, isShown } of textsIn(tree, false)) {
      const value = String(node.value);
      const masked = isShown ? redact(value) : (maskSecret(value)?.masked ?? '');
      parts.push(json.slice(end, node.offset), JSON.stringify(masked));
      end = node.offset + node.length;
    }
  return [...parts, json.slice(end)].join('');
}

function* textsIn(node: Node, isShown: boolean): Generator<{ node: Node; isShown: boolean }> {
  if (node.type === 'string') yield { node, isShown };
  for (const child of node.children ?? []) {
    if (child.type !== 'property') {
      yield* textsIn(child, isShown);
      continue;
    }
    const [name, value] = child.children ?? [];
    // What lies below is shown as a whole: names of sources, by provider.
    const isList = name?.value === 'suppressed_sources';
    const isInList = isShown && value?.type === 'array';
    if (value) yield* textsIn(value, isList || isInList || shown.has(String(name?.value)));
  }
}
