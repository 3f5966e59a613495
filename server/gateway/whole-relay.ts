import type { EndReason } from '../audit/audit.contract.ts';
import { BodyCapture } from '../audit/stored-body.ts';
import type { ClientAnswer } from './client-answer.ts';
import { upstreamFault, type GatewayError } from './gateway-error.ts';
import type { Ending, Relay } from './relay.ts';
import { tokensIn } from './token-estimate.ts';
import { retold } from './upstream-error.ts';
import { readUsage, type StatedUsage } from './usage.ts';

/** Answers up to this size are kept back whole, so that a fault can still be told with its real status. */
const maxHeldBytes = 4_194_304;
/** `usage` is the last field of the large answers (embeddings). */
const tailBytes = 2048;
const contentType = 'application/json; charset=utf-8';

/** A plain JSON answer. Its last bytes, usually all of them, wait for the record. */
export class WholeRelay implements Relay {
  readonly tokensSoFar = null;
  private capture: BodyCapture;
  private held: Buffer[] = [];
  private heldBytes = 0;

  constructor(
    private readonly client: ClientAnswer,
    private readonly options: {
      readonly status: number;
      readonly maxBytes: number;
      /** Never shown to a client. */
      readonly upstreamKey: string | undefined;
    },
  ) {
    this.capture = new BodyCapture(options.maxBytes);
  }

  data(chunk: Buffer): boolean {
    this.capture.add(chunk);
    this.held.push(chunk);
    this.heldBytes += chunk.length;
    return this.heldBytes <= maxHeldBytes || this.letGo();
  }

  end(): Ending {
    const body = Buffer.concat(this.held);
    if (this.client.hasBegun) {
      const usage = usageInTail(body);
      return this.ending('done', { usage, last: () => this.client.end(body) });
    }
    const answer = parse(body);
    if (answer === undefined)
      return this.cut(
        'upstream_error',
        upstreamFault(
          'upstream_invalid_response',
          'The upstream answered with something that is not JSON.',
        ),
      );
    const shown = answer.error == null ? body : this.withoutCredential(answer, body);
    return this.ending('done', {
      usage: readUsage(answer.usage),
      answer,
      last: () => this.client.send(this.options.status, contentType, shown),
    });
  }

  cut(reason: EndReason, error: GatewayError): Ending {
    const hasBegun = this.client.hasBegun;
    return {
      ...this.ending(reason, { usage: undefined, last: () => this.fail(error) }),
      status: hasBegun ? this.options.status : error.status,
      errorCode: error.code,
    };
  }

  tick(): void {
    // Nothing can be sent into a JSON body to keep it alive.
  }

  /** Some upstreams tell their errors with status 200. */
  private withoutCredential(answer: Record<string, unknown>, body: Buffer): Buffer {
    const shown = retold(answer, this.options.upstreamKey);
    if (shown === undefined) return body;
    const bytes = Buffer.from(shown);
    this.capture = new BodyCapture(this.options.maxBytes);
    this.capture.add(bytes);
    return bytes;
  }

  /** Passes on all but the newest bytes of an answer that is too large to keep back. */
  private letGo(): boolean {
    if (!this.client.hasBegun) this.client.beginBody(this.options.status, contentType);
    const bytes = Buffer.concat(this.held);
    const cut = Math.max(0, bytes.length - tailBytes);
    this.held = [bytes.subarray(cut)];
    // What was let go counts no more; the next chunk goes on at once.
    this.heldBytes = maxHeldBytes;
    return this.client.write(bytes.subarray(0, cut));
  }

  private fail(error: GatewayError): void {
    if (this.client.hasBegun) this.client.breakOff();
    else this.client.refuse(error);
  }

  private ending(
    endReason: EndReason,
    parts: { usage: StatedUsage | undefined; answer?: Record<string, unknown>; last: () => void },
  ): Ending {
    const stored = this.capture.finish();
    const { model, choices, status } = parts.answer ?? {};
    const finish = Array.isArray(choices)
      ? (choices[0] as { finish_reason?: unknown })?.finish_reason
      : status;
    return {
      endReason,
      status: this.options.status,
      errorCode: null,
      usage: parts.usage,
      // Of an answer that was no answer the client got nothing.
      answerTokens: endReason === 'upstream_error' ? 0 : tokensIn(stored.bytes),
      finishReason: typeof finish === 'string' ? finish : null,
      responseModel: typeof model === 'string' ? model : null,
      stored,
      release: parts.last,
      replace: (error) => this.fail(error),
    };
  }
}

function parse(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function usageInTail(tail: Buffer): StatedUsage | undefined {
  const found = /"usage"\s*:\s*(\{[^{}]*\})/.exec(tail.toString('latin1'));
  return found ? readUsage(parse(Buffer.from(found[1]!))) : undefined;
}
