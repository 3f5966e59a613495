import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { readConfined } from '../read-confined.ts';
import type { ProfileView } from './profiles.contract.ts';

const largestWrapper = 16_384;

/** Where Hermes puts the scripts that lead to its profiles: beside a home of the usual name, else by the user's home. */
export function wrapperFolder(hermesRoot: string): string {
  const userHome = basename(hermesRoot) === '.hermes' ? dirname(hermesRoot) : homedir();
  return join(userHome, '.local', 'bin');
}

/** What lies there under the name of a profile. A script of Hermes' names the profile behind `hermes -p`. */
export async function aliasOf(hermesRoot: string, profile: string): Promise<ProfileView['alias']> {
  if (profile === 'default') return null;
  const folder = wrapperFolder(hermesRoot);
  const path = join(folder, profile);
  const script = await readConfined(folder, profile, largestWrapper);
  if (script.status === 'missing') return { state: 'none', path };
  const named = /\bhermes\s+-p\s+['"]?([a-z0-9_-]+)/.exec(
    script.status === 'present' ? script.value : '',
  )?.[1];
  return { state: named === profile ? 'own' : 'foreign', path };
}
