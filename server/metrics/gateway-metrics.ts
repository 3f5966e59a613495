import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { CloseRecord } from '../audit/ledger-records.ts';
import type {
  ActivityObserver,
  GatewayActivity,
  RunningRequest,
} from '../gateway/gateway-activity.ts';
import type { GatewayDirectory } from '../gateway/gateway-directory.ts';
import { gatewayNames, type GatewayName } from '../settings.ts';

/** Seconds; answers of a model take from a moment to minutes. */
const durationBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const firstByteBuckets = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const upstreamStates = ['ready', 'starting', 'down'] as const;

/** What the gateways did since the process started. No label holds a user, a key or a model: those have no bound. */
export class GatewayMetrics implements ActivityObserver {
  private readonly requests: Counter<'gateway' | 'status' | 'end_reason'>;
  private readonly refusals: Counter<'gateway' | 'code'>;
  private readonly tokens: Counter<'gateway' | 'kind'>;
  private readonly duration: Histogram<'gateway'>;
  private readonly firstByte: Histogram<'gateway'>;

  constructor(registry: Registry, activity: GatewayActivity, directory: GatewayDirectory) {
    const registers = [registry];
    this.requests = new Counter({
      name: 'hermes_gateway_requests_total',
      help: 'Admitted requests that ended, by class of status and how they ended.',
      labelNames: ['gateway', 'status', 'end_reason'],
      registers,
    });
    this.refusals = new Counter({
      name: 'hermes_gateway_refusals_total',
      help: 'Requests that were not admitted, by the code the client was told.',
      labelNames: ['gateway', 'code'],
      registers,
    });
    this.tokens = new Counter({
      name: 'hermes_gateway_tokens_total',
      help: 'Tokens of ended requests: prompt, completion, and what was charged against the caps.',
      labelNames: ['gateway', 'kind'],
      registers,
    });
    this.duration = new Histogram({
      name: 'hermes_gateway_request_duration_seconds',
      help: 'From the head of an admitted request to the end of its answer.',
      labelNames: ['gateway'],
      buckets: durationBuckets,
      registers,
    });
    this.firstByte = new Histogram({
      name: 'hermes_gateway_time_to_first_byte_seconds',
      help: 'From the head of an admitted request to the first byte of the upstream.',
      labelNames: ['gateway'],
      buckets: firstByteBuckets,
      registers,
    });
    addOpenGauges(registers, activity);
    addUpstreamGauge(registers, directory);
  }

  requestEnded({ opened: { gateway } }: RunningRequest, closed: CloseRecord | undefined): void {
    if (closed === undefined) {
      this.requests.inc({ gateway, status: '5xx', end_reason: 'unrecorded' });
      return;
    }
    const status = `${Math.floor(closed.status / 100)}xx`;
    this.requests.inc({ gateway, status, end_reason: closed.endReason });
    this.tokens.inc({ gateway, kind: 'prompt' }, closed.promptTokens);
    this.tokens.inc({ gateway, kind: 'completion' }, closed.completionTokens);
    this.tokens.inc({ gateway, kind: 'charged' }, closed.chargedTokens);
    this.duration.observe({ gateway }, closed.durationMs / 1000);
    if (closed.timeToFirstByteMs !== null)
      this.firstByte.observe({ gateway }, closed.timeToFirstByteMs / 1000);
  }

  refused(gateway: GatewayName, code: string): void {
    this.refusals.inc({ gateway, code });
  }
}

function addOpenGauges(registers: Registry[], activity: GatewayActivity): void {
  const read = (kind: 'requests' | 'streams') =>
    function (this: Gauge<'gateway'>): void {
      for (const gateway of gatewayNames) this.set({ gateway }, activity.openIn(gateway)[kind]);
    };
  for (const kind of ['requests', 'streams'] as const)
    new Gauge({
      name: `hermes_gateway_open_${kind}`,
      help: kind === 'requests' ? 'Requests that run now.' : 'Streamed requests that run now.',
      labelNames: ['gateway'],
      registers,
      collect: read(kind),
    });
}

function addUpstreamGauge(registers: Registry[], directory: GatewayDirectory): void {
  new Gauge({
    name: 'hermes_upstream_state',
    help: '1 for the state the upstream of a gateway is in, 0 for the others.',
    labelNames: ['gateway', 'kind', 'state'],
    registers,
    collect() {
      this.reset();
      for (const { name, upstream } of directory.all)
        for (const state of upstreamStates)
          this.set(
            { gateway: name, kind: upstream.state.kind, state },
            Number(upstream.state.state === state),
          );
    },
  });
}
