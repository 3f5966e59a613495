import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError, upstreamFault, upstreamTimeout } from './gateway-error.ts';
import type { UpstreamConnections } from './upstream-call.ts';
import type { UpstreamTarget } from './upstreams.ts';

/** A model as OpenAI lists it; further fields of the upstream are kept. */
export interface Model {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** Clients poll the list often and give up after a few seconds. */
const freshMs = 30_000;
/** Of the whole answer; the limits of other calls are made for models that think. */
const longestReadMs = 10_000;
const maxListBytes = 4_194_304;

/** The upstream's models, asked for at most twice a minute. An older list is better than none. */
export class ModelList {
  private origin = '';
  private models: readonly Model[] | undefined;
  private readAtMs = 0;
  private reading: Promise<readonly Model[]> | undefined;

  constructor(
    private readonly connections: UpstreamConnections,
    private readonly requireTarget: () => UpstreamTarget,
    private readonly timeLimitMs = longestReadMs,
  ) {}

  /** Throws a {@link GatewayError} when the upstream fails and nothing is known from before. */
  async all(): Promise<readonly Model[]> {
    const target = this.requireTarget();
    if (target.origin !== this.origin) {
      this.origin = target.origin;
      this.models = undefined;
    } else if (this.models && performance.now() - this.readAtMs < freshMs) return this.models;
    this.reading ??= this.read(target).finally(() => (this.reading = undefined));
    try {
      return await this.reading;
    } catch (error) {
      if (this.models && error instanceof GatewayError) return this.models;
      throw error;
    }
  }

  private async read(target: UpstreamTarget): Promise<readonly Model[]> {
    const models = modelsIn(await this.fetch(target));
    this.models = models;
    this.readAtMs = performance.now();
    return models;
  }

  private fetch(target: UpstreamTarget): Promise<Buffer> {
    let timer: NodeJS.Timeout | undefined;
    return new Promise<Buffer>((resolve, reject) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      let fault: GatewayError | undefined;
      const call = this.connections.call(
        target,
        {
          method: 'GET',
          path: '/v1/models',
          headers: { accept: 'application/json' },
          body: undefined,
        },
        {
          start: (status: number, headers: IncomingHttpHeaders) => {
            fault = faultOf(status, headers);
          },
          data: (chunk) => {
            bytes += chunk.length;
            if (bytes <= maxListBytes) chunks.push(chunk);
            else {
              call.abort();
              reject(
                upstreamFault(
                  'upstream_invalid_response',
                  'The upstream’s model list is too large.',
                ),
              );
            }
            return true;
          },
          end: () => (fault ? reject(fault) : resolve(Buffer.concat(chunks))),
          fail: reject,
        },
      );
      timer = setTimeout(() => {
        call.abort();
        reject(upstreamTimeout('did not list its models in time'));
      }, this.timeLimitMs);
    }).finally(() => clearTimeout(timer));
  }
}

function faultOf(status: number, headers: IncomingHttpHeaders): GatewayError | undefined {
  if (status === 401 || status === 403)
    return upstreamFault(
      'upstream_auth_failed',
      'The upstream refused the gateway’s own credential.',
    );
  if (status !== 200 || headers['content-encoding'] !== undefined)
    return upstreamFault(
      'upstream_error',
      `The upstream answered ${status} when asked for its models.`,
    );
  return undefined;
}

function modelsIn(body: Buffer): readonly Model[] {
  let parsed: { data?: unknown } | null = null;
  try {
    parsed = JSON.parse(body.toString('utf8')) as { data?: unknown };
  } catch {
    // Reported below like any other list that is none.
  }
  if (!Array.isArray(parsed?.data))
    throw upstreamFault('upstream_invalid_response', 'The upstream’s model list cannot be read.');
  return (parsed.data as unknown[])
    .filter((entry): entry is Model => typeof (entry as Model | null)?.id === 'string')
    .map((entry) => ({ created: 0, owned_by: 'upstream', ...entry, object: 'model' }));
}
