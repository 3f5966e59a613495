import type { CloseRecord } from '../audit/ledger-records.ts';
import type { GatewayActivity, RunningRequest } from '../gateway/gateway-activity.ts';
import type { LiveRequest } from './live.contract.ts';

/** In one event; a list longer than this is read from the snapshot. */
const mostItems = 100;
const mostEnded = 1000;

type NewRequest = Omit<LiveRequest, 'instanceId'>;

/** What has changed about the running requests since somebody last asked. */
export class RequestChanges {
  /** What was last told of each, so that what stands still is not told again. */
  private readonly told = new Map<string, string>();
  private ended: NewRequest[] = [];
  private leftOut = 0;

  constructor(private readonly activity: GatewayActivity) {}

  noteEnd(request: RunningRequest, closed: CloseRecord | undefined): void {
    if (this.ended.length >= mostEnded) this.leftOut++;
    else this.ended.push(endedRequest(request, closed));
  }

  /** Ends come first: a request that is gone and still shown is worse than one that is shown late. */
  take(): { items: NewRequest[]; leftOut: number } {
    const items = this.ended.splice(0, mostItems);
    for (const { id } of items) this.told.delete(id);
    let { leftOut } = this;
    this.leftOut = 0;
    for (const request of this.activity.running.values()) {
      const { id } = request.opened;
      const { isAnswering, bytes, tokensSoFar } = request.progress;
      const state = `${isAnswering} ${bytes} ${tokensSoFar}`;
      if (this.told.get(id) === state) continue;
      if (items.length >= mostItems) {
        leftOut++;
        continue;
      }
      this.told.set(id, state);
      items.push(runningRequest(request));
    }
    return { items, leftOut };
  }

  clear(): void {
    this.told.clear();
    this.ended = [];
    this.leftOut = 0;
  }
}

export function runningRequest({ opened, progress }: RunningRequest): NewRequest {
  return {
    ...identity(opened),
    state: progress.isAnswering ? 'answering' : 'waiting',
    tokensSoFar: progress.tokensSoFar,
    tokensEstimated: true,
    bytes: progress.bytes,
    status: null,
    endReason: null,
  };
}

function endedRequest({ opened, progress }: RunningRequest, closed: CloseRecord | undefined) {
  return {
    ...identity(opened),
    state: 'ended',
    tokensSoFar: closed?.completionTokens ?? progress.tokensSoFar,
    tokensEstimated: closed?.usageSource !== 'upstream',
    bytes: progress.bytes,
    status: closed?.status ?? null,
    endReason: closed?.endReason ?? null,
  } as const;
}

function identity({
  id,
  apiUserId,
  apiUserName,
  gateway,
  model,
  stream,
  startedAt,
}: RunningRequest['opened']) {
  return { id, apiUserId, apiUserName, gateway, model, stream, startedAt: startedAt.toISOString() };
}
