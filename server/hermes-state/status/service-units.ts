import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { hermesEnvironment } from '../../hermes-process/hermes-environment.ts';
import type { GatewayService, ServiceUnit } from './gateway-setup.contract.ts';

const largestUnit = 65_536;
/** Before Hermes called its service hermes-gateway. */
const legacyNames = ['hermes.service'];
/** What a unit starts when it is one of Hermes; another program's hermes.service is left alone. */
const legacyCommands = [
  'hermes_cli.main gateway',
  'hermes_cli/main.py gateway',
  'gateway/run.py',
  ' hermes gateway ',
  '/hermes gateway ',
];

/** The home of the user that the `hermes` command is run as. */
const userHome = (): string => hermesEnvironment('').HOME ?? homedir();

/** Where systemd looks: for the user of this process and the owner of the home of Hermes, for every user, and for the machine. */
async function folders(
  home: string,
): Promise<readonly { readonly path: string; readonly scope: ServiceUnit['scope'] }[]> {
  const owner = await homeOfOwner(home);
  const homes = new Set([userHome(), ...(owner === undefined ? [] : [owner])]);
  return [
    ...[...homes].map((each) => ({
      path: join(each, '.config/systemd/user'),
      scope: 'user' as const,
    })),
    { path: '/etc/systemd/user', scope: 'user' },
    { path: '/etc/systemd/system', scope: 'system' },
  ];
}

/** The home of the user that a folder belongs to, as passwd(5) tells it; nothing when that is not known here. */
export async function homeOfOwner(
  folder: string,
  passwd = '/etc/passwd',
): Promise<string | undefined> {
  try {
    const { uid } = await stat(folder);
    const users = (await readFile(passwd, 'utf8')).split('\n').map((line) => line.split(':'));
    const home = users.find((fields) => fields[2] === String(uid))?.[5];
    return home?.startsWith('/') ? home : undefined;
  } catch {
    // The folder is not there yet, or the system has no such file.
    return undefined;
  }
}

/** The units that keep the gateway of a profile running, as `hermes gateway install` writes them. */
export async function unitsOf(profile: string, home: string): Promise<GatewayService['units']> {
  const suffix = profile === 'default' ? '' : `-${profile}`;
  const units: GatewayService['units'] = [];
  for (const { path, scope } of await folders(home))
    for (const name of await gatewayUnitsIn(path)) {
      const file = join(path, name);
      const isOurs =
        name === `hermes-gateway${suffix}.service` || (await textOf(file)).includes(homeLine(home));
      if (!isOurs) continue;
      const target = scope === 'user' ? 'default.target' : 'multi-user.target';
      units.push({ file, scope, isEnabled: await isThere(join(path, `${target}.wants`, name)) });
    }
  const agent = join(userHome(), 'Library/LaunchAgents', `ai.hermes.gateway${suffix}.plist`);
  if (process.platform === 'darwin' && (await isThere(agent)))
    units.push({ file: agent, scope: 'user', isEnabled: null });
  return units;
}

/** Units of old installations, found as Hermes finds them: by their name and by what they start. */
export async function legacyUnits(home: string): Promise<ServiceUnit[]> {
  const found: ServiceUnit[] = [];
  for (const { path, scope } of await folders(home))
    for (const name of legacyNames) {
      const text = await textOf(join(path, name));
      if (legacyCommands.some((command) => text.includes(command)))
        found.push({ file: join(path, name), scope });
    }
  return found;
}

/** Names of all units of gateways, of whatever profile. */
export async function gatewayUnits(home: string): Promise<string[]> {
  const lists = await Promise.all(
    (await folders(home)).map(async ({ path }) =>
      (await gatewayUnitsIn(path)).map((name) => join(path, name)),
    ),
  );
  return lists.flat().sort();
}

async function gatewayUnitsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => /^hermes-gateway(-[\w.-]{1,64})?\.service$/.test(name));
}

/** As the unit sets it; a home that is a part of another's name does not count. */
const homeLine = (home: string): string => `Environment="HERMES_HOME=${home}"`;

async function textOf(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    return size > largestUnit ? '' : await readFile(file, 'utf8');
  } catch {
    // Not there, or not for this process; Hermes passes over it too.
    return '';
  }
}

const isThere = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  );
