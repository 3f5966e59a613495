import type { IncomingHttpHeaders } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { KeyHolder } from '../api-users/key-holder.ts';
import type { EndReason } from '../audit/audit.contract.ts';
import { AuditUnavailable, type Admission } from '../audit/ledger-records.ts';
import { openedRequest } from '../audit/opened-request.ts';
import { ClientAnswer } from './client-answer.ts';
import { closeRecord } from './close-record.ts';
import type { ExchangeJob } from './exchange-job.ts';
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
import { parseRequest, type GatewayRequest } from './request-body.ts';
import { limitHeaders, upstreamHeaders } from './headers.ts';
import { stopErrors, type StopReason } from './stop-reason.ts';
import { StreamRelay } from './stream-relay.ts';
import type { UpstreamCall } from './upstream-call.ts';
import type { Upload } from './uploads.ts';
import type { UpstreamTarget } from './upstreams.ts';
import { WholeRelay } from './whole-relay.ts';

/** A client that reads nothing for this long is taken for gone. */
const maxBlockedMs = 60_000;
/** Looking through and hashing a body larger than this takes a turn of the event loop of its own, each. */
const largeBodyBytes = 1_000_000;

type Opened = Extract<Admission, { outcome: 'opened' }>;
type Refusal = Exclude<Admission, Opened>;

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
  private holder: KeyHolder;
  private upload: Upload | undefined;
  private stopped: { readonly reason: EndReason; readonly error: GatewayError } | undefined;
  private relay: Relay | undefined;
  private call: UpstreamCall | undefined;
  private isGone = false;
  private upstreamStatus: number | null = null;
  private upstreamRequestId: string | null = null;
  private firstByteMs: number | null = null;
  private finish: ((ending: Ending) => void) | undefined;

  constructor(
    private readonly parts: ExchangeParts,
    private readonly job: ExchangeJob,
  ) {
    this.holder = job.holder;
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
    try {
      const request = await this.receive();
      const target = this.parts.requireTarget();
      const admission = await this.open(request, target);
      const ending = await this.forward(request, target);
      this.call?.abort();
      await this.close(request, admission, ending);
    } finally {
      this.upload?.release();
    }
  }

  /** Ends the exchange from outside, whatever it is doing; the client is told why. */
  stop(reason: StopReason): void {
    const error = stopErrors[reason]();
    this.stopped ??= { reason, error };
    this.upload?.refuse(error);
    this.cut(reason, error);
  }

  get tokensSoFar(): number | null {
    return this.relay?.tokensSoFar ?? null;
  }

  get isAnswering(): boolean {
    return this.bytes > 0;
  }

  /** Called every second. */
  tick(nowMs: number): void {
    this.upload?.tick(nowMs);
    this.relay?.tick(nowMs);
    if (this.finish && this.relay instanceof StreamRelay && this.relay.isOver)
      this.settle(this.relay.end());
    if (this.client.blockedForMs() > maxBlockedMs) this.client.breakOff();
  }

  /** Reads the body and looks into it. Much may have happened to the key while it arrived. */
  private async receive(): Promise<GatewayRequest> {
    this.refuseKnownOverRate();
    this.upload = this.parts.uploads.begin(this.job.request, this.apiUserId);
    const body = await this.upload.body;
    this.holder = await this.job.verifyAgain();
    this.throwIfStopped();
    this.refuseKnownOverRate();
    if (body.length > largeBodyBytes) await nextTurn();
    const request = parseRequest(body, this.job.route.kind);
    if (body.length > largeBodyBytes) await nextTurn();
    const { allowedModels } = this.holder;
    if (allowedModels && !allowedModels.includes(request.model))
      throw modelNotAllowed(request.model, allowedModels);
    this.throwIfStopped();
    return request;
  }

  /** Without a statement and before the body is looked at: a client that hammers must cost little. */
  private refuseKnownOverRate(): void {
    const known = this.parts.ledger.knownRefusal(this.apiUserId, this.holder);
    if (known) this.refuse(known);
  }

  private throwIfStopped(): void {
    if (this.stopped) throw this.stopped.error;
  }

  private async open(request: GatewayRequest, target: UpstreamTarget): Promise<Opened> {
    const { holder } = this;
    const record = openRecord(this.job, request, {
      holder,
      startedAt: this.startedAt,
      gateway: this.parts.gateway,
      upstream: target.label,
      auditMaxBytes: this.parts.auditMaxBytes,
    });
    const admission = await this.parts.ledger.open(record, holder).catch((error: unknown) => {
      throw error instanceof AuditUnavailable ? auditUnavailable() : error;
    });
    if (admission.outcome !== 'opened') this.refuse(admission, record.reservedTokens);
    this.client.addHeaders(limitHeaders(holder, admission.standing));
    this.parts.activity.begin(openedRequest(record), this);
    return admission;
  }

  private refuse(admission: Refusal, neededTokens = 0): never {
    const { holder } = this;
    this.client.addHeaders(limitHeaders(holder, admission.standing));
    if (admission.outcome === 'rate_limited') throw rateLimited(holder, admission.retryAfterMs);
    const { usedTokens, reservedTokens } = admission.standing;
    const left = Math.max(0, holder.monthlyTokenCap - usedTokens - reservedTokens);
    throw quotaExceeded(holder, neededTokens, left, admission.resetsAt);
  }

  private forward(request: GatewayRequest, target: UpstreamTarget): Promise<Ending> {
    return new Promise((resolve) => {
      this.finish = resolve;
      if (this.isGone) return this.leave();
      // Nothing is sent once the exchange was stopped, however late the record was opened.
      if (this.stopped) return this.cut(this.stopped.reason, this.stopped.error);
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
    // The body has been sent.
    this.upload?.release();
    this.upstreamStatus = status;
    const upstreamId = plainId(headers['x-request-id']);
    if (!target.apiKey || !upstreamId?.includes(target.apiKey)) this.upstreamRequestId = upstreamId;
    if (this.upstreamRequestId !== null)
      this.client.addHeaders({ 'x-upstream-request-id': this.upstreamRequestId });
    const { auditMaxBytes: maxBytes } = this.parts;
    const { apiKey: upstreamKey } = target;
    const fault = faultOfHead(status, headers);
    const contentType = headers['content-type'] ?? '';
    if (status < 200 || status > 299 || fault)
      this.relay = new FaultRelay(this.client, { status, headers, fault, upstreamKey });
    else if (
      /^text\/event-stream/i.test(contentType) ||
      (request.stream && !/json/i.test(contentType))
    )
      this.relay = new StreamRelay(this.client, {
        kind: this.job.route.kind,
        wantsUsage: request.wantsUsage,
        maxBytes,
        upstreamKey,
      });
    else this.relay = new WholeRelay(this.client, { status, maxBytes, upstreamKey });
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

  private async close(request: GatewayRequest, admission: Opened, ending: Ending): Promise<void> {
    const { id, route } = this.job;
    const job = { id, kind: route.kind, startedMs: this.startedMs };
    const record = closeRecord(job, request, ending, {
      wasSent: this.call !== undefined,
      status: this.upstreamStatus,
      requestId: this.upstreamRequestId,
      firstByteMs: this.firstByteMs,
    });
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
