import { AdministratorCredential } from './auth/administrator-credential.ts';
import type { Product } from './product.ts';
import { gatewayNames, type GatewayName, type Settings } from './settings.ts';

/** What the start says once everything listens. */
export function announcement(settings: Settings, product: Product): readonly string[] {
  const { ports, upstreams } = product;
  const host = settings.bindHost.includes(':') ? `[${settings.bindHost}]` : settings.bindHost;
  const { username, file } = product.console.get(AdministratorCredential);
  const demo = demoLine(gatewayNames.filter((name) => upstreams[name].state.kind === 'demo'));
  return [
    '',
    'Hermes Control Plane is running.',
    `  Console       http://${host}:${ports.console}${settings.basePath && `${settings.basePath}/`}`,
    `  Gateway pre   http://${host}:${ports.pre}/v1`,
    `  Gateway post  http://${host}:${ports.post}/v1`,
    `  Sign in as    ${username}, password ${file ? `in ${file}` : 'from HERMES_ADMIN_PASSWORD'}`,
    ...(demo === undefined ? [] : [`  ${demo}`]),
    '  Prompts and answers are recorded. Tell your users.',
    '',
  ];
}

/** What the start says about the gateways that the demo upstream answers for, and what would change that. */
export function demoLine(gateways: readonly GatewayName[]): string | undefined {
  if (gateways.length === 0) return undefined;
  const names = gateways.map((name) => `HERMES_${name.toUpperCase()}_UPSTREAM_URL`);
  return (
    `The built-in demo upstream answers for the gateway${gateways.length > 1 ? 's' : ''} ${gateways.join(' and ')}: ` +
    `no Hermes was found, and ${names.join(' and ')} ${names.length > 1 ? 'are' : 'is'} not set.`
  );
}
