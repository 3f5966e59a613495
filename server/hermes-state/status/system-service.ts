import { GatewaySetupRefused } from './gateway-setup.errors.ts';
import { unitsOf } from './service-units.ts';

export const isRoot = (): boolean => process.getuid?.() === 0;

/** Throws {@link GatewaySetupRefused} with the command to be run on the server. */
export function requireRootFor(scope: 'user' | 'system', command: string): void {
  if (scope === 'system' && !isRoot())
    throw new GatewaySetupRefused(
      `Only root changes services of the system. On the server, run: sudo ${command}`,
    );
}

/** Throws {@link GatewaySetupRefused} unless the gateway of a profile has a service of the system that we may change. */
export async function requireSystemService(
  profile: string,
  home: string,
  verb: string,
): Promise<void> {
  const units = await unitsOf(profile, home);
  if (!units.some(({ scope }) => scope === 'system'))
    throw new GatewaySetupRefused(`The gateway of ${profile} has no service of the system.`);
  requireRootFor('system', `hermes -p ${profile} gateway ${verb} --system`);
}
