import type { Server } from 'node:http';

/** Far above what one process can serve, and below what exhausts its memory. */
export const mostConnections = 10_000;

/**
 * Bounds on connections and on how long a client may take to send a request, the same on every port. Answers are not bounded: they may be
 * streams. Call before `listen`.
 */
export function applyServerLimits(server: Server): void {
  // A last resort: beyond, connections are cut without a word.
  server.maxConnections = mostConnections + 500;
  server.headersTimeout = 5000;
  server.requestTimeout = 30_000;
  // Longer than the 60 s after which common load balancers close, so that they never reuse a connection we just closed.
  server.keepAliveTimeout = 65_000;
  // Read when the server starts to listen; the default lets a slow client live up to 30 s longer.
  (server as Server & { connectionsCheckingInterval: number }).connectionsCheckingInterval = 1000;
}
