import { Injectable, Logger } from '@nestjs/common';
import type { CloseRecord } from '../audit/ledger-records.ts';
import { countsAsError } from '../audit/store-close.ts';
import type { OpenedRequest } from '../audit/opened-request.ts';
import type { GatewayName } from '../settings.ts';
import { GatewayFigures } from './gateway-figures.ts';

/** How far a running request is. Read whenever somebody wants to know; nothing is kept for it. */
export interface Progress {
  /** Whether the upstream has begun to answer. */
  readonly isAnswering: boolean;
  /** Of the answer, as the upstream sent them. */
  readonly bytes: number;
  /** Estimated from the text so far; `null` where nothing is metered before the end. */
  readonly tokensSoFar: number | null;
  /** An administrator ends it. */
  stop(reason: 'stopped'): void;
}

/** A request that is admitted, recorded and not over. */
export interface RunningRequest {
  readonly opened: OpenedRequest;
  readonly progress: Progress;
}

/** Whoever wants to hear what the gateways of this process do, as it happens. */
export interface ActivityObserver {
  requestEnded?(request: RunningRequest, closed: CloseRecord | undefined): void;
  refused?(gateway: GatewayName, code: string): void;
}

/** What the gateways of this process are doing: their running requests, their figures, and who watches. */
@Injectable()
export class GatewayActivity {
  readonly figures: Readonly<Record<GatewayName, GatewayFigures>> = {
    pre: new GatewayFigures(),
    post: new GatewayFigures(),
  };
  private readonly logger = new Logger('Activity');
  private readonly requests = new Map<string, RunningRequest>();
  private readonly observers = new Set<ActivityObserver>();

  /** By id. */
  get running(): ReadonlyMap<string, RunningRequest> {
    return this.requests;
  }

  /** Open requests and, of those, the streamed ones. */
  openIn(gateway: GatewayName): { requests: number; streams: number } {
    const open = { requests: 0, streams: 0 };
    for (const { opened } of this.requests.values()) {
      if (opened.gateway !== gateway) continue;
      open.requests++;
      if (opened.stream) open.streams++;
    }
    return open;
  }

  observe(observer: ActivityObserver): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  begin(opened: OpenedRequest, progress: Progress): void {
    this.requests.set(opened.id, { opened, progress });
    this.figures[opened.gateway].noteBegin();
  }

  /** `closed` is absent when the end could not be recorded. The second call for a request has no effect. */
  end(id: string, closed?: CloseRecord): void {
    const request = this.requests.get(id);
    if (request === undefined) return;
    this.requests.delete(id);
    const durationMs = closed?.durationMs ?? Date.now() - request.opened.startedAt.getTime();
    this.figures[request.opened.gateway].noteEnd(
      durationMs,
      closed === undefined || countsAsError(closed),
    );
    this.tell((observer) => observer.requestEnded?.(request, closed));
  }

  /** Ends one request, if it runs here; answers whether it does. */
  stop(id: string): boolean {
    const request = this.requests.get(id);
    request?.progress.stop('stopped');
    return request !== undefined;
  }

  refuse(gateway: GatewayName, code: string): void {
    this.figures[gateway].noteRefusal();
    this.tell((observer) => observer.refused?.(gateway, code));
  }

  /** Whoever watches must never be able to fail a request. */
  private tell(say: (observer: ActivityObserver) => void): void {
    for (const observer of this.observers) {
      try {
        say(observer);
      } catch (error) {
        this.logger.error(`An observer failed: ${(error as Error).stack ?? String(error)}`);
      }
    }
  }
}
