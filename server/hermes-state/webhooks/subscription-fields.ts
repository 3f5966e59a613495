import { redact } from '../../redaction.ts';
import { isRecord, recordOf } from '../accounts/identity.ts';
import type { WebhookDraft } from './webhooks.contract.ts';

const mostListed = 100;

/** What a webhook says, as it is shown and edited: nothing secret is in it, and whatever is no text is left out. */
export function fieldsOf(
  entry: Readonly<Record<string, unknown>>,
  secrets: readonly string[],
): WebhookDraft {
  const text = (value: unknown) => (typeof value === 'string' ? redact(value, secrets) : '');
  const texts = (value: unknown) =>
    Array.isArray(value)
      ? value
          .filter((each) => typeof each === 'string')
          .slice(0, mostListed)
          .map(text)
      : [];
  const chat = recordOf(entry.deliver_extra).chat_id;
  return {
    description: text(entry.description),
    events: texts(entry.events),
    prompt: text(entry.prompt),
    skills: texts(entry.skills),
    deliver: text(entry.deliver) || 'log',
    isDeliveredOnly: entry.deliver_only === true,
    chatId: text(typeof chat === 'number' ? String(chat) : chat),
    script: text(entry.script),
  };
}

/** Only the literal `false` switches one off. */
export const isEnabled = (entry: Readonly<Record<string, unknown>>): boolean =>
  entry.enabled !== false;

/** The secrets of all entries, those too that are too short to be good. */
export function secretsIn(entries: Readonly<Record<string, unknown>>): string[] {
  return Object.values(entries)
    .map((entry) => (isRecord(entry) ? entry.secret : undefined))
    .filter((secret) => typeof secret === 'string' && secret.length >= 6)
    .map(String);
}
