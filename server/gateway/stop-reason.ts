import {
  keyRevokedWhileRunning,
  requestStopped,
  shuttingDown,
  type GatewayError,
} from './gateway-error.ts';

/** Why a running request is ended from our side, before its end. */
export type StopReason = 'shutdown' | 'revoked' | 'stopped';

/** What the client is told then. */
export const stopErrors: Readonly<Record<StopReason, () => GatewayError>> = {
  shutdown: shuttingDown,
  revoked: keyRevokedWhileRunning,
  stopped: requestStopped,
};
