import { existsSync } from 'node:fs';

const platformNames: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['linux'],
  darwin: ['macos', 'darwin'],
  win32: ['windows', 'win32'],
};

/**
 * Why Hermes would not offer a skill here. It is taken to run on the same system as this process; `kanban` is an
 * environment of workers that Hermes starts by itself, never of a session.
 */
export function hiddenBy(
  platforms: readonly string[],
  environments: readonly string[],
): 'platform' | 'environment' | null {
  const own = platformNames[process.platform] ?? [process.platform];
  if (platforms.length > 0 && !platforms.some((each) => own.includes(each))) return 'platform';
  return environments.length > 0 && !environments.some(isActive) ? 'environment' : null;
}

function isActive(environment: string): boolean {
  if (environment === 'docker')
    return existsSync('/.dockerenv') || existsSync('/run/.containerenv');
  return environment === 's6' && existsSync('/run/s6');
}
