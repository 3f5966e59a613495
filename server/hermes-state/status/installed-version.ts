import { existsSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The version of the installation that a `hermes` command belongs to, by the name of its package's folder (PEP 427). */
export async function installedVersion(command: string | undefined): Promise<string | null> {
  if (command === undefined) return null;
  try {
    const libraries = join(dirname(dirname(await realpath(command))), 'lib');
    for (const python of await readdir(libraries)) {
      if (!/^python3(\.\d+)?$/.test(python)) continue;
      const packages = await readdir(join(libraries, python, 'site-packages'));
      for (const name of packages) {
        const found = /^hermes_agent-([\w.+!]+)\.dist-info$/.exec(name);
        if (found) return found[1]!;
      }
    }
  } catch {
    // Not installed in the usual way.
  }
  return null;
}

/** What keeps a gateway running as a service here. In a container there is none. */
export function findServiceManager(): 'systemd' | 'launchd' | 'none' {
  if (process.platform === 'darwin') return 'launchd';
  const isContainer = existsSync('/.dockerenv') || existsSync('/run/.containerenv');
  return !isContainer && existsSync('/run/systemd/system') ? 'systemd' : 'none';
}
