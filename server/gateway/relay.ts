import type { StoredBody } from '../audit/ledger-records.ts';
import type { EndReason } from '../audit/audit.contract.ts';
import type { GatewayError } from './gateway-error.ts';
import type { StatedUsage } from './usage.ts';

/** How an answer ended, complete but for its last bytes: those are released when the record is safe. */
export interface Ending {
  readonly endReason: EndReason;
  /** As the client sees it. */
  readonly status: number;
  readonly errorCode: string | null;
  readonly usage: StatedUsage | undefined;
  /** Tokens of the answer as counted here, for when the upstream states none. */
  readonly answerTokens: number;
  readonly finishReason: string | null;
  readonly responseModel: string | null;
  readonly stored: StoredBody;
  /** Sends the rest. */
  release(): void;
  /** Sends this error in place of the rest. */
  replace(error: GatewayError): void;
}

/** Carries one kind of answer from the upstream to the client. */
export interface Relay {
  /** Tokens of the answer so far, estimated; `null` where they are counted at the end only. */
  readonly tokensSoFar: number | null;
  /** Answers whether the client takes more at once. */
  data(chunk: Buffer): boolean;
  /** The upstream's answer came to its end. */
  end(): Ending;
  /** The answer is ended before its end, by anybody; `error` is what the client is told. */
  cut(reason: EndReason, error: GatewayError): Ending;
  /** Called every second. */
  tick(nowMs: number): void;
}
