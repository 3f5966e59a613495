import { relayDialUrl } from '../../hermes-relay/relay-address.ts';
import type { GatewayRelay } from './gateway-setup.contract.ts';
import type { HermesGateway } from './status.contract.ts';

/** Hermes lists its relay among its platforms under this name. */
const platform = 'relay';

/** What its files say is believed only of a gateway that may be running. */
export function connectionOf({ verdict, platforms }: HermesGateway): GatewayRelay['connection'] {
  switch (verdict) {
    case 'stopped':
    case 'stale':
    case 'failed':
      return 'not_connected';
    case 'unknown':
      return 'unknown';
    case 'running':
    case 'starting':
    case 'draining':
    case 'elsewhere':
      return platforms.some(({ name, state }) => name === platform && state === 'connected')
        ? 'connected'
        : 'not_connected';
  }
}

/** Why the connection cannot be tested; `null` when it can. */
export function testHindranceOf(values: ReadonlyMap<string, string>): string | null {
  const missing = ['GATEWAY_RELAY_ID', 'GATEWAY_RELAY_SECRET', 'GATEWAY_RELAY_URL'].filter(
    (name) => !values.get(name),
  );
  if (missing.length > 0) return `The gateway is not enrolled: .env has no ${missing.join(', ')}.`;
  const address = values.get('GATEWAY_RELAY_URL')!;
  if (relayDialUrl(address) === undefined) return 'GATEWAY_RELAY_URL is no address of a relay.';
  const { username, password } = new URL(address);
  return username === '' && password === ''
    ? null
    : 'GATEWAY_RELAY_URL holds a user name or password, and is not called with it.';
}
