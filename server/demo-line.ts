import type { GatewayName } from './settings.ts';

/** What the start says about the gateways that the demo upstream answers for, and what would change that. */
export function demoLine(gateways: readonly GatewayName[]): string | undefined {
  if (gateways.length === 0) return undefined;
  const names = gateways.map((name) => `HERMES_${name.toUpperCase()}_UPSTREAM_URL`);
  return (
    `The built-in demo upstream answers for the gateway${gateways.length > 1 ? 's' : ''} ${gateways.join(' and ')}: ` +
    `no Hermes was found, and ${names.join(' and ')} ${names.length > 1 ? 'are' : 'is'} not set.`
  );
}
