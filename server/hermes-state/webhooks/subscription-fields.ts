import { isRecord, recordOf } from '../accounts/identity.ts';
import { maskText } from '../commands/known-secrets.ts';
import { replacerOf } from '../files/any-of.ts';
import type { WebhookDraft } from './webhooks.contract.ts';

const mostListed = 100;
/** More would make reading slow; whoever writes that many means no good. */
const mostSecrets = 1000;
const longestSecret = 1000;

/** Takes secrets out of a text of a webhook. */
export type WebhookMask = (text: string) => string;

/** To be made once for all webhooks. Heeds the first of very many secrets. */
export function webhookMask(secrets: readonly string[]): WebhookMask {
  const heeded = secrets.filter(({ length }) => length <= longestSecret).slice(0, mostSecrets);
  const withoutKnown = replacerOf(heeded, () => '[hidden]');
  return (text) => maskText(withoutKnown(text), []);
}

/**
 * What a webhook says, as it is shown and edited: nothing secret is in it, and whatever is no text is left out. `own` is
 * its secret.
 */
export function fieldsOf(
  entry: Readonly<Record<string, unknown>>,
  mask: WebhookMask,
  own: unknown = entry.secret,
): WebhookDraft {
  const isKnown = typeof own === 'string' && own !== '';
  const text = (value: unknown) =>
    typeof value === 'string' ? mask(isKnown ? value.replaceAll(own, '[hidden]') : value) : '';
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
