import type { Settings } from './settings.ts';

/** For everything that a stop does after the drain. */
export const stopGraceMs = 15_000;

/**
 * How long a process takes at most from the signal to its end: the delay before it refuses connections, as long again for
 * idle ones, the drain, and the rest. What stops it has to wait longer.
 */
export const longestStopMs = ({
  drainDelayMs,
  drainTimeoutMs,
}: Pick<Settings, 'drainDelayMs' | 'drainTimeoutMs'>): number =>
  2 * drainDelayMs + drainTimeoutMs + stopGraceMs;
