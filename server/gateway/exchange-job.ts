import type { Request, Response } from 'express';
import type { KeyHolder } from '../api-users/key-holder.ts';
import type { ForwardedRoute } from './routes.ts';

/** What is known of a request once its key is good. */
export interface ExchangeJob {
  /** UUIDv7: also the request id the client sees. */
  readonly id: string;
  readonly request: Request;
  readonly response: Response;
  readonly holder: KeyHolder;
  /** Whether the key is still good, and for what. Throws the {@link GatewayError} to answer when it is not. */
  verifyAgain(): KeyHolder | Promise<KeyHolder>;
  readonly route: ForwardedRoute;
  readonly clientAddress: string;
}
