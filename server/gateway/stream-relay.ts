import type { EndReason } from '../audit/audit.contract.ts';
import { BodyCapture, storedText } from '../audit/stored-body.ts';
import type { ClientAnswer } from './client-answer.ts';
import { upstreamFault, type GatewayError } from './gateway-error.ts';
import type { Ending, Relay } from './relay.ts';
import type { AnswerKind } from './routes.ts';
import { SseSplitter } from './sse-events.ts';
import { parse, StreamMeter } from './stream-meter.ts';
import { masked, retold } from './upstream-error.ts';

/** Silence after which a comment keeps the connection, and whatever lies between, from giving up. */
const heartbeatMs = 15_000;
const heartbeat = Buffer.from(': keep-alive\n\n');
const doneEvent = Buffer.from('data: [DONE]\n\n');
const nothing = Buffer.alloc(0);

/**
 * A stream of events: each passes as it came and when it came, but the closing one waits for the record. The upstream's
 * clean end proves nothing (Hermes' proxy also ends cleanly when its provider died), only the end mark does.
 */
export class StreamRelay implements Relay {
  private readonly splitter = new SseSplitter();
  private readonly meter: StreamMeter;
  /** Length and hash of what the client gets. */
  private readonly passed = new BodyCapture(0);
  private held: Buffer = nothing;
  private lastWriteMs = performance.now();

  constructor(
    private readonly client: ClientAnswer,
    private readonly options: {
      readonly kind: AnswerKind;
      readonly wantsUsage: boolean;
      readonly maxBytes: number;
      /** Never shown to a client, even when the upstream repeats it in an error. */
      readonly upstreamKey: string | undefined;
    },
  ) {
    this.meter = new StreamMeter(options.kind, options);
    client.beginStream();
  }

  data(chunk: Buffer): boolean {
    const passing: Buffer[] = [];
    for (const event of this.splitter.push(chunk)) this.sort(event.raw, event.data, passing);
    return this.pass(passing);
  }

  end(): Ending {
    const passing: Buffer[] = [];
    for (const event of this.splitter.flush()) this.sort(event.raw, event.data, passing);
    this.pass(passing);
    if (this.meter.hasError) return this.ending('upstream_error', 'upstream_error', this.held);
    if (this.meter.isComplete)
      return this.ending('done', null, this.held.length > 0 ? this.held : this.endMark());
    return this.cut(
      'upstream_cut',
      upstreamFault('upstream_cut', 'The upstream ended its answer before it was complete.'),
    );
  }

  get tokensSoFar(): number {
    return this.meter.answerTokens;
  }

  /** Whether the answer is whole although the upstream keeps the connection open. */
  get isOver(): boolean {
    return this.meter.isOver;
  }

  cut(reason: EndReason, error: GatewayError): Ending {
    // What breaks after the end mark breaks nothing.
    if (this.meter.isOver && (reason === 'upstream_cut' || reason === 'timeout')) return this.end();
    return this.ending(reason, error.code, errorEvent(error));
  }

  tick(nowMs: number): void {
    if (nowMs - this.lastWriteMs < heartbeatMs || !this.splitter.isBetweenEvents) return;
    if (this.client.blockedForMs() > 0 || this.meter.isOver) return;
    this.client.write(heartbeat);
    this.lastWriteMs = nowMs;
  }

  private sort(raw: Buffer, data: string | undefined, passing: Buffer[]): void {
    if (this.meter.isOver) return;
    const verdict = this.meter.see(data);
    const isError = this.meter.isAtError || isNamedError(raw);
    const shown = isError && data !== undefined ? this.withoutCredential(raw, data) : raw;
    if (verdict === 'pass') passing.push(shown);
    if (verdict === 'hold') this.held = shown;
  }

  /** Bytes stay as they came wherever there is nothing to hide. */
  private withoutCredential(raw: Buffer, data: string): Buffer {
    const { upstreamKey } = this.options;
    const parsed = parse(data);
    const shown = parsed === undefined ? masked(data, upstreamKey) : retold(parsed, upstreamKey);
    if (shown === undefined || shown === data) return raw;
    const name = /^event:.*$/m.exec(raw.toString('utf8'))?.[0];
    const lines = shown.split('\n').map((line) => `data: ${line}\n`);
    return Buffer.from(
      `${name === undefined ? '' : `${masked(name, upstreamKey)}\n`}${lines.join('')}\n`,
    );
  }

  private pass(events: readonly Buffer[]): boolean {
    if (events.length === 0) return true;
    const bytes = events.length === 1 ? events[0]! : Buffer.concat(events);
    this.passed.add(bytes);
    this.lastWriteMs = performance.now();
    return this.client.write(bytes);
  }

  /** Some upstreams leave the end mark out after the finish reason; strict clients wait for it. */
  private endMark(): Buffer {
    return this.options.kind === 'response' ? nothing : doneEvent;
  }

  private ending(endReason: EndReason, errorCode: string | null, last: Buffer): Ending {
    this.passed.add(last);
    const { bytes, sha256 } = this.passed.finish();
    return {
      endReason,
      status: 200,
      errorCode,
      usage: this.meter.usage,
      answerTokens: this.meter.answerTokens,
      finishReason: this.meter.finishReason,
      responseModel: this.meter.responseModel,
      stored: storedText(this.meter.assembled(), { bytes, sha256 }, this.options.maxBytes),
      release: () => this.client.end(last),
      replace: (error) => this.client.end(errorEvent(error)),
    };
  }
}

/** Some name the event instead of wrapping what it says: `event: error`. */
function isNamedError(raw: Buffer): boolean {
  return raw[0] === 0x65 && /^event: ?error\b/.test(raw.toString('latin1', 0, 20));
}

/** Every known client raises this as an error with our message. */
function errorEvent(error: GatewayError): Buffer {
  return Buffer.from(`data: ${JSON.stringify(error.body)}\n\n`);
}
