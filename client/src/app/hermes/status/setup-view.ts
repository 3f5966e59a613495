import type {
  GatewayRelay,
  GatewayService,
} from '../../../../../server/hermes-state/status/gateway-setup.contract';

export type ServiceVerb = 'install' | 'uninstall' | 'migrate';

export const managerNames: { readonly [Manager in GatewayService['serviceManager']]: string } = {
  systemd: 'systemd',
  launchd: 'launchd',
  none: 'None found',
};

/** Why a verb of the service is not offered now; `undefined` when it is. */
export function serviceHindrance(
  verb: ServiceVerb,
  service: GatewayService,
  commandReason: string | undefined,
): string | undefined {
  if (commandReason !== undefined) return commandReason;
  const { serviceManager, units, legacy } = service;
  if (serviceManager === 'none')
    return 'There is no service manager here: in a container, its runtime keeps the gateway running.';
  if (verb === 'migrate' && serviceManager !== 'systemd')
    return 'Only hosts with systemd have old services.';
  if (verb === 'install' && legacy.length > 0)
    return 'An old service is in the way. Migrate it first.';
  if (verb === 'uninstall' && units.length === 0) return 'No service is installed.';
  return undefined;
}

/** Why the gateway cannot be enrolled now; `undefined` when it can. */
export function enrollHindrance(
  relay: GatewayRelay,
  commandReason: string | undefined,
): string | undefined {
  return relay.hindrance ?? commandReason;
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Whether everybody on the way could read the token. */
export function isUnprotected(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return ['ws:', 'http:'].includes(protocol) && !loopback.test(hostname);
}

/** What is wrong with an address, as the server sees it too. */
export function addressMistake(address: string, schemes: readonly string[]): string | undefined {
  const words = `An address that begins with ${schemes.map((scheme) => `${scheme}//`).join(', ')}`;
  if (!URL.canParse(address)) return `${words}.`;
  const { protocol, hostname, username, password, search, hash } = new URL(address);
  if (!schemes.includes(protocol) || hostname === '') return `${words}.`;
  return [username, password, search, hash].some((part) => part !== '')
    ? 'An address without user, password, query and fragment.'
    : undefined;
}
