import { readdir, readFile } from 'node:fs/promises';

const mostProcesses = 5000;

/** A program of Hermes that runs on this machine and listens, by its command line. */
export interface RunningListener {
  readonly pid: number;
  readonly host: string;
  readonly port: string;
}

/** What a command line has to say after `hermes` for one of them, and where that listens by default (Hermes 0.19). */
const programs = {
  proxy: { words: /^proxy start /, port: '8645' },
  dashboard: { words: /^(dashboard|serve) /, port: '9119' },
} as const;

/** Every `hermes proxy start` among the processes; nothing where the system does not list them. */
export const runningProxies = (root?: string) => runningListeners('proxy', root);

/** Every `hermes dashboard` among the processes, with or without its page. */
export const runningDashboards = (root?: string) => runningListeners('dashboard', root);

async function runningListeners(
  program: keyof typeof programs,
  root = '/proc',
): Promise<readonly RunningListener[] | undefined> {
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
      return listenerOf(program, Number(name), line.split('\0'));
    }),
  );
  return found.filter((listener) => listener !== undefined);
}

function listenerOf(
  program: keyof typeof programs,
  pid: number,
  args: readonly string[],
): RunningListener | undefined {
  const { words, port } = programs[program];
  const at = args.findIndex((_, index) => words.test(`${args.slice(index).join(' ')} `));
  if (at < 1 || !args.slice(0, at).some((arg) => /hermes/.test(arg))) return undefined;
  const option = (name: string) => {
    const joined = args.find((arg) => arg.startsWith(`${name}=`));
    const index = args.indexOf(name);
    return joined?.slice(name.length + 1) ?? (index === -1 ? undefined : args[index + 1]);
  };
  return { pid, host: option('--host') ?? '127.0.0.1', port: option('--port') ?? port };
}
