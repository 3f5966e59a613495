import { isLocalHost, type PlatformSettings } from './webhook-platform.ts';
import { webhookNamePattern } from './webhook-name.format.ts';
import type { Webhook } from './webhooks.contract.ts';

/** Hermes takes any request then. */
export const withoutAuthentication = 'INSECURE_NO_AUTH';
const shortestSecret = 16;

export interface Surroundings {
  readonly settings: PlatformSettings;
  /** Names of installed skills; `null` when they are not known. */
  readonly skills: ReadonlySet<string> | null;
  /** Those of `scripts` that are not there. */
  readonly missingScripts: ReadonlySet<string>;
  /** Names by the fingerprint of their secret. */
  readonly namesBySecret: ReadonlyMap<string, readonly string[]>;
  /** Platforms the running gateway is connected to; `null` when it does not run. */
  readonly connected: ReadonlySet<string> | null;
}

/** Why a webhook does not work, or not as it seems. */
export function webhookProblems(
  webhook: Omit<Webhook, 'problems'>,
  entry: Readonly<Record<string, unknown>>,
  secret: string | null,
  around: Surroundings,
): string[] {
  const found: string[] = [];
  if (webhook.source === 'subscription' && around.settings.routes.has(webhook.name))
    found.push('config.yaml has a route of this name, which Hermes takes instead.');
  if (!webhookNamePattern.test(webhook.name))
    found.push('Its name is not one that the hermes command takes.');
  found.push(...secretProblems(webhook, secret, around));
  if (entry.events !== undefined && !Array.isArray(entry.events))
    found.push('Its events are no list; which ones Hermes takes is not certain.');
  if (webhook.isDeliveredOnly && webhook.deliver === 'log')
    found.push('It is delivered without an agent, but to the log: Hermes refuses to start so.');
  if (webhook.isDeliveredOnly && webhook.prompt.trim() === '')
    found.push('It is delivered without an agent, and has no text to deliver.');
  if (webhook.deliver !== 'log' && isElsewhere(webhook.deliver, around))
    found.push(`The gateway is not connected to ${webhook.deliver}; answers cannot go there.`);
  const missing = webhook.skills.filter((name) => around.skills?.has(name) === false);
  if (missing.length > 0) found.push(`Not installed here: ${missing.join(', ')}.`);
  if (webhook.script !== null && around.missingScripts.has(webhook.script))
    found.push(`There is no scripts/${webhook.script}; without it every event is ignored.`);
  return found;
}

function* secretProblems(
  { name, secret: shown }: Omit<Webhook, 'problems'>,
  secret: string | null,
  { settings, namesBySecret }: Surroundings,
): Generator<string> {
  if (secret === null) {
    yield 'It has no secret, so Hermes takes nothing for it.';
    return;
  }
  if (secret === withoutAuthentication) {
    yield isLocalHost(settings.host)
      ? 'It takes requests without a signature from every program on this machine.'
      : 'It asks for no signature, which Hermes allows on the same machine only: it is skipped.';
    return;
  }
  if (secret.length < shortestSecret) yield 'Its secret is short, and may be guessed.';
  const others = (namesBySecret.get(shown?.fingerprint ?? '') ?? []).filter(
    (other) => other !== name,
  );
  if (shown?.from === 'own' && others.length > 0)
    yield `${others.slice(0, 5).join(', ')} has the same secret.`;
}

/** `github_comment` is no platform, and of a gateway that does not run nothing is known. */
const isElsewhere = (deliver: string, { connected }: Surroundings): boolean =>
  connected !== null && deliver !== 'github_comment' && !connected.has(deliver);
