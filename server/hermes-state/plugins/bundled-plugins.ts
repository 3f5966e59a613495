import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of the plugins that come with the installation a `hermes` command belongs to: `plugins` beside the package
 * `hermes_cli`, in a checkout that holds the command's environment, in the one an editable installation names (PEP 610),
 * or among the environment's packages. `undefined` when it lies elsewhere.
 */
export async function findBundledPlugins(command: string | undefined): Promise<string | undefined> {
  if (command === undefined) return undefined;
  try {
    const environment = dirname(dirname(await realpath(command)));
    const places = [dirname(environment), environment, ...(await packageFolders(environment))];
    for (const place of places)
      if ((await isFolder(join(place, 'hermes_cli'))) && (await isFolder(join(place, 'plugins'))))
        return join(place, 'plugins');
  } catch {
    // Not installed in a way that is known here.
  }
  return undefined;
}

async function packageFolders(environment: string): Promise<string[]> {
  const found: string[] = [];
  const libraries = join(environment, 'lib');
  for (const python of await readdir(libraries).catch(() => [])) {
    if (!/^python3(\.\d+)?$/.test(python)) continue;
    const packages = join(libraries, python, 'site-packages');
    for (const name of await readdir(packages).catch(() => [])) {
      if (!/^hermes_agent-[\w.+!]+\.dist-info$/.test(name)) continue;
      const checkout = await checkoutIn(join(packages, name, 'direct_url.json'));
      if (checkout !== undefined) found.push(checkout);
    }
    found.push(packages);
  }
  return found;
}

async function checkoutIn(file: string): Promise<string | undefined> {
  try {
    const { url } = JSON.parse(await readFile(file, 'utf8')) as { url?: unknown };
    return typeof url === 'string' && url.startsWith('file:') ? fileURLToPath(url) : undefined;
  } catch {
    // Not an editable installation.
    return undefined;
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
