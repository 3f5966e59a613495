import { readdir, readFile } from 'node:fs/promises';
import { isIPv4 } from 'node:net';
import { BlockList } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
const mostProcesses = 5000;

/** Whether only this machine reaches an address or name that something listens on. */
export function isLoopbackHost(host: string): boolean {
  const plain = host
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/^::ffff:/i, '');
  if (plain.toLowerCase() === 'localhost') return true;
  if (!/^[\d.]+$|:/.test(plain)) return false;
  return loopback.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6');
}

/** A `hermes proxy` that runs on this machine. */
export interface RunningProxy {
  readonly pid: number;
  readonly host: string;
  readonly port: string;
}

/** Every `hermes proxy start` among the processes; nothing where the system does not list them. */
export async function runningProxies(root = '/proc'): Promise<readonly RunningProxy[] | undefined> {
  let names: string[];
  try {
    names = (await readdir(root)).filter((name) => /^\d+$/.test(name)).slice(0, mostProcesses);
  } catch {
    // Not Linux.
    return undefined;
  }
  if (names.length === 0) return undefined;
  const found = await Promise.all(
    names.map(async (name) => {
      const line = await readFile(`${root}/${name}/cmdline`, 'utf8').catch(() => '');
      return proxyOf(Number(name), line.split('\0'));
    }),
  );
  return found.filter((proxy) => proxy !== undefined);
}

/** Its defaults are those of Hermes 0.19. */
function proxyOf(pid: number, args: readonly string[]): RunningProxy | undefined {
  const at = args.indexOf('proxy');
  if (at < 1 || args[at + 1] !== 'start') return undefined;
  if (!args.slice(0, at).some((arg) => /hermes/.test(arg))) return undefined;
  const option = (name: string) => {
    const joined = args.find((arg) => arg.startsWith(`${name}=`));
    const index = args.indexOf(name);
    return joined?.slice(name.length + 1) ?? (index === -1 ? undefined : args[index + 1]);
  };
  return { pid, host: option('--host') ?? '127.0.0.1', port: option('--port') ?? '8645' };
}
