import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { hermesEnvironment } from '../hermes-process/hermes-environment.ts';
import type { HermesHome } from '../hermes-state/hermes-home.ts';
import {
  checkOf,
  counted,
  evidence,
  unknownFor,
  type Finding,
} from '../hermes-state/security/security-check.ts';
import type { SecurityCheck } from '../hermes-state/security/security-check.contract.ts';
import { redact } from '../redaction.ts';
import { runtimeWarnings } from '../runtime-warnings.ts';
import { secretNames } from '../setting-definitions.ts';
import { secretsOf } from '../settings-secrets.ts';
import type { Settings } from '../settings.ts';
import type { FirstCredential } from './sign-in-checks.ts';

/** Whether what this process knows stays with it. `uid`: of this process; absent where users have no numbers. */
export async function hostChecks(
  settings: Settings,
  credential: FirstCredential,
  home: HermesHome,
  uid = process.getuid?.(),
): Promise<SecurityCheck[]> {
  const owner = await ownerOf(home);
  return [
    environmentCheck(settings, hermesEnvironment(settings.hermesHome)),
    userCheck(owner, uid),
    rootCheck(owner, uid),
    await modeCheck(
      { id: 'host.data_folder', title: 'Mode of the data folder', path: settings.dataDir },
      // Others may pass through it to the socket of the database, which asks for more.
      0o066,
    ),
    ...(credential.file === undefined
      ? []
      : [
          await modeCheck(
            {
              id: 'host.password_file',
              title: 'Mode of the file with the first password',
              path: credential.file,
            },
            0o077,
          ),
        ]),
    ...(await envFileChecks(settings)),
    nodeCheck(),
  ];
}

/** What the children of `hermes` commands are handed: an agent can print every variable it inherits. */
export function environmentCheck(
  settings: Settings,
  environment: NodeJS.ProcessEnv,
): SecurityCheck {
  const secrets = secretsOf(settings);
  const entries = Object.entries(environment).map(([name, value = '']) => ({ name, value }));
  const ours = entries.filter(
    ({ name, value }) => secretNames.has(name) || secrets.some((secret) => value.includes(secret)),
  );
  const others = entries.filter(
    (each) => !ours.includes(each) && redact(each.value) !== each.value,
  );
  return checkOf(
    {
      id: 'host.environment',
      area: 'host',
      title: 'What Hermes inherits of this process',
      fix: {
        text: 'Take passwords out of the variables named here, such as those of proxies.',
        page: '/system/settings',
      },
    },
    {
      state: ours.length > 0 ? 'fail' : others.length > 0 ? 'warn' : 'pass',
      reason:
        ours.length > 0
          ? 'Commands of Hermes are handed secrets of this console, which an agent can print.'
          : others.length > 0
            ? 'Commands of Hermes are handed a variable that holds a password.'
            : `${counted(entries.length, 'variable')}, none of which holds a secret of this console.`,
      evidence: [...ours, ...others].length
        ? [...ours, ...others].map(({ name }) => evidence('this process', name, 'holds a secret'))
        : [evidence('this process', 'handed on', entries.map(({ name }) => name).join(', '))],
    },
  );
}

type Owner = { readonly uid: number } | { readonly finding: Finding };

async function ownerOf(home: HermesHome): Promise<Owner> {
  const opened = await home.openFolder('hermes', '.');
  const path = home.rootOf('hermes');
  if (opened.status === 'missing')
    return {
      finding: {
        state: 'pass',
        reason: 'There is no Hermes home here.',
        evidence: [evidence(path, null, 'missing')],
      },
    };
  if (opened.status === 'unreadable') return { finding: unknownFor(path, opened) };
  await opened.value.handle.close();
  return { uid: opened.value.facts.uid };
}

const unknownUser: Finding = {
  state: 'unknown',
  reason: 'This system does not number its users.',
  evidence: [],
};

