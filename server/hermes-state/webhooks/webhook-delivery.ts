import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { describeCall } from '../../admin-events/admin-call.ts';
import { isMetadataUrl } from '../../http/metadata-address.ts';
import { redact } from '../../redaction.ts';
import { recordOf } from '../accounts/identity.ts';
import { HermesHome } from '../hermes-home.ts';
import { askProvider, errorTextIn, failureIn, type ProviderAnswer } from '../provider-call.ts';
import { baseUrlOf, calledUrl } from './webhook-platform.ts';
import { signatureLifeMs, signedHeaders } from './webhook-signature.ts';
import type { DeliveryOutcome, TestDelivery, WebhookSample } from './webhooks.contract.ts';
import { WebhookUnsigned } from './webhooks.errors.ts';
import { WebhooksReader, type DeliveryTarget } from './webhooks-reader.ts';

const longestAnswerMs = 10_000;
const mostShown = 4000;

interface Judged {
  readonly outcome: DeliveryOutcome;
  readonly message: string;
}

/** Posts to a webhook as a service outside would, signed with its secret, which stays here. */
@Injectable()
export class WebhookDelivery {
  constructor(
    private readonly home: HermesHome,
    private readonly reader: WebhooksReader,
  ) {}

  /** Throws `NotFound` and {@link WebhookUnsigned}; whatever goes wrong on the way is an outcome. */
  async test(profile: string, name: string, body: string): Promise<TestDelivery> {
    const { target, secret } = await this.signable(profile, name);
    const sentAt = new Date();
    const url = calledUrl(target.settings, target.path);
    const about = { url: baseUrlOf(target.settings) + target.path, sentAt: sentAt.toISOString() };
    const nothing = { status: null, tookMs: null, answer: null, isAnswerCut: false };
    if (url === undefined || isMetadataUrl(url))
      return {
        ...about,
        ...nothing,
        outcome: 'not_sent',
        message: 'The host in config.yaml is not one that is called.',
      };
    const startedMs = performance.now();
    const tookMs = () => Math.round(performance.now() - startedMs);
    try {
      const answer = await askProvider(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'hermes-control-plane',
          // Hermes does the work of one id once.
          'x-request-id': randomUUID(),
          ...signedHeaders(body, secret, sentAt),
        },
        body,
        signal: AbortSignal.timeout(longestAnswerMs),
      });
      const clean = redact(answer.text, [secret]);
      return {
        ...about,
        ...judged(answer, target),
        status: answer.status,
        tookMs: tookMs(),
        answer: clean.slice(0, mostShown),
        isAnswerCut: answer.isCut || clean.length > mostShown,
      };
    } catch (error) {
      const message = [failureIn(error), ...hintsOf(target)].join(' ');
      return { ...about, ...nothing, tookMs: tookMs(), outcome: 'unreachable', message };
    }
  }

  /** How to post this body from elsewhere. Throws as {@link test} does. */
  async sample(profile: string, name: string, body: string): Promise<WebhookSample> {
    const { target, secret } = await this.signable(profile, name);
    const at = new Date();
    const headers = { ...signedHeaders(body, secret, at), 'x-request-id': randomUUID() };
    const url = quoted(baseUrlOf(target.settings) + target.path);
    return {
      curl: [
        `curl -X POST ${url}`,
        "-H 'Content-Type: application/json'",
        ...Object.entries(headers).map(([header, value]) => `-H '${header}: ${value}'`),
        `--data-binary ${quoted(body)}`,
      ].join(' \\\n  '),
      expiresAt: new Date(at.getTime() + signatureLifeMs).toISOString(),
      script: scriptFor(url, body),
    };
  }

  private async signable(
    profile: string,
    name: string,
  ): Promise<{ target: DeliveryTarget; secret: string }> {
    const target = await this.reader.target(profile, name);
    describeCall({
      target: {
        kind: 'hermes_webhook',
        id: `${this.home.pathIn(profile, 'webhook_subscriptions.json')} ${name}`,
        name,
      },
    });
    if (target.secret === null) throw new WebhookUnsigned(name);
    return { target, secret: target.secret };
  }
}

/** What an answer of Hermes' gateway means. */
function judged({ status, text }: ProviderAnswer, target: DeliveryTarget): Judged {
  const said = statusIn(text);
  if (status === 202 || said === 'accepted')
    return { outcome: 'accepted', message: 'Accepted: Hermes works on it now.' };
  if (said === 'ignored')
    return {
      outcome: 'ignored',
      message: 'The signature is right. Hermes ignored it: it does not listen to this event.',
    };
  if (said === 'duplicate')
    return { outcome: 'duplicate', message: 'The signature is right; it came a second time.' };
  if (status >= 200 && status < 300)
    return { outcome: 'delivered', message: 'Delivered, without an agent.' };
  const refusal = refusals[status];
  if (refusal !== undefined) return { outcome: 'refused', message: refusal(target) };
  const reason = errorTextIn(text);
  return {
    outcome: 'failed',
    message: `It answered ${status}${reason === undefined ? '.' : `: ${redact(reason, [target.secret ?? '']).slice(0, 300)}`}`,
  };
}

const refusals: Readonly<Record<number, (target: DeliveryTarget) => string>> = {
  400: () => 'The gateway could not read the body.',
  401: () =>
    'The gateway refused the signature: it knows another secret, or another program listens there.',
  403: ({ isEnabled }) =>
    isEnabled
      ? 'The gateway refused it: to it, the webhook is disabled or has no secret.'
      : 'The webhook is disabled. Enable it to receive events.',
  404: () =>
    'The gateway does not know the webhook: it skipped it, or serves another home than this one.',
  413: () => 'The body is larger than the gateway takes.',
  429: ({ settings }) =>
    `The gateway takes ${settings.ratePerMinute} events a minute, and had as many. Try again in a minute.`,
  502: () => 'The signature is right, but the platform it goes to refused the message.',
};

function hintsOf({ settings, gateway }: DeliveryTarget): string[] {
  if (!settings.isEnabled) return ['The webhook platform is not enabled.'];
  const { verdict, summary } = gateway;
  // The summary is a sentence of its own: "It does not run …".
  const said = summary.charAt(0).toLowerCase() + summary.slice(1);
  return verdict === 'running' ? [] : [`The gateway: ${said}`];
}

function statusIn(text: string): unknown {
  try {
    return recordOf(JSON.parse(text)).status;
  } catch {
    // No answer of Hermes.
    return undefined;
  }
}

/** For a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const scriptFor = (url: string, body: string): string =>
  [
    `body=${quoted(body)}`,
    'at=$(date +%s)',
    `signature=$(printf '%s.%s' "$at" "$body" | openssl dgst -sha256 -hmac "$WEBHOOK_SECRET" | sed 's/^.* //')`,
    `curl -X POST ${url} \\`,
    "  -H 'Content-Type: application/json' \\",
    '  -H "X-Webhook-Timestamp: $at" \\',
    '  -H "X-Webhook-Signature-V2: $signature" \\',
    '  --data-binary "$body"',
    '',
  ].join('\n');
