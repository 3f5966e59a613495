import { parseTree, type Node } from 'jsonc-parser';
import { isSecretName } from '../files/secret-masks.ts';
import { maskSecret } from '../masked-secret.ts';
import { webhookMask } from './subscription-fields.ts';

/** Stands in a preview for a secret that is made when it is saved. */
export const secretToCome = '‹made when it is saved›';

/** The text of `webhook_subscriptions.json` with every secret masked and the layout as it is. */
export function maskSubscriptions(text: string): string {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const json = text.slice(mark.length);
  const tree = parseTree(json);
  const texts = tree === undefined ? [] : [...textsIn(tree, false)];
  const secrets = texts
    .filter(({ isSecret, node }) => isSecret && String(node.value).length >= 6)
    .map(({ node }) => String(node.value));
  const mask = webhookMask(secrets);
  const parts: string[] = [];
  let end = 0;
  for (const { node, isSecret } of texts) {
    const value = String(node.value);
    // Somebody may have put a secret into a prompt too.
    const shown = isSecret ? maskOf(value) : mask(value);
    parts.push(json.slice(end, node.offset), JSON.stringify(shown));
    end = node.offset + node.length;
  }
  return [mark, ...parts, json.slice(end)].join('');
}

const maskOf = (secret: string): string =>
  secret === secretToCome ? secret : (maskSecret(secret)?.masked ?? '');

function* textsIn(node: Node, isSecret: boolean): Generator<{ node: Node; isSecret: boolean }> {
  if (node.type === 'string' || (isSecret && node.type === 'number')) yield { node, isSecret };
  for (const child of node.children ?? []) {
    const [name, value] = child.type === 'property' ? (child.children ?? []) : [];
    // The name of a webhook may be that of a secret; what it holds are fields.
    const isField = value !== undefined && value.type !== 'object';
    if (value) yield* textsIn(value, isField && isSecretName(String(name?.value)));
    else if (child.type !== 'property') yield* textsIn(child, isSecret);
  }
}
