import { Counter, Gauge, type Registry } from 'prom-client';
import type { CloseRecord } from '../audit/ledger-records.ts';
import type {
  ActivityObserver,
  GatewayActivity,
  RunningRequest,
} from '../gateway/gateway-activity.ts';
import type { GatewayDirectory } from '../gateway/gateway-directory.ts';
import { gatewayNames, type GatewayName } from '../settings.ts';
import { PlainHistogram } from './plain-histogram.ts';

/** Seconds; answers of a model take from a moment to minutes. */
const durationBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const firstByteBuckets = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const upstreamStates = ['ready', 'starting', 'down'] as const;

/** What the gateways did since the process started. No label holds a user, a key or a model: those have no bound. */
export class GatewayMetrics implements ActivityObserver {
  private readonly refusals: Counter<'gateway' | 'code'>;
  /** Counted in plain numbers and handed over when somebody asks: a labelled counter costs ten times as much. */
  private readonly ended: Readonly<Record<GatewayName, Map<string, number>>> = {
    pre: new Map(),
    post: new Map(),
  };
  private readonly tokens = { pre: noTokens(), post: noTokens() };
  private readonly duration: PlainHistogram;
  private readonly firstByte: PlainHistogram;

  constructor(registry: Registry, activity: GatewayActivity, directory: GatewayDirectory) {
    const registers = [registry];
    this.addRequestCounter(registers);
    this.addTokenCounter(registers);
    this.refusals = new Counter({
      name: 'hermes_gateway_refusals_total',
      help: 'Requests that were not admitted, by the code the client was told.',
      labelNames: ['gateway', 'code'],
      registers,
    });
    this.duration = new PlainHistogram(registry, {
      name: 'hermes_gateway_request_duration_seconds',
      help: 'From the head of an admitted request to the end of its answer.',
      buckets: durationBuckets,
    });
    this.firstByte = new PlainHistogram(registry, {
      name: 'hermes_gateway_time_to_first_byte_seconds',
      help: 'From the head of an admitted request to the first byte of the upstream.',
      buckets: firstByteBuckets,
    });
    addOpenGauges(registers, activity);
    addUpstreamGauge(registers, directory);
  }

  requestEnded({ opened: { gateway } }: RunningRequest, closed: CloseRecord | undefined): void {
    const ended = this.ended[gateway];
    const how = closed ? `${Math.floor(closed.status / 100)}xx ${closed.endReason}` : unrecorded;
    ended.set(how, (ended.get(how) ?? 0) + 1);
    if (closed === undefined) return;
    const tokens = this.tokens[gateway];
    tokens.prompt += closed.promptTokens;
    tokens.completion += closed.completionTokens;
    tokens.charged += closed.chargedTokens;
    this.duration.observe(gateway, closed.durationMs / 1000);
    if (closed.timeToFirstByteMs !== null)
      this.firstByte.observe(gateway, closed.timeToFirstByteMs / 1000);
  }

  refused(gateway: GatewayName, code: string): void {
    this.refusals.inc({ gateway, code });
  }

  private addRequestCounter(registers: Registry[]): void {
    const { ended } = this;
    new Counter({
      name: 'hermes_gateway_requests_total',
      help: 'Admitted requests that ended, by class of status and how they ended.',
      labelNames: ['gateway', 'status', 'end_reason'],
      registers,
      collect() {
        this.reset();
        for (const gateway of gatewayNames)
          for (const [how, count] of ended[gateway]) {
            const [status = '', end_reason = ''] = how.split(' ');
            this.inc({ gateway, status, end_reason }, count);
          }
      },
    });
  }

  private addTokenCounter(registers: Registry[]): void {
    const { tokens } = this;
    new Counter({
      name: 'hermes_gateway_tokens_total',
      help: 'Tokens of ended requests: prompt, completion, and what was charged against the caps.',
      labelNames: ['gateway', 'kind'],
      registers,
      collect() {
        this.reset();
        for (const gateway of gatewayNames)
          for (const [kind, count] of Object.entries(tokens[gateway]))
            this.inc({ gateway, kind }, count);
      },
    });
  }
}

/** Its client got an error, because its end could not be recorded. */
const unrecorded = '5xx unrecorded';

const noTokens = () => ({ prompt: 0, completion: 0, charged: 0 });

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
