import type { IncomingHttpHeaders } from 'node:http';
import type { EndReason } from '../audit/audit.contract.ts';
import { BodyCapture } from '../audit/stored-body.ts';
import type { ClientAnswer } from './client-answer.ts';
import { GatewayError, upstreamFault } from './gateway-error.ts';
import type { Ending, Relay } from './relay.ts';
import { blamesCredential, errorIn, masked } from './upstream-error.ts';

/** Error bodies are short; what is longer is not read as one. */
const maxErrorBytes = 65_536;

/** An answer that is not one: an error status, a redirect, a page. The client gets an error object it can read. */
export class FaultRelay implements Relay {
  private readonly body = new BodyCapture(maxErrorBytes);

  constructor(
    private readonly client: ClientAnswer,
    private readonly answer: {
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      /** Never shown to a client, even when the upstream repeats it. */
      readonly upstreamKey: string | undefined;
      /** When the fault is clear from the head alone. */
      readonly fault: GatewayError | undefined;
    },
  ) {}

  readonly tokensSoFar = null;

  data(chunk: Buffer): boolean {
    this.body.add(chunk);
    return true;
  }

  end(): Ending {
    return this.cut('upstream_error', this.answer.fault ?? this.translated());
  }

  cut(reason: EndReason, error: GatewayError): Ending {
    const stored = new BodyCapture(maxErrorBytes);
    stored.add(Buffer.from(JSON.stringify(error.body)));
    return {
      endReason: reason,
      status: error.status,
      errorCode: error.code,
      usage: undefined,
      answerTokens: 0,
      finishReason: null,
      responseModel: null,
      stored: stored.finish(),
      release: () => this.client.refuse(error),
      replace: (other) => this.client.refuse(other),
    };
  }

  tick(): void {
    // The answer is short; there is nothing to keep alive.
  }

  private translated(): GatewayError {
    const { status, headers } = this.answer;
    if (status >= 300 && status < 400)
      return upstreamFault(
        'upstream_redirected',
        'The upstream answered with a redirect, which is not followed.',
      );
    const stated = this.statedError();
    if (status === 401 || status === 403 || status === 407 || blamesCredential(stated))
      return upstreamFault(
        'upstream_auth_failed',
        'The upstream refused the gateway’s own credential. Your key is fine; the operator has to look.',
      );
    const message = this.told(stated.message, `The upstream answered ${status}.`);
    // 410 is what this gateway says of revoked keys.
    if (status === 410) return upstreamFault('upstream_error', message);
    // A provider that is down is this gateway's 502; other refusals concern the request and keep their status.
    const shownStatus = status >= 400 && status < 600 ? status : 502;
    return new GatewayError({
      status: shownStatus,
      type: this.told(stated.type, shownStatus === 429 ? 'requests' : 'upstream_error'),
      code: this.told(stated.code, 'upstream_error'),
      message,
      ...(typeof stated.param === 'string' && { param: this.told(stated.param, '') }),
      headers: retryAfter(headers['retry-after']),
    });
  }

  private statedError(): Record<string, unknown> {
    try {
      return errorIn(JSON.parse(this.body.finish().text)) ?? {};
    } catch {
      // A page or plain text: its words are for the operator's log, not for the client.
      return {};
    }
  }

  private told(text: unknown, otherwise: string): string {
    return typeof text === 'string' && text !== ''
      ? masked(text, this.answer.upstreamKey).slice(0, 2000)
      : otherwise;
  }
}

/** Long waits make some clients sleep for hours and overflow the timers of others. */
function retryAfter(value: string | undefined): Record<string, string> {
  const seconds = Number(value);
  return value !== undefined && Number.isFinite(seconds) && seconds >= 0
    ? { 'retry-after': String(Math.min(60, Math.ceil(seconds))) }
    : {};
}

/** Faults that are clear before any byte of the body. */
export function faultOfHead(
  status: number,
  headers: IncomingHttpHeaders,
): GatewayError | undefined {
  const encoding = headers['content-encoding'];
  // It was told not to; nothing from the network is ever decoded.
  if (encoding !== undefined && encoding !== 'identity')
    return upstreamFault(
      'upstream_invalid_response',
      'The upstream sent a compressed answer unasked.',
    );
  if (status >= 200 && status <= 299 && /html/i.test(headers['content-type'] ?? ''))
    return upstreamFault('upstream_invalid_response', 'The upstream answered with a web page.');
  return undefined;
}
