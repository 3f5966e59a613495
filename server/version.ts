import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of `package.json`: the same whether the sources or the build in `dist` run. */
export const packageFolder = findPackageFolder(import.meta.dirname);

/** The product's version, as in `package.json`. */
export const version: string = (
  JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string }
).version;

function findPackageFolder(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('package.json was not found above the program.');
  return findPackageFolder(parent);
}
