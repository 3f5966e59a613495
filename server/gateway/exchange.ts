import type { IncomingHttpHeaders } from 'node:http';
import type { Request, Response } from 'express';
import type { KeyHolder } from '../api-users/key-holder.ts';
import type { EndReason } from '../audit/audit.contract.ts';
import { AuditUnavailable, type Admission, type CloseRecord } from '../audit/ledger-records.ts';
import { openedRequest } from '../audit/opened-request.ts';
import { ClientAnswer } from './client-answer.ts';
import { charge } from './charge.ts';
import type { ExchangeParts } from './exchanges.ts';
import { faultOfHead, FaultRelay } from './fault-relay.ts';
import type { Progress } from './gateway-activity.ts';
import {
  auditUnavailable,
  GatewayError,
  modelNotAllowed,
  quotaExceeded,
  rateLimited,
  upstreamFault,
  upstreamTimeout,
} from './gateway-error.ts';
import { openRecord, plainId } from './open-record.ts';
import type { Ending, Relay } from './relay.ts';
import { parseRequest, readBody, type GatewayRequest } from './request-body.ts';
import { limitHeaders, upstreamHeaders } from './headers.ts';
import type { ForwardedRoute } from './routes.ts';
import { stopErrors, type StopReason } from './stop-reason.ts';
import { StreamRelay } from './stream-relay.ts';
import type { UpstreamCall } from './upstream-call.ts';
import type { UpstreamTarget } from './upstreams.ts';
import { WholeRelay } from './whole-relay.ts';

/** A client that reads nothing for this long is taken for gone. */
const maxBlockedMs = 60_000;

/** What is known of a request once its key is good. */
export interface ExchangeJob {
  /** UUIDv7: also the request id the client sees. */
  readonly id: string;
  readonly request: Request;
  readonly response: Response;
  readonly holder: KeyHolder;
  readonly route: ForwardedRoute;
  readonly clientAddress: string;
}

/**
 * One request's life: read, admit and record, forward and meter, record, release. Nothing goes upstream before the open
 * record is durable, and no answer is completed before the close record is.
 */
export class Exchange implements Progress {
  readonly startedAt = new Date();
  /** Of the answer, from the upstream. */
  bytes = 0;
  private readonly startedMs = performance.now();
  private readonly client: ClientAnswer;
  private relay: Relay | undefined;
  private call: UpstreamCall | undefined;
  private isGone = false;
  private stopReason: StopReason | undefined;
  private upstreamStatus: number | null = null;
  private upstreamRequestId: string | null = null;
  private firstByteMs: number | null = null;
  private finish: ((ending: Ending) => void) | undefined;

  constructor(
    private readonly parts: ExchangeParts,
    private readonly job: ExchangeJob,
  ) {
    this.client = new ClientAnswer(job.response, {
      onGone: () => this.leave(),
      onDrain: () => this.call?.resume(),
    });
  }

  get apiUserId(): string {
    return this.job.holder.apiUserId;
  }

  /** Throws a {@link GatewayError} when the request is refused; otherwise answers it whatever happens. */
  async run(): Promise<void> {
    const { holder, route } = this.job;
    const request = parseRequest(await readBody(this.job.request), route.kind);
    if (holder.allowedModels && !holder.allowedModels.includes(request.model))
      throw modelNotAllowed(request.model, holder.allowedModels);
    const target = this.parts.requireTarget();
    const admission = await this.open(request, target);
    const ending = await this.forward(request, target);
    this.call?.abort();
    await this.close(request, admission, ending);
  }

  /** Ends the exchange from outside; the client is told why. */
  stop(reason: StopReason): void {
    // It may just be waiting for its record, and is ended then.
    this.stopReason = reason;
    this.cut(reason, stopErrors[reason]());
  }

  get tokensSoFar(): number | null {
    return this.relay?.tokensSoFar ?? null;
  }

  get isAnswering(): boolean {
    return this.bytes > 0;
  }

  /** Called every second. */
  tick(nowMs: number): void {
    this.relay?.tick(nowMs);
    if (this.finish && this.relay instanceof StreamRelay && this.relay.isOver)
      this.settle(this.relay.end());
    if (this.client.blockedForMs() > maxBlockedMs) this.client.breakOff();
  }

  private async open(
    request: GatewayRequest,
    target: UpstreamTarget,
  ): Promise<Extract<Admission, { outcome: 'opened' }>> {
    const { holder } = this.job;
    const record = openRecord(this.job, request, {
      startedAt: this.startedAt,
      gateway: this.parts.gateway,
      upstream: target.label,
      auditMaxBytes: this.parts.auditMaxBytes,
    });
    const admission = await this.parts.ledger.open(record, holder).catch((error: unknown) => {
      throw error instanceof AuditUnavailable ? auditUnavailable() : error;
    });
    this.client.addHeaders(limitHeaders(holder, admission.standing));
    if (admission.outcome === 'rate_limited') throw rateLimited(holder, admission.retryAfterMs);
    if (admission.outcome === 'quota_exceeded') {
      const { usedTokens, reservedTokens } = admission.standing;
      const left = Math.max(0, holder.monthlyTokenCap - usedTokens - reservedTokens);
      throw quotaExceeded(holder, record.reservedTokens, left, admission.resetsAt);
    }
    this.parts.activity.begin(openedRequest(record), this);
    return admission;
  }

