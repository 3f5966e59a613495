import { existsSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The version of the installation that a `hermes` command belongs to, by the name of its package's folder (PEP 427). */
export async function installedVersion(command: string | undefined): Promise<string | null> {
  for (const name of await packageFolders(command)) {
    const found = /^hermes_agent-([\w.+!]+)\.dist-info$/.exec(name);
    if (found) return found[1]!;
  }
  return null;
}

/** Python packages beside the command, by their names in lower case; `null` when it is not installed in the usual way. */
export async function installedPackages(
  command: string | undefined,
): Promise<ReadonlySet<string> | null> {
  const names = (await packageFolders(command)).flatMap(
    (name) => /^([\w.]+)-[^-]+\.dist-info$/.exec(name)?.[1]?.toLowerCase() ?? [],
  );
  return names.length === 0 ? null : new Set(names);
}

/** What lies in `lib/python3.x/site-packages` of the environment a command belongs to. */
async function packageFolders(command: string | undefined): Promise<string[]> {
  if (command === undefined) return [];
  try {
    const libraries = join(dirname(dirname(await realpath(command))), 'lib');
    const folders: string[] = [];
    for (const python of await readdir(libraries))
      if (/^python3(\.\d+)?$/.test(python))
        folders.push(...(await readdir(join(libraries, python, 'site-packages'))));
    return folders;
  } catch {
    // Not installed in the usual way.
    return [];
  }
}

/** What keeps a gateway running as a service here. In a container there is none. */
export function findServiceManager(): 'systemd' | 'launchd' | 'none' {
  if (process.platform === 'darwin') return 'launchd';
  const isContainer = existsSync('/.dockerenv') || existsSync('/run/.containerenv');
  return !isContainer && existsSync('/run/systemd/system') ? 'systemd' : 'none';
}
