import type {
  DeliveryOutcome,
  Webhook,
  WebhookDraft,
  WebhookPlatform,
} from '../../../../../server/hermes-state/webhooks/webhooks.contract';
import type { Tone } from '../../ui/badge';
import type { IconName } from '../../ui/icon';

/** Among all of a profile: a route of `config.yaml` may have the name of a subscription. */
export const keyOf = ({ source, name }: Webhook): string =>
  source === 'config' ? `config:${name}` : name;

export const emptyDraft: WebhookDraft = {
  description: '',
  events: [],
  prompt: '',
  skills: [],
  deliver: 'log',
  isDeliveredOnly: false,
  chatId: '',
  script: '',
};

export function draftOf(webhook: Webhook): WebhookDraft {
  const { description, events, prompt, skills, deliver, isDeliveredOnly, chatId, script } = webhook;
  return {
    description,
    events,
    prompt,
    skills,
    deliver,
    isDeliveredOnly,
    chatId: chatId ?? '',
    script: script ?? '',
  };
}

/** "push, issues": one entry each, none twice. */
export function listIn(text: string): string[] {
  const entries = text.split(',').map((each) => each.trim());
  return [...new Set(entries.filter((each) => each !== ''))];
}

export const deliveryWords = ({ deliver, chatId, isDeliveredOnly }: Webhook): string =>
  `${deliver}${chatId === null ? '' : ` ${chatId}`}${isDeliveredOnly ? ', without an agent' : ''}`;

export interface PlatformNote {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly text: string;
  /** Where it is mended. */
  readonly link: string | null;
  readonly linkWord: string;
}

/** Why nothing that is posted arrives; `undefined` when it should. */
export function platformNote(platform: WebhookPlatform): PlatformNote | undefined {
  const { isEnabled, gateway, isShared } = platform;
  const whose = isShared
    ? 'the gateway of the default profile, which serves this one too'
    : 'the gateway of this profile';
  if (!isEnabled)
    return {
      tone: 'warning',
      icon: 'warning',
      text: 'The webhook platform is not enabled, so nothing that is posted arrives. Set platforms.webhook.enabled: true in config.yaml, or WEBHOOK_ENABLED=true in .env, and start the gateway.',
      link: '/config',
      linkWord: 'Open config.yaml',
    };
  const mend = { link: '/hermes/status', linkWord: 'Open Hermes status' };
  if (gateway.verdict === 'unknown' || gateway.verdict === 'elsewhere')
    return {
      tone: 'muted',
      icon: 'info',
      text: `Whether events arrive cannot be told here. About ${whose}: ${gateway.summary}`,
      ...mend,
    };
  if (gateway.verdict !== 'running')
    return {
      tone: 'warning',
      icon: 'warning',
      text: `Events do not arrive now. About ${whose}: ${gateway.summary}`,
      ...mend,
    };
  if (gateway.platformState === 'connected') return undefined;
  return {
    tone: 'warning',
    icon: 'warning',
    text: `Events do not arrive now: ${whose} runs, but its webhook platform is ${gateway.platformState ?? 'not there'}. Restart the gateway.`,
    ...mend,
  };
}

export const outcomeLooks: Readonly<
  Record<DeliveryOutcome, { readonly tone: Tone; readonly icon: IconName; readonly word: string }>
> = {
  accepted: { tone: 'good', icon: 'check', word: 'Accepted' },
  delivered: { tone: 'good', icon: 'check', word: 'Delivered' },
  ignored: { tone: 'note', icon: 'info', word: 'Ignored' },
  duplicate: { tone: 'note', icon: 'info', word: 'Duplicate' },
  refused: { tone: 'bad', icon: 'error', word: 'Refused' },
  failed: { tone: 'bad', icon: 'error', word: 'Failed' },
  unreachable: { tone: 'bad', icon: 'offline', word: 'No answer' },
  not_sent: { tone: 'warning', icon: 'blocked', word: 'Not sent' },
};

/** The kind of event that Hermes finds in a body; `undefined` for none. */
export function eventIn(body: string): string | undefined {
  try {
    const found = JSON.parse(body) as { event_type?: unknown; type?: unknown } | null;
    const event = found?.event_type ?? found?.type;
    return typeof event === 'string' ? event : undefined;
  } catch {
    return undefined;
  }
}

/** What Hermes does with such a body; nothing costs less than an event it does not listen to. */
export function effectOf(webhook: Webhook, body: string): { isWork: boolean; text: string } {
  const event = eventIn(body);
  if (!webhook.isEnabled)
    return { isWork: false, text: 'The webhook is disabled: Hermes refuses the event.' };
  if (webhook.events.length > 0 && !webhook.events.includes(event ?? ''))
    return {
      isWork: false,
      text: 'Hermes does not listen to this event: only the way and the signature are tried.',
    };
  const target = webhook.deliver === 'log' ? 'the log' : deliveryWords(webhook);
  return {
    isWork: true,
    text: webhook.isDeliveredOnly
      ? `Hermes sends the text to ${webhook.deliver}.`
      : `Hermes starts an agent for it, as for any event, and its answer goes to ${target}.`,
  };
}
