import type { Settings } from '../settings.ts';
import type { HealthCheck, Listener, SystemView } from './system.contract.ts';

const names = (listeners: readonly Listener[]): string =>
  listeners.map(({ name, address, port }) => `${name} on ${hostOf(address)}:${port}`).join(', ');
const hostOf = (address: string) => (address.includes(':') ? `[${address}]` : address);

/** Whether what listens can be reached by others, without anything before it that guards the way. */
export function reachChecks(
  { own, hermes }: SystemView['listeners'],
  { publicUrl, allowedCidrs }: Pick<Settings, 'publicUrl' | 'allowedCidrs'>,
): HealthCheck[] {
  return [ownCheck(own, publicUrl, allowedCidrs), hermesCheck(hermes)];
}

function ownCheck(
  own: readonly Listener[],
  publicUrl: string | undefined,
  allowedCidrs: readonly string[],
): HealthCheck {
  const name = 'listening';
  const open = own.filter(({ reach }) => reach !== 'this_machine');
  if (open.length === 0)
    return { name, state: 'ok', detail: `Only this machine: ${names(own)}.`, whatToDo: null };
  if (publicUrl?.startsWith('https:'))
    return {
      name,
      state: 'ok',
      detail: `${names(open)}: plain HTTP that others reach, and ${publicUrl} with TLS before it. Only a firewall keeps them from going round that.`,
      whatToDo: null,
    };
  // The list guards the console alone: gateways ask for keys.
  const bare = open.filter(({ kind }) => kind !== 'console' || allowedCidrs.length === 0);
  if (bare.length === 0)
    return {
      name,
      state: 'ok',
      detail: `${names(open)}, for HERMES_ALLOWED_CIDRS alone.`,
      whatToDo: null,
    };
  const isConsole = bare.some(({ kind }) => kind === 'console');
  const them = bare.length === 1 ? 'it' : 'them';
  return {
    name,
    state: 'warning',
    detail: `${names(bare)}: others reach ${them} without TLS, and ${isConsole ? 'passwords and keys' : 'keys and prompts'} can be read on the way.`,
    whatToDo: `Set HERMES_BIND_HOST=127.0.0.1 and put a proxy with TLS before ${them} (HERMES_PUBLIC_URL). In a container, publish the ports on 127.0.0.1 only.${isConsole ? ' HERMES_ALLOWED_CIDRS says who may reach the console.' : ''}`,
  };
}

function hermesCheck(hermes: readonly Listener[] | null): HealthCheck {
  const name = 'listening (Hermes)';
  if (hermes === null)
    return {
      name,
      state: 'ok',
      detail: 'Not known: this system does not list processes and sockets.',
      whatToDo: null,
    };
  const open = hermes.filter(({ reach }) => reach !== 'this_machine');
  const proxies = open.filter(({ kind }) => kind === 'hermes_proxy');
  if (open.length === 0)
    return {
      name,
      state: 'ok',
      detail:
        hermes.length === 0
          ? 'No dashboard and no proxy of Hermes is to be seen from here.'
          : `Only this machine: ${names(hermes)}.`,
      whatToDo: null,
    };
  return {
    name,
    state: proxies.length > 0 ? 'failed' : 'warning',
    detail: `${names(open)}: others reach ${open.length === 1 ? 'it' : 'them'}.${proxies.length > 0 ? ' A proxy takes any key and spends the subscription.' : ' The dashboard knows every key.'}`,
    whatToDo: 'Start it with --host 127.0.0.1.',
  };
}
