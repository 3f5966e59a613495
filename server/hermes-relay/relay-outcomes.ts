/** What a connector closes with when it does not know the secret (hermes-agent 0.19, gateway/relay). */
export const relayRefusalCode = 4401;

/**
 * How an attempt to open a WebSocket to a relay ended. `refused`: closed with {@link relayRefusalCode}. `closed`: closed
 * with another code at once. `not_a_relay`: something answers that does not speak WebSocket there. `not_called`: it leads
 * to an address that no relay has.
 */
export const relayOutcomes = [
  'accepted',
  'refused',
  'closed',
  'not_a_relay',
  'unreachable',
  'bad_certificate',
  'timed_out',
  'not_called',
] as const;
export type RelayOutcome = (typeof relayOutcomes)[number];
