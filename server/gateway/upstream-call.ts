import type { IncomingHttpHeaders } from 'node:http';
import { Agent, errors, type Dispatcher } from 'undici';
import { GatewayError, upstreamFault, upstreamTimeout } from './gateway-error.ts';
import type { UpstreamTarget } from './upstreams.ts';

/** More interim answers than any server needs; a flood of them would keep a request alive for ever. */
const maxInterimAnswers = 20;

/** Time limits of one call, in milliseconds. */
export interface UpstreamTimeouts {
  readonly connectTimeoutMs: number;
  readonly firstByteTimeoutMs: number;
  readonly silenceTimeoutMs: number;
}

/** What is sent. The path comes from the route table. */
export interface UpstreamRequest {
  readonly method: 'POST' | 'GET';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

/** Where the answer goes as it arrives. Exactly one of `end` and `fail` is called last. */
export interface AnswerSink {
  start(status: number, headers: IncomingHttpHeaders): void;
  /** Answers whether more may be sent at once; otherwise `resume` of the call is awaited. */
  data(chunk: Buffer): boolean;
  end(): void;
  fail(fault: GatewayError): void;
}

/**
 * One call to an upstream over undici's dispatcher: nothing is decoded, redirected or repeated, and backpressure goes all
 * the way up.
 */
export class UpstreamCall implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private interimAnswers = 0;
  private isOver = false;

  constructor(private readonly sink: AnswerSink) {}

  /** Stops the call; the upstream sees its connection close. The sink hears nothing more. */
  abort(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.controller?.abort(new errors.RequestAbortedError());
  }

  resume(): void {
    if (this.controller?.paused) this.controller.resume();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // Aborted while it was waiting for a connection.
    if (this.isOver) controller.abort(new errors.RequestAbortedError());
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (this.isOver) return;
    if (status < 200) {
      if (++this.interimAnswers > maxInterimAnswers) {
        this.finish(() =>
          this.sink.fail(
            upstreamFault(
              'upstream_invalid_response',
              'The upstream sent too many interim answers.',
            ),
          ),
        );
        controller.abort(new errors.RequestAbortedError());
      }
      return;
    }
    this.sink.start(status, headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.isOver && !this.sink.data(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.finish(() => this.sink.end());
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.finish(() => this.sink.fail(faultOf(error)));
  }

  private finish(report: () => void): void {
    if (this.isOver) return;
    this.isOver = true;
    report();
  }
}

/** The connections of one gateway to its upstreams. */
export class UpstreamConnections {
  private readonly agent: Agent;

  constructor(
    private readonly timeouts: UpstreamTimeouts,
    connect: Agent.Options['connect'],
  ) {
    this.agent = new Agent({
      connect: {
        ...(typeof connect === 'object' ? connect : {}),
        timeout: timeouts.connectTimeoutMs,
      },
      pipelining: 1,
      maxHeaderSize: 32_768,
    });
  }

  /** Starts a call. It is not repeated, whatever happens: the provider may already have been paid. */
  call(target: UpstreamTarget, request: UpstreamRequest, sink: AnswerSink): UpstreamCall {
    const call = new UpstreamCall(sink);
    this.agent.dispatch(
      {
        origin: target.origin,
        path: target.basePath + request.path,
        method: request.method,
        headers: {
          ...request.headers,
          'accept-encoding': 'identity',
          ...(target.apiKey !== undefined && { authorization: `Bearer ${target.apiKey}` }),
        },
        body: request.body ?? null,
        headersTimeout: this.timeouts.firstByteTimeoutMs,
        bodyTimeout: this.timeouts.silenceTimeoutMs,
      },
      call,
    );
    return call;
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }
}

function faultOf(error: Error): GatewayError {
  if (error instanceof errors.HeadersTimeoutError)
    return upstreamTimeout('did not begin to answer in time');
  if (error instanceof errors.BodyTimeoutError)
    return upstreamTimeout('fell silent in the middle of its answer');
  if (error instanceof errors.ConnectTimeoutError)
    return upstreamFault('upstream_unreachable', 'The upstream could not be reached in time.');
  if (error instanceof errors.HeadersOverflowError || error instanceof errors.HTTPParserError)
    return upstreamFault(
      'upstream_invalid_response',
      'The upstream did not answer in proper HTTP.',
    );
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return upstreamFault(
    'upstream_unreachable',
    /^E[A-Z]+$/.test(code)
      ? `The upstream could not be reached (${code}).`
      : 'The upstream closed the connection.',
  );
}
