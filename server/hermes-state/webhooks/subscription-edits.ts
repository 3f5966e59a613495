import type { FieldChange } from '../../admin-events/admin-events.contract.ts';
import { NotFound } from '../../http/domain-error.ts';
import { InvalidRequest } from '../../http/refusals.ts';
import { redact } from '../../redaction.ts';
import { isRecord } from '../accounts/identity.ts';
import { FileUnusable } from '../files/file.errors.ts';
import { JsonShapeError, JsonText } from '../files/json-text.ts';
import { maskSecret } from '../masked-secret.ts';
import { fieldsOf, isEnabled, secretsIn, webhookMask } from './subscription-fields.ts';
import type { WebhookDraft } from './webhooks.contract.ts';
import { WebhookNameTaken } from './webhooks.errors.ts';

/** One change of `webhook_subscriptions.json`, and what to note of it. */
export type SubscriptionEdit = (text: JsonText, changes: FieldChange[]) => void;

/** As Hermes lays a new one down. Throws {@link WebhookNameTaken}: a second one would replace it and its secret. */
export function added(
  name: string,
  draft: WebhookDraft,
  secret: string,
  at: Date,
): SubscriptionEdit {
  return (text, changes) => {
    if (Object.hasOwn(entriesOf(text), name))
      throw new WebhookNameTaken(name, 'webhook_subscriptions.json');
    const { description, events, prompt, skills, deliver, isDeliveredOnly, chatId, script } = draft;
    text.set([name], {
      description,
      events,
      secret,
      prompt,
      skills,
      deliver,
      created_at: `${at.toISOString().slice(0, 19)}Z`,
      ...(isDeliveredOnly && { deliver_only: true }),
      ...(script !== '' && { script }),
      ...(chatId !== '' && { deliver_extra: { chat_id: chatId } }),
    });
    changes.push({ field: name, after: noted(draft) });
    changes.push({ field: `${name}.secret`, after: printOf(secret), secret: true });
  };
}

/** Only what differs from what was shown; everything else of it stays as it is. Throws `NotFound`. */
export function changed(name: string, draft: WebhookDraft): SubscriptionEdit {
  return (text, changes) => {
    const entry = entryOf(text, name);
    const shown = fieldsOf(entry, webhookMask(secretsIn(entriesOf(text))));
    for (const field of Object.keys(draft) as (keyof WebhookDraft)[]) {
      const [before, after] = [shown[field], draft[field]];
      if (JSON.stringify(before) === JSON.stringify(after)) continue;
      requireWhole(field, after);
      put(text, name, field, draft);
      changes.push({ field: `${name}.${field}`, before, after: noted(after) });
    }
  };
}

export function withSecret(name: string, secret: string): SubscriptionEdit {
  return (text, changes) => {
    const before = entryOf(text, name).secret;
    text.set([name, 'secret'], secret);
    changes.push({
      field: `${name}.secret`,
      ...(typeof before === 'string' && before !== '' && { before: printOf(before) }),
      after: printOf(secret),
      secret: true,
    });
  };
}

/** Hermes has no verb for it. */
export function switched(name: string, isWanted: boolean): SubscriptionEdit {
  return (text, changes) => {
    const before = isEnabled(entryOf(text, name));
    if (before === isWanted) return;
    text.set([name, 'enabled'], isWanted);
    changes.push({ field: `${name}.enabled`, before, after: isWanted });
  };
}

export function removed(name: string): SubscriptionEdit {
  return (text, changes) => {
    const entries = entriesOf(text);
    if (!Object.hasOwn(entries, name)) throw new NotFound(`The webhook ${name}`);
    const entry = entries[name];
    text.remove([name]);
    if (!isRecord(entry)) return;
    changes.push({ field: name, before: fieldsOf(entry, webhookMask(secretsIn(entries))) });
    if (typeof entry.secret === 'string' && entry.secret !== '')
      changes.push({ field: `${name}.secret`, before: printOf(entry.secret), secret: true });
  };
}

/** The text after an edit. Throws {@link FileUnusable} when it does not hold what it should. */
export function applied(
  path: string,
  before: string | undefined,
  edit: SubscriptionEdit,
  changes: FieldChange[] = [],
): string {
  const text = new JsonText(before);
  changes.length = 0;
  if (!isRecord(text.value())) throw new FileUnusable(path, 'unexpected_shape');
  try {
    edit(text, changes);
  } catch (error) {
    if (error instanceof JsonShapeError) throw new FileUnusable(path, 'unexpected_shape');
    throw error;
  }
  return text.toString();
}

function put(text: JsonText, name: string, field: keyof WebhookDraft, draft: WebhookDraft): void {
  switch (field) {
    case 'isDeliveredOnly':
      return draft.isDeliveredOnly
        ? text.set([name, 'deliver_only'], true)
        : text.remove([name, 'deliver_only']);
    case 'chatId':
      return draft.chatId === ''
        ? text.remove([name, 'deliver_extra', 'chat_id'])
        : text.set([name, 'deliver_extra', 'chat_id'], draft.chatId);
    case 'script':
      return draft.script === ''
        ? text.remove([name, 'script'])
        : text.set([name, 'script'], draft.script);
    default:
      return text.set([name, field], draft[field]);
  }
}

/** What was shown in the place of a secret must not become the text. */
function requireWhole(field: string, value: unknown): void {
  if (JSON.stringify(value).includes('[hidden]'))
    throw new InvalidRequest([
      { path: field, message: 'It holds a hidden secret. Type the secret itself, or leave it.' },
    ]);
}

function entriesOf(text: JsonText): Readonly<Record<string, unknown>> {
  return text.value() as Readonly<Record<string, unknown>>;
}

function entryOf(text: JsonText, name: string): Readonly<Record<string, unknown>> {
  const entries = entriesOf(text);
  if (!Object.hasOwn(entries, name)) throw new NotFound(`The webhook ${name}`);
  const entry = entries[name];
  if (!isRecord(entry)) throw new JsonShapeError([name]);
  return entry;
}

/** As it may be kept: people paste secrets into everything. */
function noted(value: unknown): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map(noted);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, noted(inner)]));
}

const printOf = (secret: string): string => `sha256:${maskSecret(secret)?.fingerprint ?? ''}`;