/** Who has the same user reads the memory, the environment and the data folder of this process. */
function userCheck(owner: Owner, uid: number | undefined): SecurityCheck {
  return checkOf(
    {
      id: 'host.user',
      area: 'host',
      title: 'User of this process and of Hermes',
      fix: {
        text: 'Let Hermes run as an ordinary user, and this console as root or in a container of its own. As a third user it could not edit files of Hermes.',
      },
    },
    finding(),
  );

  function finding(): Finding {
    if ('finding' in owner) return owner.finding;
    if (uid === undefined) return unknownUser;
    const isSame = owner.uid === uid;
    return {
      state: isSame ? 'warn' : 'pass',
      reason: isSame
        ? 'Hermes’ home belongs to the user of this process: its agents can read the settings and the data folder of this console.'
        : 'Hermes’ home belongs to another user than this process.',
      evidence: [
        evidence('this process', 'user', String(uid)),
        evidence('Hermes home', 'owner', String(owner.uid)),
      ],
    };
  }
}

function rootCheck(owner: Owner, uid: number | undefined): SecurityCheck {
  const isRoot = [uid === 0, 'uid' in owner && owner.uid === 0] as const;
  const who =
    isRoot[0] && isRoot[1]
      ? 'This console and Hermes run'
      : isRoot[0]
        ? 'This console runs'
        : 'Hermes runs';
  const isAny = isRoot[0] || isRoot[1];
  return checkOf(
    {
      id: 'host.root',
      area: 'host',
      title: 'Running as root',
      fix: { text: 'Run both as ordinary users.' },
    },
    uid === undefined
      ? unknownUser
      : {
          state: isAny ? 'warn' : 'pass',
          reason: isAny
            ? `${who} as root: a mistake reaches the whole machine.`
            : 'Neither this console nor Hermes does.',
          evidence: [
            evidence('this process', 'user', String(uid)),
            ...('uid' in owner ? [evidence('Hermes home', 'owner', String(owner.uid))] : []),
          ],
        },
  );
}

async function modeCheck(
  { id, title, path }: { readonly id: string; readonly title: string; readonly path: string },
  forbidden: number,
): Promise<SecurityCheck> {
  const found = await stat(path).catch(({ code }: NodeJS.ErrnoException) => ({
    refusal: code ?? 'unknown reason',
  }));
  const subject = {
    id,
    area: 'host',
    title,
    fix: { text: `Take it from others: chmod go-rw ${path}` },
  } as const;
  if ('refusal' in found)
    return checkOf(subject, {
      state: 'unknown',
      reason: `${path} could not be looked at (${found.refusal}).`,
      evidence: [evidence(path, null, found.refusal)],
    });
  const mode = found.mode & 0o7777;
  const isOpen = (mode & forbidden) !== 0;
  return checkOf(subject, {
    state: isOpen ? 'fail' : 'pass',
    reason: isOpen ? 'Other users of this machine get at it.' : 'Only its owner gets at it.',
    evidence: [evidence(path, 'mode', mode.toString(8).padStart(4, '0'))],
  });
}

/** Only when secrets come from it. */
async function envFileChecks({ origins }: Settings): Promise<SecurityCheck[]> {
  if (!origins.some(({ source, isSecret }) => source === '.env' && isSecret)) return [];
  const about = {
    id: 'host.env_file',
    title: 'Mode of .env of this console',
    path: resolve('.env'),
  };
  return [await modeCheck(about, 0o077)];
}

function nodeCheck(): SecurityCheck {
  const warnings = runtimeWarnings();
  return checkOf(
    {
      id: 'host.node',
      area: 'host',
      title: 'Node.js',
      fix: { text: 'Run a current Node 22, 24 or 26.', page: '/system' },
    },
    {
      state: warnings.length > 0 ? 'warn' : 'pass',
      reason: warnings.join(' ') || 'No known hole of this release concerns this console.',
      evidence: [evidence('this process', 'version', process.version)],
    },
  );
}
