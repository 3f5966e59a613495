import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The `hermes` command: the configured or usual place, else the first on the PATH. */
export function findHermes(preferred: string, path = process.env.PATH ?? ''): string | undefined {
  const candidates = [preferred, ...path.split(delimiter).map((folder) => join(folder, 'hermes'))];
  return candidates.find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // Not there, or not ours to run.
    return false;
  }
}