  private forward(request: GatewayRequest, target: UpstreamTarget): Promise<Ending> {
    return new Promise((resolve) => {
      this.finish = resolve;
      if (this.isGone) {
        this.leave();
        return;
      }
      if (this.stopReason) {
        this.stop(this.stopReason);
        return;
      }
      this.call = this.parts.connections.call(
        target,
        {
          method: 'POST',
          path: this.job.route.upstreamPath,
          headers: upstreamHeaders(this.job.request.headers, this.job.id),
          body: request.forwarded,
        },
        {
          start: (status, headers) => this.begin(request, target, status, headers),
          data: (chunk) => {
            this.bytes += chunk.length;
            this.firstByteMs ??= Math.round(performance.now() - this.startedMs);
            return this.relay!.data(chunk);
          },
          end: () => this.settle(this.relay!.end()),
          fail: (fault) => this.cut(this.faultReason(fault), this.told(fault)),
        },
      );
    });
  }

  private begin(
    request: GatewayRequest,
    target: UpstreamTarget,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    this.upstreamStatus = status;
    this.upstreamRequestId = plainId(headers['x-request-id']);
    if (this.upstreamRequestId !== null)
      this.client.addHeaders({ 'x-upstream-request-id': this.upstreamRequestId });
    const { auditMaxBytes: maxBytes } = this.parts;
    const fault = faultOfHead(status, headers);
    const contentType = headers['content-type'] ?? '';
    if (status < 200 || status > 299 || fault)
      this.relay = new FaultRelay(this.client, {
        status,
        headers,
        fault,
        upstreamKey: target.apiKey,
      });
    else if (
      /^text\/event-stream/i.test(contentType) ||
      (request.stream && !/json/i.test(contentType))
    )
      this.relay = new StreamRelay(this.client, {
        kind: this.job.route.kind,
        wantsUsage: request.wantsUsage,
        maxBytes,
      });
    else this.relay = new WholeRelay(this.client, { status, maxBytes });
  }

  private get hasAnswerBegun(): boolean {
    return this.relay !== undefined && !(this.relay instanceof FaultRelay);
  }

  private faultReason(fault: GatewayError): EndReason {
    if (fault.status === 504) return 'timeout';
    return this.hasAnswerBegun ? 'upstream_cut' : 'upstream_error';
  }

  /** A broken connection after the head is a cut answer, not an upstream that could not be reached. */
  private told(fault: GatewayError): GatewayError {
    return this.hasAnswerBegun && fault.code === 'upstream_unreachable'
      ? upstreamFault('upstream_cut', 'The upstream broke off before its answer was complete.')
      : fault;
  }

  private leave(): void {
    this.isGone = true;
    this.cut('client_abort', upstreamTimeout('was not waited for'));
  }

  private cut(reason: EndReason, error: GatewayError): void {
    if (!this.finish) return;
    const relay = this.relay ?? new FaultRelay(this.client, unanswered);
    const ending = relay.cut(reason, error);
    this.settle(reason === 'client_abort' ? { ...ending, ...gone(this.client) } : ending);
  }

  private settle(ending: Ending): void {
    this.finish?.(ending);
    this.finish = undefined;
  }

  private async close(
    request: GatewayRequest,
    admission: Extract<Admission, { outcome: 'opened' }>,
    ending: Ending,
  ): Promise<void> {
    const { usage, stored, endReason, status, errorCode, finishReason, responseModel } = ending;
    const record: CloseRecord = {
      id: this.job.id,
      completedAt: new Date(),
      status,
      endReason,
      errorCode,
      ...charge({
        kind: this.job.route.kind,
        endReason,
        usage,
        promptTokens: request.promptTokens,
        answerTokens: ending.answerTokens,
        reservedTokens: request.promptTokens + request.answerTokens,
        wasSent: this.call !== undefined,
      }),
      cachedTokens: usage?.cachedTokens ?? null,
      reasoningTokens: usage?.reasoningTokens ?? null,
      finishReason,
      responseModel,
      upstreamStatus: this.upstreamStatus,
      upstreamRequestId: this.upstreamRequestId,
      timeToFirstByteMs: this.firstByteMs,
      durationMs: Math.round(performance.now() - this.startedMs),
      response: stored,
    };
    try {
      await this.parts.ledger.close(record, admission);
    } catch (error) {
      // An answer without its record must not be completed.
      ending.replace(auditUnavailable());
      if (!(error instanceof AuditUnavailable)) throw error;
      return;
    }
    ending.release();
    this.parts.activity.end(record.id, record);
  }
}

const unanswered = { status: 0, headers: {}, upstreamKey: undefined, fault: undefined };

/** 499 is what proxies note for a client that left before any answer. */
function gone(client: ClientAnswer) {
  return {
    status: client.hasBegun ? client.status : 499,
    errorCode: null,
    release: () => undefined,
  };
}
